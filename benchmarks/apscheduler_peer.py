"""APScheduler: one durable job a message, due at once. Prints the seconds that sending took."""

import json
import smtplib
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from jinja2 import Template
from words import HTML, SUBJECT, TEXT, person

_TEXT, _HTML = Template(TEXT), Template(HTML)
_local, _lock, _done = threading.local(), threading.Lock(), []


def send(port, number):
    to = person(number)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@vigil.example", to["address"], SUBJECT
    message.set_content(_TEXT.render(to))
    message.add_alternative(_HTML.render(to), subtype="html")
    if not hasattr(_local, "smtp"):
        _local.smtp = smtplib.SMTP("127.0.0.1", port)
    _local.smtp.send_message(message)
    with _lock:
        _done.append(number)


def main(port, count):
    with tempfile.TemporaryDirectory() as folder:
        store = SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")
        scheduler = BackgroundScheduler(
            jobstores={"default": store}, executors={"default": ThreadPoolExecutor(8)}, timezone=UTC
        )
        scheduler.start(paused=True)
        due = datetime.now(UTC) + timedelta(seconds=1)
        for number in range(count):
            scheduler.add_job(
                send, "date", run_date=due, args=(port, number), misfire_grace_time=None, max_instances=count
            )
        time.sleep(1)
        began = time.perf_counter()
        scheduler.resume()
        while len(_done) < count:
            time.sleep(0.005)
        print(json.dumps({"seconds": time.perf_counter() - began}))
        scheduler.shutdown(wait=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
