"""A session as somebody records it, beside what is on record: what was given, and what that changes."""

from dataclasses import dataclass, replace
from datetime import datetime

from vigil.actions.recording.recorded import columns_of, differing
from vigil.actions.recording.session_products import check_owners, named, products_of
from vigil.domain import eva
from vigil.domain.errors import Refused
from vigil.domain.eva import Instrument
from vigil.domain.recording.facts import ProductFacts, SessionFacts
from vigil.domain.recording.measures import check_product, check_session
from vigil.domain.recording.texts import tidied
from vigil.store.shelf import Shelf
from vigil.store.tables import Course, Eva, Staff, TreatmentSession

ELSEWHERE = ("course", "operator", "products", "eva_before", "eva_instrument", "acknowledged")
"""Facts that are not a column of the session's own row."""


@dataclass(frozen=True)
class Draft:
    """``facts`` are whole (``given`` are their products); ``row`` is ``None`` for a new session."""

    facts: SessionFacts
    given: tuple[ProductFacts, ...]
    course: Course
    operator: Staff | None
    row: TreatmentSession | None
    changed: tuple[str, ...]


def draft(shelf: Shelf, facts: SessionFacts, now: datetime) -> Draft:
    """Resolve what the facts refer to and compare them with the record; ``Refused`` when they cannot be."""
    facts = tidied(facts)
    check_session(facts, now)
    course = shelf.get(Course, facts.course, field="course")
    row = shelf.find(TreatmentSession, facts.external_id)
    if row is not None and row.course_id != course.id:
        raise Refused(f"Session {row.external_id!r} belongs to another course: it cannot move.", field="course")
    operator = shelf.get(Staff, facts.operator, field="operator") if facts.operator else None
    given = _given(shelf, facts, row)
    instrument = facts.eva_instrument if facts.eva_before else Instrument.EN_0_10
    facts = replace(facts, products=given, eva_instrument=instrument)
    changed = differing(facts_of(shelf, row, course), facts, "acknowledged") if row else ()
    return Draft(facts, given, course, operator, row, changed)


def facts_of(shelf: Shelf, row: TreatmentSession, course: Course) -> SessionFacts:
    """The facts of a session on record."""
    operator = shelf.session.get(Staff, row.operator_id) if row.operator_id else None
    score = eva_before(shelf, row)
    return SessionFacts(
        **columns_of(SessionFacts, row, *ELSEWHERE, "depths_mm"),
        course=course.external_id,
        operator=operator.external_id if operator else "",
        depths_mm=tuple(row.depths_mm),
        products=products_of(shelf, row),
        eva_before=eva.Eva(score.low, score.high) if score else None,
        eva_instrument=score.instrument if score else Instrument.EN_0_10,
        acknowledged=frozenset(row.acknowledged),
    )


def eva_before(shelf: Shelf, row: TreatmentSession) -> Eva | None:
    """The score taken before the injection."""
    scores = shelf.of(Eva, "course_id", row.course_id)
    return next((score for score in scores if score.occasion == "before" and score.session_id == row.id), None)


def _given(shelf: Shelf, facts: SessionFacts, row: TreatmentSession | None) -> tuple[ProductFacts, ...]:
    if facts.products is None:
        return products_of(shelf, row) if row else ()
    given = named(facts.external_id, tuple(tidied(product) for product in facts.products))
    for product in given:
        check_product(product)
    check_owners(shelf, row, given)
    return given
