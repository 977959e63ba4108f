"""Sealing of personal data: AES-256-GCM with the table, column and row bound in, and blind indexes to look values up.

A sealed value is ``version (1 byte) | key number (1 byte) | nonce (12 bytes) | ciphertext and tag``. Binding the place
as associated data means that a value copied to another row, column or table does not open. A blind index is an
HMAC-SHA-256 under a key of its own, so that an address can be found without being readable; it carries its key's
number.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigil.domain.errors import VigilError

_VERSION = 1
_BLOCK = 64
"""Bytes of a block of SHA-256."""


class SealBroken(VigilError):
    """A sealed value does not open: wrong key, or it was moved or altered."""


@dataclass(frozen=True)
class Keyring:
    """Sealing keys and index keys by number (1 to 255), and the secret that links are derived from.

    The highest number of each kind is used for what is new; the others still open what is old.
    """

    sealing: Mapping[int, bytes]
    indexing: Mapping[int, bytes]
    linking: bytes
    _ciphers: dict[int, AESGCM] = field(default_factory=dict, compare=False, repr=False)
    _keyed: dict[bytes, "_Keyed"] = field(default_factory=dict, compare=False, repr=False)

    def seal(self, text: str, place: bytes) -> bytes:
        return self.seal_bytes(text.encode(), place)

    def unseal(self, sealed: bytes, place: bytes) -> str:
        """The text; ``SealBroken`` when the value was altered, moved, or sealed with a key that is not on the ring."""
        return self.unseal_bytes(sealed, place).decode()

    def seal_bytes(self, content: bytes, place: bytes) -> bytes:
        number = max(self.sealing)
        nonce = os.urandom(12)
        sealed = self._cipher(number).encrypt(nonce, content, place)
        return bytes((_VERSION, number)) + nonce + sealed

    def unseal_bytes(self, sealed: bytes, place: bytes) -> bytes:
        """The bytes; ``SealBroken`` as for a text."""
        if len(sealed) < 30 or sealed[0] != _VERSION or sealed[1] not in self.sealing:
            raise SealBroken(
                "A sealed value does not open: its key is not on the ring (if keys were rotated, start vigil again)."
            )
        try:
            return self._cipher(sealed[1]).decrypt(sealed[2:14], sealed[14:], place)
        except InvalidTag:
            raise SealBroken("A sealed value does not open: it was altered or moved, or the key is wrong.") from None

    def blind_index(self, text: str) -> str:
        """What an address is kept under: the newest key's number and an HMAC of the folded text."""
        return self._index(max(self.indexing), _folded(text))

    def blind_indexes(self, text: str) -> tuple[str, ...]:
        """What an address is looked up by: its index under each key of the ring, the newest first."""
        given = _folded(text)
        return tuple(self._index(number, given) for number in sorted(self.indexing, reverse=True))

    def derive(self, *parts: str) -> bytes:
        """32 bytes derived from the linking secret and the parts (which may not contain NUL)."""
        return self._mac(self.linking, "\0".join(parts).encode())

    def _index(self, number: int, given: bytes) -> str:
        return f"{number}:{self._mac(self.indexing[number], given).hex()}"

    def _mac(self, key: bytes, given: bytes) -> bytes:
        """HMAC-SHA-256 (RFC 2104); setting up a key takes longer than the rest, so that is done once."""
        keyed = self._keyed.get(key)
        if keyed is None:
            keyed = self._keyed[key] = _keyed_by(key)
        inner, outer = keyed[0].copy(), keyed[1].copy()
        inner.update(given)
        outer.update(inner.digest())
        return outer.digest()

    def _cipher(self, number: int) -> AESGCM:
        cipher = self._ciphers.get(number)
        if cipher is None:
            cipher = self._ciphers[number] = AESGCM(self.sealing[number])
        return cipher


_Keyed = tuple["hashlib._Hash", "hashlib._Hash"]
"""The inner and the outer hash of an HMAC after their blocks of the key: copying them takes half of ``hmac``'s time."""


def _keyed_by(key: bytes) -> _Keyed:
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)


def _folded(text: str) -> bytes:
    return text.strip().casefold().encode()


def place(table: str, column: str, row: UUID) -> bytes:
    """The associated data of a sealed value: where it belongs."""
    return f"{table}|{column}|{row.hex}".encode()
