"""What came in by mail: each message once, what was read from it, its photos, and readings that a person corrected."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, sealed_column


class Inbound(Base):
    """One message of the clinic's mailbox. ``key`` is the SHA-256 of its bytes: the same message counts once.

    ``fate`` is what became of it. ``matched_by`` says how its patient was found; while ``is_provisional`` nobody has
    confirmed that, and it has changed nothing of theirs. ``reading`` is the sealed JSON of what was understood.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("key"),
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(["clinic_id", "ask_id"], ["ask.clinic_id", "ask.id"]),
        ForeignKeyConstraint(["clinic_id", "message_id"], ["message.clinic_id", "message.id"]),
        ForeignKeyConstraint(["clinic_id", "report_id"], ["report.clinic_id", "report.id"]),
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        ForeignKeyConstraint(["clinic_id", "confirmed_by_id"], ["staff.clinic_id", "staff.id"]),
        Index("ix_inbound_patient", "clinic_id", "patient_id"),
        Index("ix_inbound_report", "clinic_id", "report_id"),
        Index("ix_inbound_message", "clinic_id", "message_id"),
        Index("ix_inbound_alert", "clinic_id", "alert_id"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    key: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Instant)
    size: Mapped[int]  # bytes of the whole message, which may be more than was kept
    fate: Mapped[str] = mapped_column(String(32))
    matched_by: Mapped[str] = mapped_column(String(16), default="")  # token, reference, sender
    is_provisional: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: MaybeId
    patient_id: MaybeId
    ask_id: MaybeId
    message_id: MaybeId  # ours, that it answers or that came back
    report_id: MaybeId
    alert_id: MaybeId  # the one that hands it to a person
    reader: Mapped[str] = mapped_column(String(40))  # which vocabulary read it
    reading_sealed: Mapped[bytes | None] = sealed_column()

    reading = Sealed()


class InboundRaw(Base):
    """The bytes of a message as they came, compressed and sealed; apart, since hardly anything reads them again."""

    __tablename__ = "inbound_raw"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "id"], ["inbound.clinic_id", "inbound.id"]),)
    is_audited = False  # never changed; its message's row is audited

    id: Id = mapped_column(primary_key=True)  # the message's
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Photo(Base):
    """A photo that a patient sent, drawn anew from its pixels alone, sealed. Sizes in pixels and bytes."""

    __tablename__ = "photo"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "inbound_id"], ["inbound.clinic_id", "inbound.id"]),
        ForeignKeyConstraint(["clinic_id", "report_id"], ["report.clinic_id", "report.id"]),
        Index("ix_photo_inbound", "clinic_id", "inbound_id"),
        Index("ix_photo_report", "clinic_id", "report_id"),
    )
    is_audited = False  # never changed, and too large to be kept twice

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    inbound_id: MaybeId
    report_id: MaybeId  # for a photo that came with a form
    content_type: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


class ReadingExample(Base):
    """A reading as a person corrected it: a labelled example. ``gold`` is the sealed JSON that ``--score`` reads."""

    __tablename__ = "reading_example"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        ForeignKeyConstraint(["clinic_id", "inbound_id"], ["inbound.clinic_id", "inbound.id"]),
        ForeignKeyConstraint(["clinic_id", "corrected_by_id"], ["staff.clinic_id", "staff.id"]),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    inbound_id: Mapped[UUID]
    corrected_at: Mapped[datetime] = mapped_column(Instant)
    corrected_by_id: MaybeId
    gold_sealed: Mapped[bytes | None] = sealed_column()

    gold = Sealed()
