"""What a session may not be, what it deviates from, and what somebody must acknowledge before it is recorded."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from vigil.domain.findings import Bilingual
from vigil.domain.instants import local_date
from vigil.domain.recording import products
from vigil.domain.recording.circumstances import CourseRecord, PatientRecord
from vigil.domain.recording.facts import ProductFacts, SessionFacts
from vigil.domain.recording.notices import Deviation, Notice, Refusal, Warned
from vigil.domain.recording.patient_checks import course_warnings, patient_warnings
from vigil.domain.recording.product_checks import product_warnings
from vigil.domain.words import SessionState

CLOCK_SKEW = timedelta(minutes=5)
PRODUCTS_PER_SYRINGE = 3

_TAKES_PLACE = (SessionState.PLANNED, SessionState.PERFORMED)


def refusals(
    session: SessionFacts, given: tuple[ProductFacts, ...], course: CourseRecord, now: datetime, *, reopens: bool
) -> list[Notice]:
    """Why a session is not recorded. ``given`` are its products; ``reopens``: it would add to a closed course."""
    found = list(_impossible(session, course, now, reopens=reopens))
    departures = deviations(session, given)
    if session.state is SessionState.PLANNED:
        found += [Notice(Refusal(notice.code.value), notice.sentence, notice.field) for notice in departures]
    elif departures and not session.deviation_reason.strip():
        fr = " ".join(notice.sentence.fr for notice in departures)
        en = " ".join(notice.sentence.en for notice in departures)
        found.append(
            Notice(
                Refusal.DEVIATION_WITHOUT_REASON,
                Bilingual(f"{fr} Dites pourquoi cela a été fait.", f"{en} Say why it was done."),
                "deviation_reason",
            )
        )
    return found


def deviations(session: SessionFacts, given: tuple[ProductFacts, ...]) -> list[Notice]:
    """Corticosteroids and fourth products of a session that is planned or was performed."""
    if session.state not in _TAKES_PLACE:
        return []
    return [*_corticosteroids(session, given), *_crowded(given)]


def warnings(
    session: SessionFacts, given: tuple[ProductFacts, ...], patient: PatientRecord, course: CourseRecord
) -> list[Notice]:
    """What has to be acknowledged before a session that takes place is recorded; the first may come too soon."""
    if session.state not in _TAKES_PLACE:
        return []
    on = local_date(session.at, course.zone)
    found = [*patient_warnings(patient, on), *product_warnings(session, given, patient, course, on)]
    if course.is_new:
        found += course_warnings(course, session.at)
    found += _twice(session, course)
    if is_held(session, patient):
        found.append(
            Notice(
                Warned.SESSION_HELD,
                Bilingual(
                    "Une alerte non résolue demande l'avis du médecin avant la prochaine séance.",
                    "An unresolved alert asks for the physician's opinion before the next session.",
                ),
                "at",
            )
        )
    return found


def is_held(session: SessionFacts, patient: PatientRecord) -> bool:
    """Whether an open alert holds this session: one that opened before it."""
    return session.state in _TAKES_PLACE and any(since < session.at for since in patient.holding_since)


def hold_refusals(session: SessionFacts, found: list[Notice], *, is_by_physician: bool) -> list[Notice]:
    """Whether somebody else than a physician takes it upon them to have performed a session that an alert holds.

    The hold waits for a physician's yes: a code in a file or a program's call is that yes only of the physician's own.
    """
    is_asked = any(notice.code is Warned.SESSION_HELD for notice in found)
    is_taken = session.state is SessionState.PERFORMED and Warned.SESSION_HELD in session.acknowledged
    if not (is_asked and is_taken) or is_by_physician:
        return []
    fr = "Une alerte retient cette séance : un médecin donne son accord (page du patient), ou l'a faite (« operator »)."
    en = "An alert holds this session: a physician gives their yes on the patient's page, or performed it (`operator`)."
    return [Notice(Refusal.HELD_WITHOUT_PHYSICIAN, Bilingual(fr, en), "operator")]


def _impossible(session: SessionFacts, course: CourseRecord, now: datetime, *, reopens: bool) -> Iterator[Notice]:
    if session.state is SessionState.PERFORMED and session.at > now + CLOCK_SKEW:
        fr = "Une séance à venir ne peut pas être déjà réalisée : notez-la « planned »."
        en = "A session in the future cannot have been performed: record it as planned."
        yield Notice(Refusal.PERFORMED_IN_FUTURE, Bilingual(fr, en), "state")
    if reopens:
        fr, en = "La cure est close : ouvrez-en une autre.", "The course is closed: open another one."
        yield Notice(Refusal.COURSE_CLOSED, Bilingual(fr, en), "course")
    if session.eva_before is not None and not course.is_painful:
        fr = "Cette cure ne soigne pas une douleur : elle n'a pas d'EVA."
        yield Notice(
            Refusal.EVA_WITHOUT_PAIN, Bilingual(fr, "This course treats no pain: it has no EVA."), "eva_before"
        )
    if session.eva_before is not None and session.state is SessionState.PLANNED:
        fr = "L'EVA avant l'injection se note quand la séance est réalisée."
        en = "The EVA before the injection is recorded when the session is performed."
        yield Notice(Refusal.EVA_BEFORE_APPOINTMENT, Bilingual(fr, en), "eva_before")


def _twice(session: SessionFacts, course: CourseRecord) -> Iterator[Notice]:
    """One visit recorded twice would count twice, and the review after five sessions would come too early."""
    for other in course.same_day:
        at = other.at.astimezone(course.zone)
        what = ("est déjà enregistrée", "is recorded already") if other.is_performed else ("est prévue", "is planned")
        fr = f"Une séance de cette cure {what[0]} le même jour, à {at:%H:%M} ({other.external_id}) : "
        fr += "celle-ci compterait en plus." if other.is_performed else "est-ce la même ?"
        en = f"A session of this course {what[1]} on the same day, at {at:%H:%M} ({other.external_id}): "
        en += "this one would count besides." if other.is_performed else "is this the same?"
        yield Notice(Warned.SAME_DAY, Bilingual(fr, en), "at")


def _corticosteroids(session: SessionFacts, given: tuple[ProductFacts, ...]) -> Iterator[Notice]:
    names = [product.name for product in given if products.is_corticosteroid(product)]
    if products.names_corticosteroid(session.diluent):
        names.append(session.diluent)
    if names:
        named = ", ".join(dict.fromkeys(names))
        fr, en = (
            f"{named} : jamais de corticoïde en mésothérapie.",
            f"{named}: never a corticosteroid in mesotherapy.",
        )
        yield Notice(Deviation.CORTICOSTEROID, Bilingual(fr, en), "products")


def _crowded(given: tuple[ProductFacts, ...]) -> Iterator[Notice]:
    syringes: dict[int, list[str]] = defaultdict(list)
    for product in given:
        syringes[product.syringe].append(product.name)
    for syringe, names in sorted(syringes.items()):
        if len(names) > PRODUCTS_PER_SYRINGE:
            listed = ", ".join(names)
            fr = f"Seringue {syringe} : {len(names)} produits ({listed}), {PRODUCTS_PER_SYRINGE} au plus."
            en = f"Syringe {syringe}: {len(names)} products ({listed}), at most {PRODUCTS_PER_SYRINGE}."
            yield Notice(Deviation.FOURTH_PRODUCT, Bilingual(fr, en), "products")
