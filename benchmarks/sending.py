"""How a task of a peer sends one message: templates, ``EmailMessage``, one connection a thread. No package of ours."""

import smtplib
import threading
from email.message import EmailMessage

from jinja2 import Template
from words import HTML, SUBJECT, TEXT

_TEXT, _HTML = Template(TEXT), Template(HTML)
_local = threading.local()


def send(port: int, to: dict[str, str]) -> None:
    """Send one follow-up to a person, over this thread's connection."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@vigil.example", to["address"], SUBJECT
    message.set_content(_TEXT.render(to))
    message.add_alternative(_HTML.render(to), subtype="html")
    if not hasattr(_local, "smtp"):
        _local.smtp = smtplib.SMTP("127.0.0.1", port)
    _local.smtp.send_message(message)
