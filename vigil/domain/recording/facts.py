"""The facts that are recorded, one frozen value per kind; ``Text`` says how each text may be written.

References are external ids (file numbers) of the same clinic. ``None`` is "now" for an instant and "not known" for a
number.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from vigil.domain.eva import Eva, Instrument
from vigil.domain.words import (
    AnalgesicLevel,
    Circumstance,
    Language,
    ProductClass,
    RiskFactor,
    Role,
    SessionState,
)

EMAIL = "email"
PHONE = "phone"
ZONE = "zone"


@dataclass(frozen=True)
class Text:
    """How a text field may be written: at most ``limit`` characters, on one line unless ``lines``."""

    limit: int
    required: bool = False
    lines: bool = False
    shape: str = ""


ExternalId = Annotated[str, Text(100, required=True)]
Name = Annotated[str, Text(200, required=True)]
Address = Annotated[str, Text(254, shape=EMAIL)]
Phone = Annotated[str, Text(30, shape=PHONE)]
TimeZone = Annotated[str, Text(64, shape=ZONE)]
Reference = Annotated[str, Text(100)]
Short = Annotated[str, Text(60)]
Label = Annotated[str, Text(100)]
Prose = Annotated[str, Text(2000, lines=True)]


@dataclass(frozen=True)
class ClinicFacts:
    """A practice; ``mail_name`` is what patients' mail shows and must not betray the treatment."""

    external_id: ExternalId
    name: Name
    mail_name: Annotated[str, Text(100, required=True)]
    phone: Annotated[str, Text(30, required=True, shape=PHONE)]
    zone: TimeZone = "Europe/Paris"
    language: Language = Language.FR
    schedule_name: Annotated[str, Text(64)] = "standard"


@dataclass(frozen=True)
class StaffFacts:
    external_id: ExternalId
    role: Role
    name: Name
    email: Address = ""
    language: Language = Language.FR
    is_active: bool = True


@dataclass(frozen=True)
class PatientFacts:
    """A patient. An empty ``zone`` is the clinic's, and ``language`` ``None`` too."""

    external_id: ExternalId
    family_name: Annotated[str, Text(100, required=True)]
    given_name: Label = ""
    born_on: date | None = None
    language: Language | None = None
    zone: TimeZone = ""
    email: Address = ""
    phone: Phone = ""
    consents_to_email: bool = False
    shares_mailbox: bool = False
    guardian_name: Annotated[str, Text(200)] = ""
    guardian_email: Address = ""
    guardian_phone: Phone = ""
    risk_factors: frozenset[RiskFactor] = frozenset()
    is_invented: bool = False


@dataclass(frozen=True)
class CourseFacts:
    """A course. An empty ``schedule_name`` is the clinic's; ``intended_sessions`` ``None`` is the schedule's."""

    external_id: ExternalId
    patient: ExternalId
    zone: Annotated[str, Text(100, required=True)]
    physician: Reference = ""
    indication: Annotated[str, Text(500, lines=True)] = ""
    is_painful: bool = True
    circumstance: Circumstance = Circumstance.AVERAGE_24H
    baseline: Eva | None = None
    baseline_instrument: Instrument = Instrument.EN_0_10
    baseline_at: datetime | None = None
    intended_sessions: int | None = None
    schedule_name: Annotated[str, Text(64)] = ""
    lesion_age_months: int | None = None
    previous_treatment: Prose = ""
    analgesics: frozenset[AnalgesicLevel] = frozenset()
    referring_doctor: Annotated[str, Text(200, lines=True)] = ""
    protocol: Label = ""
    is_competitor: bool = False
    opened_at: datetime | None = None
    acknowledged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProductFacts:
    """One product in one syringe. An empty ``external_id`` is made from the session's."""

    name: Annotated[str, Text(100, required=True)]
    product_class: ProductClass
    syringe: int = 1
    dose: Short = ""
    lot: Short = ""
    expires_on: date | None = None
    depth_mm: float | None = None
    external_id: Reference = ""


@dataclass(frozen=True)
class SessionFacts:
    """An appointment or what was done; ``products`` ``None`` leaves those on record as they are.

    ``state_reason`` says why a session was missed or is void.
    """

    external_id: ExternalId
    course: ExternalId
    at: datetime
    state: SessionState = SessionState.PLANNED
    operator: Reference = ""
    technique: Short = ""
    injector: Short = ""
    nozzle: Short = ""
    depths_mm: tuple[float, ...] = ()
    zone: Label = ""
    volume_ml: float | None = None
    diluent: Short = ""
    antiseptic: Short = ""
    room: Short = ""
    eva_before: Eva | None = None
    eva_instrument: Instrument = Instrument.EN_0_10
    reaction_during: Prose = ""
    products: tuple[ProductFacts, ...] | None = None
    deviation_reason: Annotated[str, Text(1000, lines=True)] = ""
    state_reason: Annotated[str, Text(500, lines=True)] = ""
    acknowledged: frozenset[str] = frozenset()


Recordable = ClinicFacts | StaffFacts | PatientFacts | CourseFacts | SessionFacts | ProductFacts
