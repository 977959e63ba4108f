"""The clinic's rules at the desk: ladders, the hour of the digest, closing days."""

import re
from datetime import timedelta

import pytest

from tests.people import MARIE, shipped_files
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.actions.open_alert import clinic_rules
from vigil.domain.ladder import ClinicRules, Rung
from vigil.domain.words import Role, Urgency
from vigil.store.tables import Clinic, Version

PAGE = "/administration/rules"
NOTE = {"closed_note.fr": "Fermé aujourd'hui. Le 03 80 00 00 99 répond.", "closed_note.en": "Closed today."}


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def fields(page: Element) -> dict[str, str]:
    """The form as a browser would post it."""
    (form,) = [form for form in page.all("form") if form.all("input", name="digest_at")]
    boxes = [box for box in form.all("input") if box.attributes["type"] != "checkbox" or "checked" in box.attributes]
    typed = {str(box.attributes["name"]): str(box.attributes["value"]) for box in boxes}
    for select in form.all("select"):
        chosen = [option for option in select.all("option") if "selected" in option.attributes]
        typed[str(select.attributes["name"])] = str(chosen[0].attributes["value"]) if chosen else ""
    return typed | {"do": "form"}


def rules(desk: Desk) -> ClinicRules:
    with desk.cabinet.store.reading() as session:
        return clinic_rules(session, desk.cabinet.clinic_id)


def own(desk: Desk) -> list[Version]:
    mine = (Version.clinic_id == desk.cabinet.clinic_id, Version.kind == "clinic")
    return sorted(desk.cabinet.rows(Version, *mine), key=lambda row: row.number)


def test_the_form_changes_a_ladder_and_the_digest_leaves_at_its_new_hour(desk: Desk, admin: Seat) -> None:
    before = rules(desk)
    typed = fields(admin.page(PAGE)) | {"digest_at": "13:30", "ladder.emergency[2].who": "clinician"}
    assert admin.post(PAGE, typed).headers["location"] == admin.url(f"{PAGE}?done=saved")
    after = rules(desk)
    assert [step.rung for step in after.ladders[Urgency.EMERGENCY].steps] == [Rung.PHYSICIAN, *[Rung.CLINICIAN] * 2]
    assert after.ladders[Urgency.SAME_DAY] == before.ladders[Urgency.SAME_DAY]
    (clinic,) = desk.cabinet.rows(Clinic, Clinic.id == desk.cabinet.clinic_id)
    assert clinic.digest_due_at == desk.cabinet.now + timedelta(hours=1, minutes=30)
    assert [row.is_seeded for row in own(desk)] == [True, False]


@pytest.mark.parametrize(
    ("typed", "key", "said"),
    [
        ({"digest_at": "half past"}, "digest_at", "une heure comme"),
        ({"ladder.emergency[1].waits": "1min"}, "ladder.emergency[1].waits", "une durée comme"),
        ({"ladder.same_day[3].who": "secretary"}, "ladder.same_day", "le premier et le dernier sont des soignants"),
        ({"closed_on": "samedi"}, "closed_note", "qui disent qui répond"),
        (NOTE | {"closed_on": "demain"}, "closed_on", "des jours comme saturday"),
        (NOTE | {"closed_on": "2027-01-02/2026-12-24"}, "closed_on", "dont le dernier jour"),
        ({"closed_note.fr": "Fermé.", "closed_on": "sunday"}, "closed_note", "signes en français et en anglais"),
    ],
)
def test_what_is_refused_names_its_key_and_stays_as_typed(
    desk: Desk, admin: Seat, typed: dict[str, str], key: str, said: str
) -> None:
    refused = admin.post(PAGE, fields(admin.page(PAGE)) | typed)
    assert refused.status_code == 422
    page = parsed(refused.text)
    wrong = page.all("div", id="wrong")[0]
    assert said in wrong.text, wrong.text
    assert "'who'" not in wrong.text
    named = "Le jour même : qui est prévenu" if key == "ladder.same_day" else key
    assert named in wrong.text.replace("\u00a0", " ")
    kept = fields(page)
    assert {name: kept[name] for name in typed} == typed
    assert len(own(desk)) == 1


def test_the_file_is_kept_refused_compared_and_restored(desk: Desk, admin: Seat) -> None:
    content = shipped_files().clinic.replace('"07:30"', '"08:15"')
    refused = admin.post(PAGE, {"do": "file", "base": "1", "content": content.replace("digest_at", "digestat")})
    assert (refused.status_code, "digestat" in refused.text) == (422, True)
    assert admin.post(PAGE, {"do": "file", "base": "1", "content": content}).status_code == 303
    assert admin.post(PAGE, {"do": "file", "base": "1", "content": shipped_files().clinic}).status_code == 409
    assert "08:15" in admin.page(f"{PAGE}/versions/1").all("ins")[0].text
    assert admin.post(PAGE, {"do": "restore", "number": "1"}).status_code == 303
    assert [row.content for row in own(desk)] == [shipped_files().clinic, content, shipped_files().clinic]


def test_on_a_closing_day_patients_read_who_answers_and_on_no_other(desk: Desk, admin: Seat) -> None:
    desk.cabinet.treats()
    (ask_mail,) = desk.cabinet.messages("followup:")
    desk.cabinet.clock.move_to(ask_mail.due_at)  # a Thursday
    desk.cabinet.run("deliver")
    link = _answer_link(desk)
    assert "03 80 00 00 99" not in desk.client().get(link).text
    for closed, is_shown in (("friday", False), ("thursday", True), ("2026-03-12", True), ("2026-03-13", False)):
        seat = desk.signed_in(Role.ADMIN)
        admin_fields = fields(seat.page(PAGE)) | NOTE | {"closed_on": closed}
        assert seat.post(PAGE, admin_fields).status_code == 303
        assert ("03 80 00 00 99" in desk.client().get(link).text) is is_shown, closed


def _answer_link(desk: Desk) -> str:
    plain = desk.cabinet.courier.to(str(MARIE.email))[-1].content.decode().replace("=\r\n", "")
    found = re.search(r"http://vigil\.example(/answer/\w+)", plain)
    assert found is not None
    return found[1]
