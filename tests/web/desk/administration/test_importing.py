"""The import at the desk: shown first, applied as it was shown or not at all, and of this clinic alone."""

from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import text

from tests.people import MARIE
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import parsed
from vigil.domain.words import PatientState, Role
from vigil.store.tables import Course, Patient, Staff, TreatmentSession
from vigil.web.desk.administration.importing import MOST_LINES
from vigil.web.forms import LIMIT

PAGE = "/administration/import"
PATIENTS = "clinic,external_id,family_name,email,consents_to_email\n"
NEW = PATIENTS + "dijon,P-7,Lefèvre,claire@courrier.example,oui\n"
RENAMED = PATIENTS + "dijon,P-1,Durand-Roy,marie@courrier.example,oui\n"
COURSE = "clinic,external_id,patient,zone,opened_at,physician\ndijon,C-7,P-7,lombaire,2026-03-01,roux\n"
SESSION = "clinic,external_id,course,at,state\ndijon,S-7,C-7,2026-03-10T10:00,performed\n"


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def upload(seat: Seat, *contents: str | bytes, **fields: str) -> Response:
    files = [
        ("file", (f"{place}.csv", content if isinstance(content, bytes) else content.encode(), "text/csv"))
        for place, content in enumerate(contents, start=1)
    ]
    return seat.client.post(seat.url(PAGE), data={"csrf": seat.csrf, **fields}, files=files)


def confirm(seat: Seat, shown: Response) -> Response:
    """Press the button that records what was shown, as a browser would (it ends the lines with CRLF)."""
    (form,) = [form for form in parsed(shown.text).all("form") if form.all("input", name="mark")]
    hidden = form.all("input", type="hidden")
    parts = [
        (str(box.attributes["name"]), (None, str(box.attributes["value"]).replace("\n", "\r\n"))) for box in hidden
    ]
    return seat.client.post(seat.url(PAGE), files=[*parts, ("do", (None, "apply"))])


def lines(answered: Response) -> list[str]:
    page = parsed(answered.text)
    return [" ".join(row.text.split()) for rows in page.all("ol", class_="rows") for row in rows.all("li")]


def test_files_are_shown_first_and_then_recorded_together(desk: Desk, admin: Seat) -> None:
    shown = upload(admin, SESSION, NEW, COURSE)
    assert shown.status_code == 200
    assert "Rien n’est encore enregistré" in shown.text
    assert [row.external_id for row in desk.cabinet.rows(Patient, Patient.clinic_id == desk.cabinet.clinic_id)] == [
        "P-1"
    ]
    done = confirm(admin, shown)
    assert (done.status_code, "Enregistré." in done.text) == (200, True)
    assert [row.external_id for row in desk.cabinet.rows(TreatmentSession)] == ["S-7"]
    assert desk.cabinet.messages("followup:") != []
    again = upload(admin, SESSION, NEW, COURSE)
    assert "Rien ne change" in again.text
    assert parsed(again.text).all("input", name="mark") == []


def test_what_changes_is_named_by_its_field_and_no_value_on_record_is_shown(desk: Desk, admin: Seat) -> None:
    shown = upload(admin, RENAMED)
    assert "<code>family_name</code>" in shown.text
    assert "1.csv, ligne 2" in shown.text
    assert f">{MARIE.family_name}<" not in shown.text
    assert f" {MARIE.family_name} " not in shown.text
    confirm(admin, shown)
    with desk.cabinet.store.reading() as session:
        assert desk.cabinet.patient_row(session).family_name == "Durand-Roy"


def test_data_that_changed_meanwhile_is_said_and_shown_again(desk: Desk, admin: Seat) -> None:
    shown = upload(admin, RENAMED)
    with desk.cabinet.writing() as session:
        desk.cabinet.patient_row(session).family_name = "Martin"
    overtaken = confirm(admin, shown)
    assert overtaken.status_code == 409
    assert "ont changé depuis" in overtaken.text
    with desk.cabinet.store.reading() as session:
        assert desk.cabinet.patient_row(session).family_name == "Martin"
    assert "Enregistré." in confirm(admin, overtaken).text
    with desk.cabinet.store.reading() as session:
        assert desk.cabinet.patient_row(session).family_name == "Durand-Roy"


def test_another_file_than_the_one_that_was_shown_is_shown_and_not_recorded(desk: Desk, admin: Seat) -> None:
    shown = upload(admin, NEW)
    mark = str(parsed(shown.text).all("input", name="mark")[0].attributes["value"])
    parts = {"csrf": admin.csrf, "mark": mark, "content": NEW.replace("Lefèvre", "Leroux"), "do": "apply"}
    assert admin.client.post(admin.url(PAGE), data=parts).status_code == 409
    assert upload(admin, NEW, mark=mark, do="apply", content=NEW).status_code == 200
    assert len(desk.cabinet.rows(Patient, Patient.clinic_id == desk.cabinet.clinic_id)) == 1


