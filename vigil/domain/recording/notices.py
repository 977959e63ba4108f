"""Refusals, warnings and deviations: a stable code and one sentence in both languages each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual


class Refusal(StrEnum):
    """What is never recorded, whatever is acknowledged."""

    PERFORMED_IN_FUTURE = "performed_in_future"
    COURSE_CLOSED = "course_closed"
    FOURTH_PRODUCT = "fourth_product"
    CORTICOSTEROID = "corticosteroid"
    DEVIATION_WITHOUT_REASON = "deviation_without_reason"
    EVA_WITHOUT_PAIN = "eva_without_pain"
    EVA_BEFORE_APPOINTMENT = "eva_before_appointment"
    HELD_WITHOUT_PHYSICIAN = "held_without_physician"


class Deviation(StrEnum):
    """What was performed against the rules: recorded with a reason, and flagged."""

    FOURTH_PRODUCT = "fourth_product"
    CORTICOSTEROID = "corticosteroid"


class Warned(StrEnum):
    """What is recorded once somebody has acknowledged it."""

    UNDER_10 = "under_10"
    IMMUNOSUPPRESSION = "immunosuppression"
    UNSTABLE_AUTOIMMUNE = "unstable_autoimmune"
    COAGULOPATHY = "coagulopathy"
    SKIN_DISEASE_ON_ZONE = "skin_disease_on_zone"
    COURSE_TOO_SOON = "course_too_soon"
    SAME_DAY = "same_day"
    SESSION_HELD = "session_held"
    ALLERGY_LOCAL_ANAESTHETIC = "allergy_local_anaesthetic"
    ALLERGY_NSAID = "allergy_nsaid"
    ALLERGY_CHLORHEXIDINE = "allergy_chlorhexidine"
    ALLERGY_PRESERVATIVE = "allergy_preservative"
    ALLERGY_OTHER = "allergy_other"
    ASTHMA_NSAID = "asthma_nsaid"
    NSAID_PREGNANCY = "nsaid_pregnancy"
    THIOCOLCHICOSIDE_UNDER_16 = "thiocolchicoside_under_16"
    THIOCOLCHICOSIDE_PREGNANCY = "thiocolchicoside_pregnancy"
    THIOCOLCHICOSIDE_BREASTFEEDING = "thiocolchicoside_breastfeeding"
    THIOCOLCHICOSIDE_NO_CONTRACEPTION = "thiocolchicoside_no_contraception"
    CALCITONIN_UNDER_18 = "calcitonin_under_18"
    CALCITONIN_TOO_DEEP = "calcitonin_too_deep"
    AGE_UNKNOWN = "age_unknown"
    COMPETITOR = "competitor"
    PRODUCT_EXPIRED = "product_expired"


@dataclass(frozen=True)
class Notice:
    """``field`` is the input that it is about."""

    code: Refusal | Warned | Deviation
    sentence: Bilingual
    field: str


class NotRecorded(Refused):
    """The facts break a rule of recording; ``notices`` say which, in both languages."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        super().__init__(" ".join(notice.sentence.en for notice in notices), field=notices[0].field)
        self.notices = tuple(notices)


class Unacknowledged(Refused):
    """The facts call for warnings that nobody has acknowledged; ``warnings`` are what a page shows with tick boxes."""

    def __init__(self, warnings: Sequence[Notice]) -> None:
        said = " ".join(f"[{warning.code}] {warning.sentence.en}" for warning in warnings)
        super().__init__(f"To be acknowledged first: {said}", field="acknowledged")
        self.warnings = tuple(warnings)


def refuse(notices: Sequence[Notice]) -> None:
    """``NotRecorded`` when there is any notice."""
    if notices:
        raise NotRecorded(notices)


def require_acknowledged(warnings: Sequence[Notice], acknowledged: Iterable[str]) -> tuple[str, ...]:
    """The codes of the warnings, sorted; ``Unacknowledged`` lists those that nobody has acknowledged."""
    known = set(acknowledged)
    missing = [warning for warning in warnings if warning.code not in known]
    if missing:
        raise Unacknowledged(missing)
    return tuple(sorted({warning.code.value for warning in warnings}))
