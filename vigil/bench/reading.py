"""understand: how long it takes to read a patient's own words, and a long raw message with its history."""

import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

from vigil.bench.delivering import Figures, Say
from vigil.bench.percentiles import median, percentile
from vigil.installed import folder_of
from vigil.replies.meaning.vocabulary import load_vocabulary
from vigil.replies.received import understand_message
from vigil.replies.understanding import understand_text
from vigil.settings import Settings

TEXTS = (
    "Bonjour docteur, tout va bien, plus aucune douleur, je dirais 2/10. Merci !",
    "J'ai eu un gros bleu pendant trois jours mais ça a disparu. Pas de fièvre. EVA 4.",
    "Depuis hier la zone est rouge et chaude, elle s'étend, et j'ai 38,7 de fièvre. Que dois-je faire ?",
    "Ça gratte un peu autour des points de piqûre, surtout le soir. La douleur est passée de 7 à 5.",
    "Je ne souhaite plus recevoir ces messages.",
    "Hello, no problem at all, maybe 3 out of 10, some itching the first evening but nothing since.",
    "Aucune amélioration après la troisième séance, j'ai même plus mal qu'avant, 8 au réveil. Rappelez-moi svp.",
    "Mon mari a de la fièvre mais moi ça va. Quelques rougeurs, rien d'autre.",
)
_LENGTH = 50_000
"""Bytes of the raw message."""


def measure(rounds: int, say: Say) -> Figures:
    vocabulary = load_vocabulary(folder_of(Settings(), "config") / "vocabulary")
    raw = _raw_message()
    say(f"reading {len(TEXTS)} texts and a message of {len(raw)} bytes, {rounds} times")
    texts = [_ms(partial(understand_text, text, vocabulary=vocabulary)) for _ in range(rounds) for text in TEXTS]
    messages = [_ms(partial(understand_message, raw, vocabulary)) for _ in range(rounds)]
    return {
        "ms_per_text": median(texts, 3),
        "p99_ms_per_text": percentile(texts, 0.99, 3),
        "ms_per_raw_message": median(messages, 3),
        "raw_message_bytes": len(raw),
        "readings": rounds * len(TEXTS),
    }


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _raw_message() -> bytes:
    """A reply above a long quoted history, in plain text and HTML."""
    message = EmailMessage()
    message["From"], message["To"] = "marie@courrier.example", "suivi@vigil.example"
    message["Subject"] = "Re: Comment allez-vous ?"
    said = TEXTS[2]
    quoted = "".join(f"> Ligne {n} de l'historique : avez-vous de la fièvre ?\n" for n in range(260))
    message.set_content(f"{said}\n\nLe mar. 10 mars 2026 à 12:00, Cabinet <suivi@vigil.example> a écrit :\n{quoted}")
    rows = "".join(f"<p>Ligne {n} de l'historique : avez-vous de la fièvre ?</p>" for n in range(600))
    message.add_alternative(f"<p>{said}</p><blockquote type='cite'>{rows}</blockquote>", subtype="html")
    return message.as_bytes(policy=SMTP)[:_LENGTH]
