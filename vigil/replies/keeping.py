"""A reading as it is kept beside its message, and back: what was understood, and what the message said of itself."""

import json
from typing import Any

from vigil.domain.eva import Eva
from vigil.domain.words import ReactionCode
from vigil.replies.meaning.words import Level, Status
from vigil.replies.understanding import Evidence, Understood
from vigil.replies.words.message import ReadMessage


def to_kept(read: ReadMessage, said: Understood) -> str:
    """The object that ``vigil understand`` prints, with both ends of the score and what the message said of itself."""
    written = said.as_json() | {
        "eva_tenths": [said.eva.low, said.eva.high] if said.eva else None,
        "subject": read.subject,
        "sender": read.sender,
        "problems": [str(problem) for problem in read.problems],
        "photos": len(read.attachments),
    }
    return json.dumps(written, ensure_ascii=False)


def kept_object(text: str) -> dict[str, Any]:
    """The object itself."""
    read: dict[str, Any] = json.loads(text)
    return read


def from_kept(text: str) -> Understood:
    """The reading that ``to_kept`` wrote."""
    read = kept_object(text)
    return Understood(
        reply_text=read["reply_text"],
        eva=Eva(*read["eva_tenths"]) if read["eva_tenths"] else None,
        reactions={ReactionCode(code): Status(status) for code, status in read["reactions"].items()},
        urgency=Level[read["urgency"].upper()],
        opt_out=read["opt_out"],
        needs_human=read["needs_human"],
        evidence=tuple(Evidence(**one) for one in read["evidence"]),
        auto_reply=read["auto_reply"],
        bounce=read["bounce"],
        message_ref=read["message_ref"],
    )
