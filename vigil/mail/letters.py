"""Letters that arrived, and the two shelves that keep them: memory, and a folder of ``.eml`` files."""

import itertools
import re
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from vigil.domain.instants import aware

_FILED = re.compile(r"\d{8}T\d{12}Z-\d{8,}", re.ASCII)
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Letter:
    """One message as it arrived. ``id`` sorts by arrival; ``sender`` and ``recipients`` are the envelope's."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    received_at: datetime
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def from_line(self) -> str:
        return str(self.message["From"] or "")

    @property
    def to_line(self) -> str:
        return str(self.message["To"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


class Memory:
    """Letters kept until the program ends."""

    def __init__(self) -> None:
        self._letters: dict[str, Letter] = {}
        self._lock = threading.Lock()

    def keep(self, letter: Letter) -> Letter:
        with self._lock:
            kept = replace(letter, id=f"{len(self._letters) + 1:08}")
            self._letters[kept.id] = kept
        return kept

    def newest(self, limit: int | None) -> list[Letter]:
        with self._lock:
            return list(itertools.islice(reversed(self._letters.values()), limit))

    def find(self, id: str) -> Letter | None:
        return self._letters.get(id)


class Folder:
    """Files named by arrival; ``Return-Path`` and ``Delivered-To``, as a mail server adds them, keep the envelope."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = itertools.count(len(self._names()) + 1)

    def keep(self, letter: Letter) -> Letter:
        kept = replace(letter, id=f"{letter.received_at.strftime(_STAMP)}-{next(self._count):08}")
        trace = [f"Return-Path: <{letter.sender}>", *(f"Delivered-To: {address}" for address in letter.recipients)]
        content = "".join(f"{line}\r\n" for line in trace).encode("utf-8") + letter.content
        written = self._folder / f"{kept.id}.tmp"
        written.write_bytes(content)
        written.replace(self._folder / f"{kept.id}.eml")
        return replace(kept, content=content)

    def newest(self, limit: int | None) -> list[Letter]:
        found = (self.find(name) for name in reversed(self._names()))
        return list(itertools.islice((letter for letter in found if letter is not None), limit))

    def find(self, id: str) -> Letter | None:
        path = self._folder / f"{id}.eml"
        if not _FILED.fullmatch(id) or not path.is_file():
            return None
        received_at = aware(datetime.strptime(f"{id[:22]}+0000", f"{_STAMP}%z"))
        content = path.read_bytes()
        head = message_from_bytes(content.partition(b"\r\n\r\n")[0], policy=policy.default)
        recipients = tuple(str(address) for address in head.get_all("Delivered-To", []))
        return Letter(id, str(head["Return-Path"] or "").strip("<>"), recipients, received_at, content)

    def _names(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.eml"))
