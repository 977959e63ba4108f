"""The keys of an installation: made once, kept in one file that only its owner may read."""

import json
import os
import secrets
from pathlib import Path

from vigil.domain.errors import VigilError
from vigil.store.sealing import Keyring


class KeysMissing(VigilError):
    """The database's keys are not where they were; without them nothing personal can be read."""


def open_keys(home: Path, *, create: bool) -> Keyring:
    """The keyring in ``home/keys.json``; made there when absent and ``create`` says so (else ``KeysMissing``).

    Lose the file and the sealed data are lost: back it up apart from the database.
    """
    path = home / "keys.json"
    if not path.exists():
        if not create:
            raise KeysMissing(f"{path} is missing: put the keys back from their backup, or start anew in another home.")
        _make(path)
    try:
        written = json.loads(path.read_text())
        return Keyring(
            sealing=_numbered(written["sealing"]),
            indexing=_numbered(written["indexing"]),
            linking=bytes.fromhex(written["linking"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysMissing(f"{path} does not hold keys as vigil writes them: put it back from its backup.") from None


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {"sealing": {"1": secrets.token_hex(32)}, "indexing": {"1": secrets.token_hex(32)}}
    content = json.dumps(keys | {"linking": secrets.token_hex(32)}, indent=1)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)


def _numbered(keys: dict[str, str]) -> dict[int, bytes]:
    return {int(number): bytes.fromhex(key) for number, key in keys.items()}