def test_every_bad_line_is_listed_with_its_place_and_what_is_expected(desk: Desk, admin: Seat) -> None:
    bad = PATIENTS + "dijon,P-7,,claire@courrier.example,oui\ndijon,P-8,Roy,nowhere,peut-être\ndijon,P-9,Blanc,,non\n"
    refused = upload(admin, bad, COURSE.replace("2026-03-01", "01/03/2026"))
    assert refused.status_code == 422
    told = lines(refused)
    assert told[0] == "1.csv ligne 2 colonne family_name est vide ; attendu : un texte."
    assert told[1].startswith("1.csv ligne 3 colonne consents_to_email peut-être : attendu : oui ou non")
    assert told[2].startswith("2.csv ligne 2 colonne opened_at 01/03/2026 : attendu : un jour comme 2026-03-10")
    assert parsed(refused.text).all("input", name="mark") == []
    assert len(desk.cabinet.rows(Patient, Patient.clinic_id == desk.cabinet.clinic_id)) == 1


def test_lines_of_another_clinic_are_refused_beside_what_else_is_wrong(desk: Desk, admin: Seat) -> None:
    mixed = NEW + "lyon,P-1,Volée,,non\nnulle-part,P-2,Volée,,non\ndijon,P-9,,,non\n"
    clinics = "external_id,name,mail_name,phone\nlyon,Pris,Pris,+33 3 80 00 00 00\n"
    told = lines(upload(admin, mixed, clinics))
    assert [line.partition(" : ")[2] or line for line in told[:2]] == [
        "seules les lignes de « dijon » sont prises ici."
    ] * 2
    assert told[2].startswith("1.csv ligne 5 colonne family_name")
    assert told[3].startswith("2.csv contient des cabinets")
    assert len(desk.cabinet.rows(Patient)) == 2


def test_nothing_of_an_upload_stays_on_the_machine(desk: Desk, admin: Seat) -> None:
    folder = desk.app.settings.home
    upload(admin, NEW)
    upload(admin, NEW + "dijon,P-8,,x,oui\n")
    with desk.cabinet.store.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    kept = [path for path in Path(folder).rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if "Lefèvre".encode() in path.read_bytes()]
    assert upload(admin, NEW).headers["cache-control"] == "no-store"


def test_what_is_too_large_too_long_or_no_text_is_told(desk: Desk, admin: Seat) -> None:
    large = upload(admin, "x" * LIMIT)
    assert (large.status_code, "dépassent 2 Mo" in large.text) == (413, True)
    long = PATIENTS + "".join(f"dijon,Q-{n},Roy,,non\n" for n in range(MOST_LINES + 1))
    assert f"Plus de {MOST_LINES} lignes" in upload(admin, long).text
    assert "n’est pas en UTF-8" in upload(admin, "clinic,é\n".encode("cp1252")).text
    for nothing in (upload(admin, " \n"), admin.post(PAGE)):
        assert (nothing.status_code, "Choisissez au moins un fichier" in nothing.text) == (422, True)
    assert len(desk.cabinet.rows(Patient)) == 2


STAFF = "clinic,external_id,role,name,email,is_active\n"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("dijon,adam,admin,Maud Adam,adam@cabinet.example,non", "is_active"),
        ("dijon,adam,nurse,Maud Adam,a@b.fr,oui", "role"),
    ],
)
def test_the_last_administrator_stays(desk: Desk, admin: Seat, line: str, column: str) -> None:
    refused = upload(admin, STAFF + "dijon,zoe,nurse,Zoé,zoe@cabinet.example,oui\n" + line + "\n")
    (told,) = lines(refused)
    assert told.startswith(f"1.csv ligne 3 colonne {column}")
    assert "Plus personne n’administrerait le cabinet" in told


def test_an_administrator_may_go_when_another_stays(desk: Desk, admin: Seat) -> None:
    with desk.cabinet.writing() as session:
        roux = session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id="roux").one()
        roux.is_admin = True
    assert (
        confirm(admin, upload(admin, STAFF + "dijon,adam,admin,Maud Adam,adam@cabinet.example,non\n")).status_code
        == 200
    )
    assert admin.get(PAGE).status_code == 404


def test_a_warning_is_acknowledged_by_a_physician_who_administers_and_by_no_other(desk: Desk, admin: Seat) -> None:
    young = "clinic,external_id,family_name,born_on\ndijon,P-7,Roy,2019-01-01\n"
    told = COURSE.replace("physician\n", "physician,acknowledged\n").replace("roux\n", "roux,under_10\n")
    refused = upload(admin, young, told)
    assert any("un médecin prend acte des mises en garde" in line for line in lines(refused))
    with desk.cabinet.writing() as session:
        session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id="roux").one().is_admin = True
    physician = desk.signed_in(Role.PHYSICIAN)
    assert confirm(physician, upload(physician, young, told)).status_code == 200
    assert [row.external_id for row in desk.cabinet.rows(Course) if row.external_id == "C-7"] == ["C-7"]


def test_a_death_in_a_file_ends_what_is_owed(desk: Desk, admin: Seat) -> None:
    desk.cabinet.treats()
    confirm(admin, upload(admin, "clinic,external_id,family_name,is_deceased\ndijon,P-1,Durand,oui\n"))
    with desk.cabinet.store.reading() as session:
        assert desk.cabinet.patient_row(session).state is PatientState.DECEASED
    assert {row.reason for row in desk.cabinet.messages("followup:")} == {"patient_deceased"}
