"""The sessions of an import, each with the products of its syringes."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from vigil.actions.importing.entries import Entry
from vigil.actions.importing.run import Run
from vigil.actions.importing.sheets import Kind, Line
from vigil.actions.record_session import write_session
from vigil.actions.recording import session_draft, session_products
from vigil.actions.recording.recorded import differing
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import ProductFacts, SessionFacts
from vigil.domain.recording.measures import check_product
from vigil.domain.recording.texts import tidied
from vigil.store.shelf import Shelf
from vigil.store.tables import Alert, Course, Eva, Patient, Product, Staff, TreatmentSession


@dataclass
class Sitting:
    """A session with what the files say of it: its own line, lines of its products, or both."""

    external_id: str
    entry: Entry | None = None
    products: list[Entry] = field(default_factory=list)

    @property
    def told_by(self) -> Entry:
        """The line that problems of the whole session are told of."""
        return self.entry or self.products[0]


def import_sessions(run: Run, sessions: list[Line], products: list[Line]) -> None:
    """Record the sessions in order of time, so that each is judged by those before it."""
    told = run.entries(Kind.SESSIONS, sessions, SessionFacts)
    injected = run.entries(Kind.PRODUCTS, products, ProductFacts)
    for clinic in dict.fromkeys([*told, *injected]):
        shelf = run.shelf(clinic)
        assert shelf is not None
        sittings = _sittings(told[clinic], injected[clinic])
        _fetch(shelf, sittings)
        for sitting in sorted(sittings, key=lambda sitting: _at(shelf, sitting, run.now)):
            if _may_be_recorded(run, clinic, sitting):
                _record(run, shelf, clinic, sitting)
    run.flush()


def _sittings(told: list[Entry], injected: list[Entry]) -> list[Sitting]:
    found: dict[str, Sitting] = {entry.external_id: Sitting(entry.external_id, entry) for entry in told}
    for product in injected:
        name = product.extra["session"]
        found.setdefault(name, Sitting(name)).products.append(product)
    return list(found.values())


def _fetch(shelf: Shelf, sittings: list[Sitting]) -> None:
    shelf.fetch(TreatmentSession, [sitting.external_id for sitting in sittings])
    told = [sitting.entry.given for sitting in sittings if sitting.entry]
    shelf.fetch(Course, [given["course"] for given in told])
    shelf.fetch(Staff, [given["operator"] for given in told if given.get("operator")])
    shelf.fetch(Product, [product.external_id for sitting in sittings for product in sitting.products])
    rows = [row for sitting in sittings if (row := shelf.find(TreatmentSession, sitting.external_id))]
    shelf.fetch_of(Product, "session_id", [row.id for row in rows])
    courses = [course for given in told if (course := shelf.find(Course, given["course"]))]
    patients = {course.patient_id for course in courses} | {row.patient_id for row in rows}
    shelf.fetch_ids(Patient, patients)
    shelf.fetch_of(Alert, "patient_id", patients)
    shelf.fetch_of(Course, "patient_id", patients)
    of_them = [course.id for patient in patients for course in shelf.of(Course, "patient_id", patient)]
    shelf.fetch_of(TreatmentSession, "course_id", of_them)
    shelf.fetch_of(Eva, "course_id", of_them)


def _at(shelf: Shelf, sitting: Sitting, now: datetime) -> datetime:
    if sitting.entry is not None:
        at: datetime = sitting.entry.given["at"]
        return at
    row = shelf.find(TreatmentSession, sitting.external_id)
    return row.at if row else now


def _may_be_recorded(run: Run, clinic: str, sitting: Sitting) -> bool:
    """Whether nothing that it refers to failed; the products of a session that failed are not recorded either."""
    entry = sitting.entry
    if entry is not None:
        return run.depends(entry, clinic, Kind.COURSES, entry.given["course"]) and run.depends(
            entry, clinic, Kind.STAFF, entry.given.get("operator", "")
        )
    return run.depends(sitting.told_by, clinic, Kind.SESSIONS, sitting.external_id)


def _record(run: Run, shelf: Shelf, clinic: str, sitting: Sitting) -> None:
    row = shelf.find(TreatmentSession, sitting.external_id)
    known_products = (
        {product.external_id: product for product in session_products.products_of(shelf, row)} if row else {}
    )
    given = _products(run, clinic, sitting, known_products)
    if given is None:
        return
    try:
        on_record = _on_record(shelf, row)
        facts = _facts(sitting, on_record)
        done = write_session(shelf, replace(facts, products=tuple((known_products | given).values())), run.now)
    except Refused as error:
        run.refuse(sitting.told_by, clinic, error)
        return
    if done.did_something:
        run.patients.add(shelf.get(Course, facts.course, field="course").patient_id)
    if sitting.entry is not None:
        changed = tuple(name for name in done.changed if name != "products")
        run.did(sitting.entry, on_record, is_new=done.is_new, changed=changed)
    for product in sitting.products:
        known = known_products.get(product.external_id)
        changed = differing(known, given[product.external_id]) if known else ()
        run.did(product, known, is_new=known is None, changed=changed)


def _on_record(shelf: Shelf, row: TreatmentSession | None) -> SessionFacts | None:
    if row is None:
        return None
    course = shelf.session.get_one(Course, row.course_id)
    shelf.know(course)
    return session_draft.facts_of(shelf, row, course)


def _facts(sitting: Sitting, known: SessionFacts | None) -> SessionFacts:
    if sitting.entry is not None:
        return sitting.entry.facts(SessionFacts, known)
    if known is None:
        raise Refused("the clinic has no session of this external id.", field="session")
    return known


def _products(
    run: Run, clinic: str, sitting: Sitting, known: dict[str, ProductFacts]
) -> dict[str, ProductFacts] | None:
    """The products that the files give, by external id; ``None`` when one of them is refused."""
    given: dict[str, ProductFacts] = {}
    refused = False
    for entry in sitting.products:
        try:
            facts = tidied(entry.facts(ProductFacts, known.get(entry.external_id)))
            check_product(facts)
        except Refused as error:
            run.refuse(entry, clinic, error)
            refused = True
        else:
            given[entry.external_id] = facts
    return None if refused else given
