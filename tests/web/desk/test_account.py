"""One's own account at the desk."""

import pytest

from tests.web.desk.conftest import Desk, Visitor, code_of
from tests.web.desk.test_sign_in import PASSWORD, SECRET, knows_password, row, sign_in
from tests.web.reading_html import parsed
from vigil.domain.words import Role

FRESH = "trois petits chats noirs"


@pytest.fixture
def own(desk: Desk) -> Desk:
    knows_password(desk)
    return desk


def test_the_password_is_changed_with_the_present_one_and_the_other_sessions_end(own: Desk) -> None:
    here, elsewhere = own.signed_in(Role.PHYSICIAN), own.signed_in(Role.PHYSICIAN)
    changed = here.post("/account/password", {"current": PASSWORD, "new": FRESH, "again": FRESH})
    assert changed.headers["location"] == here.url("/account?done=password")
    assert here.page("/account")
    assert elsewhere.get("/account").headers["location"].startswith("/sign-in")
    assert sign_in(Visitor(own, own.client())).status_code == 422
    assert sign_in(Visitor(own, own.client()), password=FRESH).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "not hers", "new": FRESH, "again": FRESH}, "current"),
        ({"current": PASSWORD, "new": "court", "again": "court"}, "new"),
        ({"current": PASSWORD, "new": "Anne Roux Anne", "again": "Anne Roux Anne"}, "new"),
        ({"current": PASSWORD, "new": FRESH, "again": "autre"}, "again"),
    ],
)
def test_a_password_that_is_refused_says_at_which_field(own: Desk, typed: dict[str, str], field: str) -> None:
    before = row(own).password_hash
    answered = own.signed_in(Role.PHYSICIAN).post("/account/password", typed)
    assert answered.status_code == 422
    (trouble,) = parsed(answered.text).all("span", class_="trouble")
    assert trouble.attributes["id"] == f"{field}-trouble"
    assert row(own).password_hash == before


def test_the_present_password_cannot_be_guessed_from_an_open_session(own: Desk) -> None:
    seat = own.signed_in(Role.PHYSICIAN)
    tried = [seat.post("/account/codes", {"codes": f"guess {n}"}).status_code for n in range(6)]
    assert tried == [422] * 5 + [429]


def test_another_device_takes_the_first_ones_place_once_it_has_shown_a_code(own: Desk) -> None:
    seat = own.signed_in(Role.PHYSICIAN)
    assert seat.get("/account/pair").headers["location"] == seat.url("/account")
    assert seat.get("/account/pair.svg").status_code == 404
    assert seat.post("/account/device", {"device": "not hers"}).status_code == 422
    assert seat.post("/account/device", {"device": PASSWORD}).headers["location"] == seat.url("/account/pair")
    secret = seat.page("/account/pair").all("p", class_="secret")[0].text.replace(" ", "")
    assert seat.get("/account/pair.svg").headers["content-type"] == "image/svg+xml"
    assert seat.post("/account/pair", {"code": "000000"}).status_code == 422
    assert row(own).totp_waiting_sealed is not None
    paired = seat.post("/account/pair", {"code": code_of(secret, own.cabinet.now)})
    assert len(parsed(paired.text).all("ul", class_="codes")[0].all("li")) == 10
    visitor = Visitor(own, own.client())
    sign_in(visitor)
    assert visitor.fill("/sign-in/code", code=code_of(SECRET, own.cabinet.now)).status_code == 422
    assert "Il vous reste 10 codes" in seat.page("/account").text


def test_a_demonstration_asks_for_no_second_factor_until_one_is_paired(own: Desk) -> None:
    with own.cabinet.writing() as session:
        account = session.get_one(type(row(own)), own.account_of("roux"))
        account.needs_second_factor, account.totp = False, None
    visitor = Visitor(own, own.client())
    assert sign_in(visitor).headers["location"] == "/desk"
    seat = own.signed_in(Role.PHYSICIAN)
    assert "Aucun second facteur" in seat.page("/account").text
    seat.post("/account/device", {"device": PASSWORD})
    secret = seat.page("/account/pair").all("p", class_="secret")[0].text.replace(" ", "")
    seat.post("/account/pair", {"code": code_of(secret, own.cabinet.now)})
    assert sign_in(Visitor(own, own.client())).headers["location"].startswith("/sign-in/code")


def test_new_recovery_codes_end_the_old_ones(own: Desk) -> None:
    seat = own.signed_in(Role.PHYSICIAN)

    def codes() -> list[str]:
        page = parsed(seat.post("/account/codes", {"codes": PASSWORD}).text)
        return [item.text for item in page.all("ul", class_="codes")[0].all("li")]

    old, new = codes(), codes()
    visitor = Visitor(own, own.client())
    sign_in(visitor)
    assert visitor.fill("/sign-in/code", code=old[0]).status_code == 422
    assert visitor.fill("/sign-in/code", code=new[0]).status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_it_elsewhere(own: Desk) -> None:
    here, elsewhere = own.signed_in(Role.PHYSICIAN), own.signed_in(Role.PHYSICIAN)
    assert here.page("/account").text.count("Firefox, Windows") == 2
    assert here.post("/account/sessions").status_code == 303
    assert elsewhere.get("/account").headers["location"].startswith("/sign-in")
    assert here.page("/account").text.count("Firefox, Windows") == 1
