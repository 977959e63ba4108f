"""A folder as an inbox: messages are written whole or not at all, and wait there until they are kept elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from vigil.mail.inbox import FETCH_LIMIT, Arrived, InboxTrouble


class Spool:
    """Under ``folder``: ``new`` holds what waits, ``aside`` what could not be read. What is done is deleted."""

    name = "lmtp"

    def __init__(self, folder: Path) -> None:
        self._new, self._aside = folder / "new", folder / "aside"
        for each in (folder, self._new, self._aside):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, content: bytes, name: str) -> None:
        """Keep a message for good before this returns; ``name`` (an instant, say) orders it among the others."""
        path = self._new / f"{name}-{uuid4().hex}.eml"
        writing = path.with_suffix(".part")
        try:
            with open(os.open(writing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            writing.rename(path)
            _settle(self._new)
        except OSError as error:
            writing.unlink(missing_ok=True)
            raise InboxTrouble(f"A message could not be kept in {self._new}: {error.strerror}.") from error

    def arrived(self) -> Iterator[Arrived]:
        """What waits, by name."""
        for path in sorted(self._new.glob("*.eml")):
            try:
                with path.open("rb") as file:
                    yield Arrived(path.name, file.read(FETCH_LIMIT), path.stat().st_size)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise InboxTrouble(f"{path.parent} cannot be read: {error.strerror}.") from error

    def done(self, handle: str) -> None:
        (self._new / handle).unlink(missing_ok=True)

    def put_aside(self, handle: str) -> None:
        try:
            (self._new / handle).rename(self._aside / handle)
        except FileNotFoundError:
            return  # another collector was quicker
        _settle(self._aside)

    def close(self) -> None:
        """Nothing is held open."""


def _settle(folder: Path) -> None:
    """Have the folder itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
