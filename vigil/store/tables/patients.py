"""Patients: who they are is sealed, how they may be reached is not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vigil.domain.names import folded
from vigil.domain.words import Language, PatientState
from vigil.store.base import Base, Id, Instant, MaybeId, Sealed, partial_index, sealed_column, word


class Patient(Base):
    """``external_id`` is the file number. ``email_index`` is not unique: couples and parents share an address."""

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("clinic_id", "id"),
        UniqueConstraint("clinic_id", "external_id"),
        ForeignKeyConstraint(["clinic_id", "merged_into_id"], ["patient.clinic_id", "patient.id"]),
        Index("ix_patient_family_name", "clinic_id", "family_name_index"),
        partial_index("ix_patient_unreachable", "clinic_id", "external_id", where="state = 'unreachable'"),
        partial_index("ix_patient_merged_into", "merged_into_id", where="merged_into_id IS NOT NULL"),
    )

    id: Id = mapped_column(primary_key=True)
    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"))
    external_id: Mapped[str] = mapped_column(String(100))
    state: Mapped[PatientState] = word(PatientState)
    language: Mapped[Language] = word(Language)
    zone: Mapped[str] = mapped_column(String(64))
    consents_to_email: Mapped[bool]
    shares_mailbox: Mapped[bool] = mapped_column(default=False)
    risk_factors: Mapped[list[str]] = mapped_column(JSON)
    is_invented: Mapped[bool] = mapped_column(default=False)
    generation: Mapped[int] = mapped_column(default=0)  # of the patient's links: raised to revoke them
    merged_into_id: MaybeId
    email_index: Mapped[str | None] = mapped_column(String(80), index=True)
    guardian_email_index: Mapped[str | None] = mapped_column(String(80), index=True)
    family_name_index: Mapped[str | None] = mapped_column(String(80))
    family_name_sealed: Mapped[bytes | None] = sealed_column()
    given_name_sealed: Mapped[bytes | None] = sealed_column()
    born_on_sealed: Mapped[bytes | None] = sealed_column()
    email_sealed: Mapped[bytes | None] = sealed_column()
    phone_sealed: Mapped[bytes | None] = sealed_column()
    guardian_name_sealed: Mapped[bytes | None] = sealed_column()
    guardian_email_sealed: Mapped[bytes | None] = sealed_column()
    guardian_phone_sealed: Mapped[bytes | None] = sealed_column()
    created_at: Mapped[datetime] = mapped_column(Instant)

    family_name = Sealed(index="family_name_index", folded=folded)
    given_name = Sealed()
    born_on = Sealed()  # an ISO date
    email = Sealed(index="email_index")
    phone = Sealed()
    guardian_name = Sealed()
    guardian_email = Sealed(index="guardian_email_index")
    guardian_phone = Sealed()

    @property
    def initials(self) -> str:
        """What staff see of a name without signing in: ``M. D.``"""
        names = (self.given_name, self.family_name)
        return " ".join(f"{name[0].upper()}." for name in names if name) or "?"
