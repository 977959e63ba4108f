"""The keys of an installation: made once, kept in one file that only its owner may read."""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from vigil.domain.errors import Refused, VigilError
from vigil.store.sealing import Keyring

FILE = "keys.json"
_LENGTH = 32  # bytes of each key
_MOST = 255  # a sealed value has one byte for its key's number


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


def add_keys(home: Path) -> Keyring:
    """The keyring with a further sealing key and a further index key, which are on the disk before it is returned.

    The others stay, for what was sealed with them and for backups. ``KeysMissing`` as for ``open_keys``.
    """
    keyring, path = open_keys(home, create=False), home / FILE
    written = {
        "sealing": _with_another(keyring.sealing),
        "indexing": _with_another(keyring.indexing),
        "linking": keyring.linking.hex(),
    }
    draft = _draft(path, json.dumps(written, indent=1))
    draft.replace(path)
    _sync(home)
    return open_keys(home, create=False)


def _with_another(keys: Mapping[int, bytes]) -> dict[str, str]:
    if max(keys) == _MOST:
        raise KeysMissing(f"There are {_MOST} keys already: no further one can be numbered.")
    return {str(number): key.hex() for number, key in keys.items()} | {str(max(keys) + 1): secrets.token_hex(_LENGTH)}


@contextmanager
def using(home: Path, *, alone: bool = False) -> Iterator[None]:
    """Say that a program holds the keys of ``home`` in memory; ``Refused`` where that and ``alone`` meet."""
    descriptor = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(
            f"vigil is running on {home}, with the keys and the database as they were: stop it first."
            if alone
            else f"The keys or the database of {home} are being changed: start when that is done."
        ) from None
    finally:
        os.close(descriptor)


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
    draft = _draft(path, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _draft(path: Path, content: str) -> Path:
    """A file beside ``path`` that holds the content, on the disk."""
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink()
        raise
    return draft


def _sync(folder: Path) -> None:
    """Let a change of names in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbered(keys: dict[str, str]) -> dict[int, bytes]:
    numbered = {int(number): _key(key) for number, key in keys.items()}
    if not numbered or not all(1 <= number <= _MOST for number in numbered):
        raise ValueError(f"keys are numbered from 1 to {_MOST}")
    return numbered


def _key(written: str) -> bytes:
    key = bytes.fromhex(written)
    if len(key) != _LENGTH:
        raise ValueError(f"a key is {_LENGTH} bytes long")
    return key
