"""The links of a patient who is followed elsewhere."""

from tests.web.conftest import Site
from vigil.actions.transfer_patient import take_back, transfer_patient
from vigil.store.tables import Staff

SAID = {"danger": "none", "past": "none", "reaction": "none", "request_id": "page-1"}


def test_a_link_stays_closed_also_after_a_late_answer_was_kept(site: Site) -> None:
    cabinet, url = site.cabinet, site.answer_url()
    staff = cabinet.rows(Staff, Staff.clinic_id == cabinet.clinic_id)[0].id
    with cabinet.writing() as session:
        transfer_patient(session, cabinet.patient_row(session), "Suivie à Lyon", staff, cabinet.now)
    assert site.get(url).status_code == 410
    assert site.post(url, SAID).status_code == 200
    assert len(site.reports()) == 1
    assert site.get(url).status_code == 410
    with cabinet.writing() as session:
        take_back(session, cabinet.patient_row(session), "Revenue", staff, cabinet.now)
    assert site.get(url).status_code == 200
