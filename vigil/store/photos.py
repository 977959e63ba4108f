"""Photos of patients, sealed; found by the message or the report that they came with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vigil.replies.photos import Picture
from vigil.store.database import keyring, new_id
from vigil.store.sealing import place
from vigil.store.tables import Photo


def keep(
    session: Session,
    clinic_id: UUID,
    picture: Picture,
    now: datetime,
    *,
    inbound_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Photo:
    """Keep a photo of a message or of a report."""
    photo = Photo(
        id=new_id(session),
        clinic_id=clinic_id,
        inbound_id=inbound_id,
        report_id=report_id,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        created_at=now,
    )
    photo.content_sealed = keyring(session).seal_bytes(picture.content, _place(photo.id))
    session.add(photo)
    return photo


def of(session: Session, clinic_id: UUID, inbound_ids: Sequence[UUID], report_ids: Sequence[UUID]) -> list[UUID]:
    """The ids of the photos of these messages and reports, in the order in which they came."""
    query = select(Photo.id).where(
        Photo.clinic_id == clinic_id, or_(Photo.inbound_id.in_(inbound_ids), Photo.report_id.in_(report_ids))
    )
    return list(session.scalars(query.order_by(Photo.created_at, Photo.id)))


def content_of(session: Session, photo: Photo) -> bytes:
    return keyring(session).unseal_bytes(photo.content_sealed, _place(photo.id))


def _place(id: UUID) -> bytes:
    return place("photo", "content_sealed", id)
