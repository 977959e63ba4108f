"""Answering by e-mail: what a simulated patient writes, as the mail program that they have would send it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from random import Random

from vigil.mail.inbox import Arrived
from vigil.mail.letters import Letter
from vigil.simulate.body import Episode

_SAID = {
    "fr": {
        "haematoma": "un petit bleu",
        "itching": "des démangeaisons",
        "redness": "une rougeur",
        "flush": "une bouffée de chaleur",
        "nodule": "une boule",
        "fatigue": "de la fatigue",
        "fever": "de la fièvre",
        "injection_site_pain": "mal aux points de piqûre",
    },
    "en": {
        "haematoma": "a small bruise",
        "itching": "some itching",
        "redness": "some redness",
        "flush": "a hot flush",
        "nodule": "a lump",
        "fatigue": "some fatigue",
        "fever": "a fever",
        "injection_site_pain": "pain where the needles went in",
    },
}
_SCORES = {
    "fr": ("La douleur est à {n}/10.", "EVA {n}", "Je dirais {n} sur 10 pour la douleur."),
    "en": ("The pain is {n}/10.", "I would say {n} out of 10."),
}
_NOTHING = {"fr": ("Aucun effet indésirable.", "Rien à signaler."), "en": ("No side effects.", "Nothing to report.")}
_HAVE = {"fr": "J'ai {}.", "en": "I have {}."}
_AND = {"fr": " et ", "en": " and "}


class Postbox:
    """The clinic's mailbox in a play: an inbox in memory."""

    name = "play"

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._aside: dict[str, bytes] = {}

    def put(self, raw: bytes) -> None:
        self._waiting[f"{len(self._waiting)}-{hash(raw)}"] = raw

    def arrived(self) -> Iterator[Arrived]:
        for handle, raw in list(self._waiting.items()):
            yield Arrived(handle, raw, len(raw))

    def done(self, handle: str) -> None:
        self._waiting.pop(handle, None)

    def put_aside(self, handle: str) -> None:
        self._aside[handle] = self._waiting.pop(handle)

    def close(self) -> None:
        """Nothing is held open."""


def words_of(felt: list[Episode], pain: float | None, language: str, random: Random) -> str:
    """What they write: a score, and what they have."""
    said = _SAID[language]
    told = list(dict.fromkeys(said[key] for each in felt for key in each.keys if key in said))
    lines = [random.choice(_SCORES[language]).format(n=round(max(0.0, min(10.0, pain))))] if pain is not None else []
    lines.append(_HAVE[language].format(_AND[language].join(told)) if told else random.choice(_NOTHING[language]))
    return " ".join(filter(None, [*lines, *(each.said for each in felt)]))


def reply(letter: Letter, words: str, now: datetime, random: Random) -> bytes:
    """The raw reply to a letter, from one of four mail programs, our own mail quoted below the words."""
    ours = letter.message
    written = EmailMessage()
    written["From"], written["To"] = letter.recipients[0], str(ours["Reply-To"])
    written["Subject"] = f"Re: {ours['Subject']}"
    written["Date"] = now
    written["Message-ID"] = f"<{random.getrandbits(64):016x}@courrier.example>"
    written["In-Reply-To"] = written["References"] = str(ours["Message-ID"])
    random.choice(_PROGRAMS)(written, words, letter.text, str(ours["From"]))
    return written.as_bytes(policy=policy.SMTP)


def _gmail(written: EmailMessage, words: str, quoted: str, sender: str) -> None:
    marked = "\n".join(f"> {line}" for line in quoted.splitlines())
    written.set_content(f"{words}\n\nLe mar. 10 mars 2026 à 12:00, {sender} a\nécrit :\n\n{marked}\n")


def _outlook(written: EmailMessage, words: str, quoted: str, sender: str) -> None:
    head = f"De : {sender}\nEnvoyé : mardi 10 mars 2026 12:00\nÀ : {written['From']}\nObjet : {written['Subject']}"
    written.set_content(f"{words}\n\n________________________________\n{head}\n\n{quoted}\n")


def _iphone(written: EmailMessage, words: str, quoted: str, sender: str) -> None:
    marked = "\n".join(f"> {line}" for line in quoted.splitlines())
    signed = f"{words}\n\nEnvoyé de mon iPhone\n\n> Le 10 mars 2026 à 12:00, {sender} a écrit :\n> \n{marked}\n"
    written.set_content(signed, charset="iso-8859-15" if _fits(signed) else "utf-8")


def _web_mail(written: EmailMessage, words: str, quoted: str, sender: str) -> None:
    lines = "".join(f"<div>{line}</div>" for line in quoted.splitlines())
    written.set_content(
        f'<html><body><div dir="ltr">{words}</div><br><div class="gmail_quote"><div class="gmail_attr">'
        f"{sender.replace('<', '&lt;')} a écrit :</div><blockquote>{lines}</blockquote></div></body></html>",
        subtype="html",
    )


def _fits(text: str) -> bool:
    try:
        text.encode("iso-8859-15")
    except UnicodeEncodeError:
        return False
    return True


_PROGRAMS: tuple[Callable[[EmailMessage, str, str, str], None], ...] = (_gmail, _outlook, _iphone, _web_mail)
