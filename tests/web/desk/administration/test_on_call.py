"""The on-call calendar at the desk: entered, shown for two weeks with its overlaps and gaps, taken away."""

import pytest

from tests.people import HOUR
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.domain.answers import Answers
from vigil.domain.words import Role, Sign
from vigil.store.tables import OnCall, Staff

PAGE = "/administration/on-call"


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def person(desk: Desk, external_id: str, clinic: str = "cabinet") -> str:
    where = Staff.clinic_id == getattr(desk, clinic).clinic_id
    return str(desk.cabinet.rows(Staff, where, Staff.external_id == external_id)[0].id.hex)


def entry(desk: Desk, who: str = "petit", **typed: str) -> dict[str, str]:
    usual = {"duty": "on_call", "staff": person(desk, who), "starts": "2026-03-10T18:00", "ends": "2026-03-11T08:00"}
    return usual | typed


def lines(page: Element) -> list[str]:
    return [
        " ".join(line.text.split())
        for calendar in page.all("ol", class_="calendar duties")
        for line in calendar.all("li")
    ]


def test_an_entry_is_shown_in_the_coming_days_and_can_be_taken_away(desk: Desk, admin: Seat) -> None:
    assert "Rien n’est encore inscrit" in admin.page(PAGE).text
    assert admin.post(PAGE, entry(desk)).headers["location"] == admin.url(f"{PAGE}?done=added")
    told = lines(admin.page(PAGE))
    assert told == [
        "jusqu’au mardi 10 mars à 18 h personne de garde : le médecin du patient est prévenu",
        "du mardi 10 mars à 18 h au mercredi 11 mars à 8 h Dr Hugo Petit",
        "du mercredi 11 mars à 8 h au mardi 24 mars à 12 h personne de garde : le médecin du patient est prévenu",
    ]
    (row,) = desk.cabinet.rows(OnCall)
    assert admin.post(f"{PAGE}/{row.id.hex}/remove").status_code == 303
    assert lines(admin.page(PAGE)) == []
    assert [row.removed_at for row in desk.cabinet.rows(OnCall)] == [desk.cabinet.now]


def test_a_week_comes_again_and_overlaps_and_absences_are_marked(desk: Desk, admin: Seat) -> None:
    admin.post(PAGE, entry(desk, starts="2026-03-06T18:00", ends="2026-03-09T08:00", weekly="yes"))
    admin.post(PAGE, entry(desk, "roux", starts="2026-03-14T08:00", ends="2026-03-14T20:00"))
    admin.post(PAGE, entry(desk, "roux", duty="away", starts="2026-03-16T00:00", ends="2026-03-21T00:00"))
    told = lines(admin.page(PAGE))
    assert [line for line in told if "plusieurs de garde" in line] == [
        "du samedi 14 mars à 8 h au samedi 14 mars à 20 h "
        "Dr Hugo Petit, Dr Anne Roux plusieurs de garde : tous sont prévenus"
    ]
    uncovered = [line for line in told if "ses alertes vont à ses confrères" in line]
    assert [line.split(" personne")[0] for line in uncovered] == ["du lundi 16 mars à 8 h au vendredi 20 mars à 18 h"]
    assert len([line for line in told if "Dr Hugo Petit" in line and "absent" in line]) == 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"ends": "2026-03-10T18:00"}, "ends", "La fin n’est pas après le début."),
        ({"ends": "2026-03-20T18:00", "weekly": "yes"}, "ends", "une semaine au plus"),
        ({"starts": ""}, "starts", "À remplir."),
        ({"starts": "demain"}, "starts", "Choisissez le jour et l’heure."),
        ({"staff": "roux"}, "staff", "Choisissez dans la liste."),
        ({"duty": "asleep"}, "duty", "Choisissez dans la liste."),
        ({"weekly": "yes", "last_on": "2026-01-01"}, "last_on", "La dernière semaine est avant la première."),
    ],
)
def test_what_cannot_be_meant_is_named_at_its_field_and_kept_as_typed(
    desk: Desk, admin: Seat, typed: dict[str, str], field: str, said: str
) -> None:
    refused = admin.post(PAGE, entry(desk, **typed))
    assert refused.status_code == 422
    page = parsed(refused.text)
    assert said in page.all("span", id=f"{field}-trouble")[0].text
    kept = entry(desk, **typed)
    assert page.all("input", id="ends")[0].attributes["value"] == kept["ends"]
    assert desk.cabinet.rows(OnCall) == []


def test_nobody_of_another_clinic_is_entered_or_taken_away(desk: Desk, admin: Seat) -> None:
    refused = admin.post(PAGE, entry(desk) | {"staff": person(desk, "fabre", "other")})
    assert (refused.status_code, "Seul un médecin actif" in refused.text) == (422, True)
    admin.post(PAGE, entry(desk))
    (row,) = desk.cabinet.rows(OnCall)
    stranger = desk.as_staff("adam", desk.other)
    assert stranger.post(f"{PAGE}/{row.id.hex}/remove").status_code == 404
    assert [row.removed_at for row in desk.cabinet.rows(OnCall)] == [None]


def test_the_worklist_says_who_on_call_is_told_next(desk: Desk, admin: Seat) -> None:
    admin.post(PAGE, entry(desk, starts="2026-03-10T08:00"))
    desk.cabinet.treats(at=desk.cabinet.now - 2 * HOUR)
    desk.cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))
    told = desk.signed_in(Role.PHYSICIAN).page("/alerts").all("p", class_="next")[0].text
    assert "Dr Anne Roux, Dr Hugo Petit" in told or "Dr Hugo Petit, Dr Anne Roux" in told
