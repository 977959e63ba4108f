"""django-post-office: a stored template, one row a message on SQLite. Prints the seconds that sending took."""

import json
import sys
import tempfile
import time

import django
from django.conf import settings
from words import HTML, SUBJECT, TEXT, person


def main(port, count):
    with tempfile.TemporaryDirectory() as folder:
        settings.configure(
            INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/mail.db"}},
            TEMPLATES=[
                {"BACKEND": "django.template.backends.django.DjangoTemplates"},
                {"BACKEND": "post_office.template.backends.post_office.PostOfficeTemplates", "NAME": "post_office"},
            ],
            EMAIL_BACKEND="post_office.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port,
            POST_OFFICE={"BATCH_SIZE": 1000, "THREADS_PER_PROCESS": 5, "LOG_LEVEL": 1, "LOCK_FILE": f"{folder}/lock"},
            USE_TZ=True,
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        )
        django.setup()
        from django.core.management import call_command
        from post_office import mail
        from post_office.models import STATUS, Email, EmailTemplate

        call_command("migrate", verbosity=0)
        template = EmailTemplate.objects.create(name="followup", subject=SUBJECT, content=TEXT, html_content=HTML)
        people = [person(number) for number in range(count)]
        mail.send_many(
            [
                {
                    "recipients": [to["address"]],
                    "sender": "a@vigil.example",
                    "template": template,
                    "context": to,
                    "render_on_delivery": True,
                }
                for to in people
            ]
        )
        began = time.perf_counter()
        while Email.objects.filter(status__in=(STATUS.queued, STATUS.requeued)).exists():
            mail.send_queued(processes=1)
        print(json.dumps({"seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
