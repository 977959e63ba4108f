"""How far planning anew has come, after a schedule changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from vigil.store.base import Base, Instant, MaybeId


class Replanning(Base):
    """One for each schedule of a clinic that was changed: patients in the order of their ids, up to ``after_id``.

    ``entered``, ``changed`` and ``cancelled`` are messages so far. The same row serves the next change.
    """

    __tablename__ = "replanning"
    is_audited = False

    clinic_id: Mapped[UUID] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    schedule_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    patients: Mapped[int]
    done: Mapped[int]
    after_id: MaybeId
    entered: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
