"""A session that ends while a form is filled in: what was typed is kept, and sent after signing in."""

from tests.people import ROUX
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import parsed
from vigil.domain.words import Role
from vigil.store.tables import Patient

OURS = {"sec-fetch-site": "same-origin"}
TYPED = {"external_id": "P-77", "family_name": "Écu & <fils>", "consents_to_email": "yes", "request_id": "r-1"}
WHERE = "/sessions/patients"


def hidden(answered_text: str) -> dict[str, str]:
    form = next(each for each in parsed(answered_text).all("form") if (each.attributes["action"] or "").endswith(WHERE))
    return {each.attributes["name"] or "": each.attributes["value"] or "" for each in form.all("input", type="hidden")}


def test_what_was_typed_outlives_the_session_and_is_sent_in_the_next(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    seat.post("/sign-out")
    seat.client.cookies.clear()
    ended = seat.post(WHERE, TYPED, headers=OURS)
    assert ended.status_code == 403
    assert hidden(ended.text) == TYPED
    again = desk.signed_in(Role.SECRETARY)
    offered = again.client.post(again.url(WHERE), data=hidden(ended.text), headers=OURS)
    assert offered.status_code == 403
    assert "Sacha Roy" in offered.text
    assert hidden(offered.text) == TYPED | {"csrf": again.csrf}
    sent = again.client.post(again.url(WHERE), data=hidden(offered.text), headers=OURS)
    assert sent.status_code == 303
    assert desk.cabinet.rows(Patient, Patient.external_id == "P-77")


def test_nothing_is_kept_of_another_sites_form_of_passwords_or_of_a_mere_press(desk: Desk) -> None:
    client = desk.client()
    place = Seat(client, desk.cabinet.clinic_id)
    for path, typed, headers in (
        (WHERE, TYPED, {"sec-fetch-site": "cross-site"}),
        (WHERE, TYPED, {}),
        ("/account/password", {"current": "trois pas vers le parc"}, OURS),
        ("/calls/0/done", {"request_id": "r-1"}, OURS),
    ):
        answered = place.post(path, typed, headers=headers)
        assert answered.status_code == 303, path
        assert answered.headers["location"].startswith("/sign-in?next="), path
    member = desk.as_staff(ROUX.external_id)
    refused = member.client.post(member.url("/account/password"), data={"current": "secret-word"}, headers=OURS)
    assert refused.status_code == 403
    assert "secret-word" not in refused.text
