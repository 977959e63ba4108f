"""Messages that came in: each is known by its bytes, which are kept compressed and sealed."""

import hashlib
import zlib
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from vigil.store.database import keyring
from vigil.store.held import held_first
from vigil.store.prepared import Prepared
from vigil.store.sealing import place
from vigil.store.tables import Inbound, InboundRaw


def key_of(content: bytes) -> str:
    """What one message is recognised by, however often it is fetched."""
    return hashlib.sha256(content).hexdigest()


def by_key(session: Session, key: str) -> Inbound | None:
    return held_first(session, Inbound, _BY_KEY, key=key)


def keep_raw(session: Session, row: Inbound, content: bytes) -> None:
    """Keep the bytes of a message beside its row, which has been flushed."""
    sealed = keyring(session).seal_bytes(zlib.compress(content, 6), _place(row.id))
    session.add(InboundRaw(id=row.id, clinic_id=row.clinic_id, content_sealed=sealed))


def raw_of(session: Session, inbound_id: UUID) -> bytes:
    """The bytes of a message as they came."""
    row = session.get_one(InboundRaw, inbound_id)
    return zlib.decompress(keyring(session).unseal_bytes(row.content_sealed, _place(inbound_id)))


def _place(id: UUID) -> bytes:
    return place("inbound_raw", "content_sealed", id)


_BY_KEY = Prepared(select(Inbound).where(Inbound.key == bindparam("key")))
