"""Hashing passwords (argon2id), and comparing them in the same time whether there is an account or not."""

import secrets
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from vigil.domain.passwords import LONGEST, normalised

_HASHING = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
"""19 MiB, two passes, one lane: what OWASP's password storage sheet asks for at least, on a machine with two cores."""


def hashed(password: str) -> str:
    return _HASHING.hash(normalised(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether it is the password of this hash. Without a hash it takes as long, and says no.

    It takes about 20 ms of a core: call it outside a transaction.
    """
    is_right = False
    try:
        is_right = _HASHING.verify(normalised(password)[: LONGEST + 1], kept or _nobodys())
    except UnknownHashError:
        return False
    return is_right and kept is not None


@cache
def _nobodys() -> str:
    return _HASHING.hash(secrets.token_urlsafe(32))
