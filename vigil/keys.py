"""The keys of an installation: made once, kept in one file that only its owner may read."""

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from vigil.domain.errors import VigilError
from vigil.store.sealing import Keyring

FILE = "keys.json"
_LENGTH = 32  # bytes of each key


class KeysMissing(VigilError):
    """The database's keys are not where they were; without them nothing personal can be read."""


def open_keys(home: Path, *, create: bool) -> Keyring:
    """The keyring in ``home/keys.json``; made there when absent and ``create`` says so (else ``KeysMissing``).

    Lose the file and the sealed data are lost: back it up apart from the database.
    """
    path = home / FILE
    if not path.exists():
        if not create:
            raise KeysMissing(f"{path} is missing: put the keys back from their backup, or start anew in another home.")
        _make(path)
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return Keyring(
            sealing=_numbered(written["sealing"]),
            indexing=_numbered(written["indexing"]),
            linking=_key(written["linking"]),
        )
    except OSError as error:
        raise KeysMissing(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysMissing(f"{path} does not hold keys as vigil writes them: put it back from its backup.") from None


def fingerprints(keyring: Keyring) -> dict[str, str]:
    """What tells one key from another and says nothing of it: by ``sealing:1``, ``indexing:1``, ``linking``."""
    keys = {f"sealing:{number}": key for number, key in keyring.sealing.items()}
    keys |= {f"indexing:{number}": key for number, key in keyring.indexing.items()}
    keys["linking"] = keyring.linking
    return {name: hmac.digest(key, b"vigil fingerprint", hashlib.sha256).hex()[:16] for name, key in keys.items()}


def _make(path: Path) -> None:
    """Written beside its place and then linked there: nobody sees half a file, and the first of two makers wins."""
    keys = {"sealing": {"1": secrets.token_hex(_LENGTH)}, "indexing": {"1": secrets.token_hex(_LENGTH)}}
    content = json.dumps(keys | {"linking": secrets.token_hex(_LENGTH)}, indent=1)
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _numbered(keys: dict[str, str]) -> dict[int, bytes]:
    numbered = {int(number): _key(key) for number, key in keys.items()}
    if not numbered or not all(1 <= number <= 255 for number in numbered):
        raise ValueError("keys are numbered from 1 to 255")
    return numbered


def _key(written: str) -> bytes:
    key = bytes.fromhex(written)
    if len(key) != _LENGTH:
        raise ValueError(f"a key is {_LENGTH} bytes long")
    return key
