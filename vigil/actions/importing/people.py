"""The clinics, staff and patients of an import."""

from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.actions import open_clinic, record_patient, record_staff
from vigil.actions.accounts.people import NOBODY_LEFT, administrators
from vigil.actions.importing.entries import Entry, read_entry
from vigil.actions.importing.run import Run
from vigil.actions.importing.sheets import Kind, Line
from vigil.actions.mark_deceased import write_death
from vigil.actions.shipped import Shipped
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import ClinicFacts, PatientFacts, StaffFacts
from vigil.store.shelf import Shelf
from vigil.store.tables import Patient, Staff


def import_clinics(run: Run, lines: list[Line], shipped: Shipped) -> None:
    for line in lines:
        entry = read_entry(Kind.CLINICS, line, ZoneInfo("UTC"), ClinicFacts)
        if isinstance(entry, list):
            run.problems += entry
            run.fail(Kind.CLINICS, "", line.cells["external_id"])
            continue
        row = open_clinic.find_clinic(run.session, entry.external_id)
        known = open_clinic.facts_of(row) if row else None
        try:
            done = open_clinic.write_clinic(run.session, entry.facts(ClinicFacts, known), shipped, run.now)
        except Refused as error:
            run.refuse(entry, "", error)
        else:
            run.did(entry, known, is_new=done.is_new, changed=done.changed)


def import_staff(run: Run, lines: list[Line]) -> None:
    for clinic, entries in run.entries(Kind.STAFF, lines, StaffFacts).items():
        shelf = run.shelf(clinic)
        assert shelf is not None
        shelf.fetch(Staff, [entry.external_id for entry in entries])
        administered_by = administrators(run.session, shelf.clinic.id)
        for entry in entries:
            row = shelf.find(Staff, entry.external_id)
            known = record_staff.facts_of(row) if row else None
            try:
                done = record_staff.write_staff(shelf, entry.facts(StaffFacts, known), run.now)
            except Refused as error:
                run.refuse(entry, clinic, error)
            else:
                run.did(entry, known, is_new=done.is_new, changed=done.changed)
        run.flush()
        _keep_an_administrator(run, shelf, clinic, administered_by, entries)


def _keep_an_administrator(
    run: Run, shelf: Shelf, clinic: str, administered_by: list[UUID], entries: list[Entry]
) -> None:
    """A file names whom it takes the clinic's last administrator away by."""
    if not administered_by or administrators(run.session, shelf.clinic.id):
        return
    for entry in entries:
        row = shelf.find(Staff, entry.external_id)
        if row is not None and row.id in administered_by:
            run.refuse(entry, clinic, Refused(NOBODY_LEFT, field="is_active" if not row.is_active else "role"))


def import_patients(run: Run, lines: list[Line]) -> None:
    for clinic, entries in run.entries(Kind.PATIENTS, lines, PatientFacts).items():
        shelf = run.shelf(clinic)
        assert shelf is not None
        shelf.fetch(Patient, [entry.external_id for entry in entries])
        for entry in entries:
            row = shelf.find(Patient, entry.external_id)
            known = record_patient.facts_of(row) if row else None
            try:
                done = record_patient.write_patient(shelf, entry.facts(PatientFacts, known), run.now)
            except Refused as error:
                run.refuse(entry, clinic, error)
                continue
            row = shelf.get(Patient, entry.external_id, field="external_id")
            died = ("is_deceased",) if entry.extra.get("is_deceased") and write_death(run.session, row, run.now) else ()
            if done.changed or died:
                run.patients.add(done.id)
            run.did(entry, known, is_new=done.is_new, changed=(*done.changed, *died))
    run.flush()
