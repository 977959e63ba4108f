"""A clinic changes one of its mails: a new immutable version, kept when it holds every promise that mails make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from vigil.domain.errors import Refused
from vigil.domain.wording import french
from vigil.domain.words import Language
from vigil.mail.promises import check_bundle
from vigil.mail.texts import PARTS, TextBundle
from vigil.store import versions

KIND = "text"

_NOT_PROSE = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>|https?://\S+|&\w+;)", re.DOTALL)


class PromisesBroken(Refused):
    """The text cannot be kept: ``sentences`` say which promises it breaks."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class TextChanged:
    number: int
    is_new: bool


def change_text(session: Session, clinic_id: UUID, bundle: TextBundle, now: datetime) -> TextChanged:
    """Keep the bundle as the clinic's own text of its mail and language; messages written from now on say it.

    ``PromisesBroken`` when it names health data or lacks the link, the way out or what to do in an emergency. What is
    in force already makes no new version.
    """
    broken = check_bundle(bundle)
    if broken:
        raise PromisesBroken(broken)
    name, content = f"{bundle.mail}/{bundle.language}", bundle.to_json()
    current = versions.latest(session, clinic_id, KIND, name)
    if current is not None and current.digest == versions.digest(content):
        return TextChanged(current.number, is_new=False)
    version = versions.add(session, clinic_id, KIND, name, content, now, is_seeded=False)
    return TextChanged(version.number, is_new=True)


def rewritten(bundle: TextBundle, parts: Mapping[str, str]) -> TextBundle:
    """The bundle with other parts (``body.txt`` and so on), French ones typeset; its frame stays as it is."""
    files = bundle.sources
    for part in PARTS:
        if part in parts:
            files[bundle.part(part)] = _typeset(parts[part]) if bundle.language is Language.FR else parts[part]
    return TextBundle(bundle.mail, bundle.language, tuple(sorted(files.items())))


def _typeset(source: str) -> str:
    """French typography in the sentences of a template, and nowhere else: its tags and addresses stay."""
    pieces = _NOT_PROSE.split(source)
    return "".join(piece if place % 2 else french(piece) for place, piece in enumerate(pieces))
