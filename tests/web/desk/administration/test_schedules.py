"""Schedules at the desk, as an administrator changes them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from tests.people import DAY, MARIE, NOON, shipped_files
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.actions.foresee_schedule import LOOKED_AT, Foreseen, foresee_schedule
from vigil.actions.replan_followers import AT_ONCE
from vigil.domain.schedule import parse_schedule
from vigil.domain.timing import WEEK
from vigil.domain.words import Role
from vigil.jobs import replan
from vigil.store.tables import Event, Message, Staff, Version

STANDARD = shipped_files().schedules["standard"]
LATER = STANDARD.replace('after = "48h"', 'after = "72h"')
PAGE = "/administration/schedules/standard"


@pytest.fixture
def treated(desk: Desk) -> Desk:
    desk.cabinet.treats()
    return desk


@pytest.fixture
def admin(treated: Desk) -> Seat:
    return treated.signed_in(Role.ADMIN)


def own_versions(desk: Desk) -> list[Version]:
    rows = desk.cabinet.rows(Version, Version.clinic_id == desk.cabinet.clinic_id, Version.name == "standard")
    return sorted(rows, key=lambda row: row.number)


def followup(desk: Desk) -> Message:
    (row,) = desk.cabinet.messages("followup:")
    message: Message = row
    return message


def counts(page: Element) -> list[str]:
    return [each.text for each in page.all("dl", class_="counts")[0].all("dd")]


def affected(page: Element) -> str:
    return page.all("ol", class_="rows")[0].text.replace("\u00a0", " ")


def hidden(page: Element) -> dict[str, str]:
    """What the form of the review holds."""
    (form,) = [form for form in page.all("form") if form.all("input", name="base")]
    return {str(each.attributes["name"]): str(each.attributes["value"]) for each in form.all("input")}


def as_form(page: Element) -> dict[str, str]:
    """The fields of the form as they stand."""
    (form,) = [form for form in page.all("form") if form.all("input", name="reminder")]
    return {str(each.attributes["name"]): str(each.attributes["value"]) for each in form.all("input")}


def test_a_change_is_shown_in_dates_before_it_is_kept(treated: Desk, admin: Seat) -> None:
    before = followup(treated).due_at
    page = parsed(admin.post(PAGE, {"do": "file", "content": LATER.replace("\n", "\r\n")}).text)
    assert counts(page) == ["0", "0", "1"]
    assert "Questions de sécurité" in affected(page)
    assert "du jeudi 12 mars à 12 h au vendredi 13 mars à 12 h" in affected(page)
    assert (len(own_versions(treated)), followup(treated).due_at) == (1, before)
    saved = admin.post(PAGE, hidden(page) | {"do": "save"})
    assert saved.headers["location"] == admin.url(f"{PAGE}?done=saved")
    assert [row.content for row in own_versions(treated)] == [STANDARD, LATER]
    assert followup(treated).due_at == before + DAY
    said = [row.actor for row in treated.cabinet.rows(Event, Event.subject == "version", Event.actor != "setup")]
    (maud,) = treated.cabinet.rows(Staff, Staff.account_id == treated.account_of("adam"))
    assert said == [f"staff:{maud.id}"]


def test_an_administrator_alone_sees_file_numbers_and_who_treats_as_well_the_initials(treated: Desk) -> None:
    def shown(role: Role) -> str:
        return affected(parsed(treated.signed_in(role).post(PAGE, {"do": "file", "content": LATER}).text))

    assert "P-1" in shown(Role.ADMIN)
    assert "M.D." not in shown(Role.ADMIN)
    with treated.cabinet.writing() as session:
        session.query(Staff).filter_by(account_id=treated.account_of("roux")).one().is_admin = True
    assert "M.D." in shown(Role.PHYSICIAN)


def test_the_form_takes_lengths_of_time_in_words(treated: Desk, admin: Seat) -> None:
    typed = as_form(admin.page(PAGE)) | {"followup.after": "3 jours", "reminder": "36 h", "do": "form"}
    shown = admin.post(PAGE, typed)
    assert shown.status_code == 200, parsed(shown.text).all("div", id="wrong")
    assert counts(parsed(shown.text)) == ["0", "0", "1"]


def test_the_form_writes_the_same_file_as_the_box(treated: Desk, admin: Seat) -> None:
    fields = as_form(admin.page(PAGE))
    assert fields["late_checks.check"] == "4w, 12w"
    unchanged = parsed(admin.post(PAGE, fields | {"do": "form"}).text)
    assert "dit la même chose" in unchanged.text
    typed = fields | {"followup.after": "72h", "reminder": "24h", "late_checks.check": "4w 12w, 52w", "do": "form"}
    page = parsed(admin.post(PAGE, typed).text)
    assert counts(page) == ["1", "0", "1"]
    assert "mardi 9 mars 2027 à 12 h" in affected(page)
    assert "Les rappels changent aussi" in page.text
    admin.post(PAGE, hidden(page) | {"do": "save"})
    content = own_versions(treated)[-1].content
    assert content.startswith("# The usual course")
    fields = as_form(admin.page(PAGE))
    assert (fields["followup.after"], fields["reminder"], fields["late_checks.check"]) == ("72h", "24h", "4w, 12w, 52w")
    assert fields["late_checks.if_immunosuppressed"] == "26w"
    assert {row.key.split(":")[2] for row in treated.cabinet.messages("late:")} >= {"w4", "w12", "w52"}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("followup.after", "500h", "une durée comme 30min, 48h, 4d ou 12w, de 1d à 4d"),
        ("limits.per_day", "many", "un nombre entier de 1 à 3"),
        ("sending_hours.closes", "09:30", "deux heures après opens (09:00)"),
        ("reminder", "24h, 25h", "trois rappels au plus"),
        ("late_checks.check", "12w", "dont 4w et 12w"),
    ],
)
def test_a_field_that_is_refused_is_named_and_what_was_typed_stays(
    treated: Desk, admin: Seat, field: str, typed: str, said: str
) -> None:
    refused = admin.post(PAGE, as_form(admin.page(PAGE)) | {field: typed, "do": "form"})
    assert refused.status_code == 422
    page = parsed(refused.text)
    (box,) = page.all("input", name=field)
    assert (box.attributes["value"], box.attributes["aria-invalid"]) == (typed, "true")
    (trouble,) = page.all("span", class_="trouble")
    assert said in trouble.text.replace("\u00a0", " ").replace("’", "'")
    assert len(own_versions(treated)) == 1


def test_a_file_that_is_refused_names_key_value_and_what_is_allowed_and_stays_as_typed(
    treated: Desk, admin: Seat
) -> None:
    for content, key in (
        (STANDARD.replace('"48h"', '"48 hours"'), "followup.after"),
        (STANDARD.replace("per_day", "per_dya"), "limits.per_dya"),
        (STANDARD.replace("[limits]", "[limits"), "the file"),
        (STANDARD.replace('"standard"', '"other"'), "name"),
    ):
        refused = admin.post(PAGE, {"do": "file", "content": content})
        assert refused.status_code == 422
        page = parsed(refused.text)
        assert page.all("div", id="wrong")[0].all("code")[0].text == key
        assert "".join(map(str, page.all("textarea")[0].children)).lstrip("\n") == content
        assert admin.post(PAGE, {"do": "save", "base": "1", "content": content}).status_code == 422
    assert len(own_versions(treated)) == 1


def test_who_saves_over_somebody_elses_version_sees_the_difference_from_it_first(treated: Desk, admin: Seat) -> None:
    page = parsed(admin.post(PAGE, {"do": "file", "content": LATER}).text)
    other = STANDARD.replace('after = "48h"', 'after = "50h"')
    admin.post(PAGE, {"do": "save", "base": "1", "content": other})
    overtaken = admin.post(PAGE, hidden(page) | {"do": "save"})
    assert overtaken.status_code == 409
    assert [row.content for row in own_versions(treated)] == [STANDARD, other]
    assert admin.post(PAGE, hidden(parsed(overtaken.text)) | {"do": "save"}).status_code == 303
    assert own_versions(treated)[-1].content == LATER


def test_an_earlier_version_is_compared_and_restored_as_a_new_one(treated: Desk, admin: Seat) -> None:
    admin.post(PAGE, {"do": "save", "base": "1", "content": LATER})
    page = admin.page(f"{PAGE}/versions/1")
    assert [each.text for each in page.all("del")] == ['retiré : - after = "48h"']
    assert [each.text for each in page.all("ins")] == ['ajouté : + after = "72h"']
    review = parsed(admin.post(PAGE, {"do": "restore", "number": "1"}).text)
    admin.post(PAGE, hidden(review) | {"do": "save"})
    assert [row.content for row in own_versions(treated)] == [STANDARD, LATER, STANDARD]
    for number in ("9", "0", "x", "٣"):
        assert admin.get(f"{PAGE}/versions/{number}").status_code == 404
        assert admin.post(PAGE, {"do": "restore", "number": number}).status_code == 404


def test_a_new_schedule_begins_as_a_copy(treated: Desk, admin: Seat) -> None:
    made = admin.post("/administration/schedules", {"name": "sportifs", "model": "large_dilution"})
    assert made.headers["location"] == admin.url("/administration/schedules/sportifs?done=new")
    assert as_form(admin.page("/administration/schedules/sportifs"))["intended_sessions"] == "10"
    for name in ("standard", "Sportifs 2", "", "x" * 61):
        refused = admin.post("/administration/schedules", {"name": name, "model": "standard"})
        assert refused.status_code == 422
        assert parsed(refused.text).all("input", name="name")[0].attributes["value"] == name
    assert "60 signes au plus" in refused.text.replace("\u00a0", " ")
    assert admin.post("/administration/schedules", {"name": "x" * 60, "model": "standard"}).status_code == 303
    assert admin.post("/administration/schedules", {"name": "x", "model": "nothing"}).status_code == 404


def test_the_example_course_is_drawn_from_next_monday_on(admin: Seat) -> None:
    lines = [line.text.replace("\u00a0", " ") for line in admin.page(PAGE).all("ol", class_="calendar")[0].all("li")]
    assert lines[0] == "lundi 16 mars à 10 h Séance 1"
    assert lines[1].startswith("lundi 16 mars à 11 h Consignes du jour (avec Consignes avant la séance)")
    assert sum("Séance" in line for line in lines) == 5
    assert "Contrôle tardif" in lines[-1]


def foreseen(desk: Desk, now: datetime, looked_at: int = LOOKED_AT) -> Foreseen:
    present, changed = parse_schedule("x", STANDARD), parse_schedule("x", LATER)
    with desk.cabinet.store.reading() as session:
        return foresee_schedule(session, desk.cabinet.clinic_id, present, changed, now, looked_at=looked_at)


def test_foreseeing_asks_no_more_questions_of_the_database_for_patients_who_are_not_looked_at(treated: Desk) -> None:
    asked = []
    event.listen(treated.cabinet.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    seen = foreseen(treated, NOON + timedelta(hours=1), looked_at=0)
    assert (seen.followers, seen.in_reach, seen.looked_at, seen.affected) == (1, 1, 0, 0)
    assert len([sql for sql in asked if re.match(r"\s*SELECT", sql)]) == 1


def test_whoever_nothing_can_be_owed_any_more_is_not_planned_and_the_others_are_counted_all(treated: Desk) -> None:
    last_check = max(check.after for check in parse_schedule("x", STANDARD).late_checks.check)
    seen = foreseen(treated, NOON + last_check + 4 * WEEK)
    assert (seen.followers, seen.in_reach, seen.looked_at) == (1, 1, 1)
    seen = foreseen(treated, NOON + last_check + 6 * WEEK)
    assert (seen.followers, seen.in_reach, seen.looked_at) == (1, 0, 0)


def test_a_change_that_many_follow_says_how_far_it_has_come(treated: Desk, admin: Seat) -> None:
    for number in range(2, AT_ONCE + 2):
        treated.cabinet.patient(replace(MARIE, external_id=f"P-{number}", email=f"p{number}@courrier.example"))
        treated.cabinet.course(f"C-{number}", patient=f"P-{number}")
        treated.cabinet.treats(f"S-{number}", course=f"C-{number}")
    saved = admin.post(PAGE, {"do": "save", "base": "1", "content": LATER})
    place = f"{PAGE}?{saved.headers['location'].partition('?')[2]}"
    (bar,) = admin.page(place).all("progress")
    assert (bar.attributes["value"], bar.attributes["max"]) == ("0", str(AT_ONCE + 1))
    assert f"0 patients sur {AT_ONCE + 1}" in admin.page(place).text.replace("\u00a0", " ")
    replan.run(treated.cabinet.store, treated.cabinet.now)
    page = admin.page(place)
    assert page.all("progress") == []
    assert f"terminée pour {AT_ONCE + 1} patients" in page.text.replace("\u00a0", " ")
    assert "terminée" not in admin.page(PAGE).text
