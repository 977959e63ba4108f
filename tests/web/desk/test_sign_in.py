"""Coming to the desk: an invitation, a password, a paired device; and everybody who should stay outside."""

import re
import time
from datetime import timedelta
from functools import cache

import pytest
from httpx2 import Response

from tests.people import NOEL
from tests.web.desk.conftest import Desk, Visitor, code_of, mailed_link
from tests.web.reading_html import parsed
from tests.web.visiting import Visiting
from vigil.actions.accounts import people, second_factor
from vigil.actions.accounts.passwords import hashed
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import Role
from vigil.store.tables import Account, Event, RecoveryCode, Staff, WebSession

LEA = StaffFacts(external_id="lea", role=Role.NURSE, name="Léa Blanc", email="lea@cabinet.example")
PASSWORD = "quatre chevaux bleus"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return Visitor(desk, desk.client())


hash_of = cache(hashed)  # twenty milliseconds of a core each


def knows_password(desk: Desk, external_id: str = "roux") -> None:
    """Dr Roux has chosen her password and paired her phone."""
    with desk.cabinet.writing() as session:
        account = session.get_one(Account, desk.account_of(external_id))
        account.password_hash, account.totp = hash_of(PASSWORD), SECRET


def row(desk: Desk, external_id: str = "roux") -> Account:
    with desk.cabinet.store.reading() as session:
        account = session.get_one(Account, desk.account_of(external_id))
        session.expunge_all()
        return account


def sign_in(visitor: Visitor, email: str = "roux@dijon.example", password: str = PASSWORD, url: str = "") -> Response:
    return visitor.fill(url or "/sign-in", email=email, password=password)


def code_now(desk: Desk) -> str:
    return code_of(SECRET, desk.cabinet.now)


def alert_text(response: Response) -> str:
    return parsed(response.text).all("p", class_="notice notice-trouble")[0].text


def invited(desk: Desk) -> str:
    """Léa joins the staff and is invited; the path of her link."""
    staff_id = desk.cabinet.staff(LEA)
    with desk.cabinet.writing() as session:
        people.invite(session, session.get_one(Staff, staff_id), desk.cabinet.now)
    return mailed_link(desk, "lea@cabinet.example")


def test_an_invitation_leads_to_a_password_a_paired_phone_recovery_codes_and_the_desk(
    desk: Desk, visitor: Visitor
) -> None:
    link = invited(desk)
    assert "Léa Blanc" in visitor.client.get(link).text
    chosen = visitor.fill(link, password=PASSWORD, again=PASSWORD)
    assert chosen.headers["location"].startswith("/sign-in/pair")
    page = parsed(visitor.client.get("/sign-in/pair").text)
    secret = page.all("p", class_="secret")[0].text.replace(" ", "")
    picture = visitor.client.get("/sign-in/pair.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.headers["cache-control"] == "no-store"
    wrong = visitor.fill(chosen.headers["location"], code="000000")
    assert (wrong.status_code, "ne convient pas" in alert_text(wrong)) == (422, True)
    paired = visitor.fill(chosen.headers["location"], code=code_of(secret, desk.cabinet.now))
    codes = [item.text for item in parsed(paired.text).all("ul", class_="codes")[0].all("li")]
    assert len(set(codes)) == 10
    onward = str(parsed(paired.text).all("a", class_="button-link")[0].attributes["href"])
    assert onward == f"/desk/{desk.cabinet.clinic_id.hex}"
    assert not visitor.client.get(onward).headers["location"].startswith("/sign-in")
    again = Visitor(desk, desk.client())
    assert again.client.get(link).status_code == 404
    assert sign_in(again, "Lea@Cabinet.example").headers["location"] == "/sign-in/code?next=/desk"
    assert again.fill("/sign-in/code?next=/desk", code=codes[3].upper()).headers["location"] == "/desk"


def test_signing_in_leads_to_where_one_wanted_to_go(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    place = f"/desk/{desk.cabinet.clinic_id.hex}?waiting=1"
    asked = visitor.client.get(place).headers["location"]
    on = sign_in(visitor, url=asked).headers["location"]
    assert visitor.client.get("/desk").headers["location"].startswith("/sign-in")  # a password alone opens nothing
    assert visitor.fill(on, code=code_now(desk)).headers["location"] == place


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/desk/../static/x", "javascript:x",
     "/desk\n/x", "/mailbox", "/desk//elsewhere.example", "/desk/@elsewhere.example"],
)  # fmt: skip
def test_signing_in_never_leads_away_from_the_desk(desk: Desk, visitor: Visitor, elsewhere: str) -> None:
    knows_password(desk)
    sign_in(visitor)
    answered = visitor.client.post("/sign-in/code", data={"code": code_now(desk), "next": elsewhere})
    assert answered.headers["location"] == "/desk"


def test_wrong_password_unknown_address_and_disabled_account_get_the_same_words(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    wrong, unknown = sign_in(visitor, password="x"), sign_in(visitor, "nobody@x.example")
    with desk.cabinet.writing() as session:
        session.get_one(Account, desk.account_of("roux")).is_disabled = True
    disabled = sign_in(visitor)
    without = sign_in(visitor, "petit@dijon.example")  # has not chosen a password yet
    for answered in (wrong, unknown, disabled, without):
        assert (answered.status_code, alert_text(answered)) == (422, alert_text(wrong))
        assert "set-cookie" not in answered.headers


def test_an_unknown_address_costs_as_much_as_a_wrong_password(desk: Desk) -> None:
    """Time of the processor, so that a busy machine does not matter."""
    knows_password(desk)
    visitor = Visitor(desk, desk.client())

    def cost(email: str) -> float:
        begun = time.process_time()
        assert sign_in(visitor, email, "wrong, whatever it is").status_code == 422
        return time.process_time() - begun

    cost("nobody@x.example")  # the hash that stands for nobody's is made once
    known, unknown = (min(cost(email) for _ in range(2)) for email in ("roux@dijon.example", "nobody@x.example"))
    assert 0.5 < known / unknown < 2


def test_a_code_is_taken_once_and_only_around_its_half_minute(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    code = code_now(desk)
    sign_in(visitor)
    assert visitor.fill("/sign-in/code", code=code).status_code == 303
    second = Visitor(desk, desk.client())
    sign_in(second)
    assert second.fill("/sign-in/code", code=code).status_code == 422
    desk.cabinet.wait(timedelta(seconds=30))
    assert second.fill("/sign-in/code", code=code_of(SECRET, desk.cabinet.now)).status_code == 303
    third = Visitor(desk, desk.client())
    sign_in(third)
    for off in (-90, 90):
        stale = code_of(SECRET, desk.cabinet.now + timedelta(seconds=off))
        assert third.fill("/sign-in/code", code=stale).status_code == 422


def test_a_recovery_code_works_once(desk: Desk) -> None:
    knows_password(desk)
    with desk.cabinet.writing() as session:
        account = session.get_one(Account, desk.account_of("roux"))
        code = second_factor.renew_codes(session, account, desk.cabinet.now)[0]
    for expected in (303, 422):
        visitor = Visitor(desk, desk.client())
        sign_in(visitor)
        assert visitor.fill("/sign-in/code", code=f" {code.replace('-', ' ')} ").status_code == expected


def test_the_cookie_is_new_after_the_second_factor_and_the_old_one_opens_nothing(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    answered = sign_in(visitor)
    before = visitor.client.cookies["vigil"]
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert attribute in answered.headers["set-cookie"]
    visitor.fill("/sign-in/code", code=code_now(desk))
    assert visitor.client.cookies["vigil"] != before
    old = desk.client()
    old.cookies.set("vigil", before)
    assert old.get("/desk").headers["location"].startswith("/sign-in")


def test_only_hashes_of_cookies_and_codes_are_kept(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    sign_in(visitor)
    visitor.fill("/sign-in/code", code=code_now(desk))
    with desk.cabinet.store.reading() as session:
        kept = str([vars(each) for table in (WebSession, RecoveryCode) for each in session.query(table)])
        told = list(session.query(Event).filter_by(subject="account", change="update"))
        ring = desk.cabinet.store.keyring
        written = [ring.unseal(e.values_sealed, f"event|values_sealed|{e.id.hex}".encode()) for e in told]
    assert visitor.client.cookies["vigil"] not in kept
    assert any('"password_hash": "***"' in each and '"totp": "***"' in each for each in written)
    assert not [each for each in written if "argon2" in each or SECRET in each]


def test_failures_slow_down_their_own_network_and_nobody_else(desk: Desk) -> None:
    knows_password(desk)
    app = desk.app.web()

    def browser(host: str) -> Visitor:
        client = Visiting(app, base_url="http://vigil.example", follow_redirects=False, client=(host, 1))
        return Visitor(desk, client)

    owner = browser("192.0.2.7")
    sign_in(owner)
    owner.fill("/sign-in/code", code=code_now(desk))  # her browser is known from now on
    attacker = browser("192.0.2.7")  # in the same network, even
    answers = [sign_in(attacker, password=f"wrong {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert "Réessayez dans" in answers[-1].text
    assert sign_in(attacker).status_code == 429  # even the right one has to wait, there
    assert sign_in(attacker, "petit@dijon.example").status_code == 422  # another account does not
    owner.client.cookies.delete("vigil")
    assert sign_in(owner).status_code == 303
    assert sign_in(browser("198.51.100.9")).status_code == 303
    spread = browser("203.0.113.1")
    sprayed = [sign_in(spread, f"p{n}@x.example").status_code for n in range(31)]
    assert sprayed == [422] * 30 + [429]


def test_codes_cannot_be_guessed_by_whoever_has_the_password(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    sign_in(visitor)
    tried = [visitor.fill("/sign-in/code", code=f"{n:06}").status_code for n in range(6)]
    assert tried == [422] * 5 + [429]


def test_a_form_of_another_site_signs_nobody_in(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    data = {"email": "roux@dijon.example", "password": PASSWORD}
    for path in ("/sign-in", "/sign-in/code", "/sign-in/pair", "/sign-in/help", invited(desk)):
        answered = visitor.client.post(path, data=data, headers={"sec-fetch-site": "cross-site"})
        assert answered.status_code == 403, path


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("court", "court", "trop court"),
        ("a" * 12, "a" * 12, "mêmes caractères"),
        ("x" + "abcdefghij" * 21, "", "trop long"),
        ("Léa Blanc 2026", "Léa Blanc 2026", "fait de votre nom"),
        ("lea@cabinet.example", "lea@cabinet.example", "fait de votre nom"),
        (PASSWORD, "autre chose encore", "ne sont pas les mêmes"),
    ],
)
def test_a_poor_password_is_refused_where_it_was_typed(
    desk: Desk, visitor: Visitor, password: str, again: str, said: str
) -> None:
    answered = visitor.fill(invited(desk), password=password, again=again)
    assert answered.status_code == 422
    assert said in parsed(answered.text).all("span", class_="trouble")[0].text
    typed = [each.attributes["value"] for each in parsed(answered.text).all("input", type="password")]
    assert typed == ["", ""]


def test_a_forgotten_password_is_renewed_by_mail_and_the_code_is_still_asked_for(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    seat = desk.signed_in(Role.PHYSICIAN)
    known = visitor.fill("/sign-in/help", email="roux@dijon.example")
    unknown = visitor.fill("/sign-in/help", email="nobody@x.example")
    assert known.text == unknown.text
    link = mailed_link(desk, "roux@dijon.example")  # where she signs in, not where the clinic writes to her
    assert desk.cabinet.courier.to("roux@cabinet.example") == []
    fresh = "trois petits chats noirs"
    assert visitor.fill(link, password=fresh, again=fresh).headers["location"] == "/sign-in"
    assert seat.get("").headers["location"].startswith("/sign-in")
    assert sign_in(visitor).status_code == 422
    assert sign_in(visitor, password=fresh).headers["location"].startswith("/sign-in/code")
    assert visitor.client.get(link).status_code == 404


def test_links_end_after_their_time(desk: Desk, visitor: Visitor) -> None:
    link = invited(desk)
    desk.cabinet.wait(timedelta(days=7))
    assert visitor.client.get(link).status_code == 404
    assert visitor.client.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_only_the_latest_link_works(desk: Desk, visitor: Visitor) -> None:
    first = invited(desk)
    with desk.cabinet.writing() as session:
        people.invite(session, session.query(Staff).filter_by(external_id="lea").one(), desk.cabinet.now)
    assert visitor.client.get(first).status_code == 404
    assert visitor.client.get(mailed_link(desk, "lea@cabinet.example")).status_code == 200


def test_a_lost_device_takes_the_administrator_the_mailbox_and_the_password(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    seat = desk.signed_in(Role.PHYSICIAN)
    with desk.cabinet.writing() as session:
        staff = session.query(Staff).filter_by(account_id=desk.account_of("roux")).one()
        people.reset_second_factor(session, staff, desk.cabinet.now)
    assert seat.get("").headers["location"].startswith("/sign-in")
    page = visitor.client.get(sign_in(visitor).headers["location"])
    assert "Aucun appareil" in page.text  # the password alone pairs nothing
    assert visitor.client.get("/sign-in/pair").headers["location"].startswith("/sign-in")
    link = mailed_link(desk, "roux@dijon.example")
    assert visitor.fill(link, password="not hers at all").status_code == 422  # nor does the mailbox alone
    assert visitor.fill(link, password=PASSWORD).headers["location"].startswith("/sign-in/pair")
    secret = parsed(visitor.client.get("/sign-in/pair").text).all("p", class_="secret")[0].text.replace(" ", "")
    assert visitor.fill("/sign-in/pair", code=code_of(secret, desk.cabinet.now)).status_code == 200
    assert visitor.client.get("/desk").headers["location"].startswith("/desk/")


def test_whoever_has_an_account_joins_another_clinic_by_signing_in_to_it(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    there = StaffFacts(external_id="roux-2", role=Role.NURSE, name="Anne Roux", email="ROUX@dijon.example")
    staff_id = desk.other.staff(there)
    with desk.other.writing() as session:
        people.invite(session, session.get_one(Staff, staff_id), desk.cabinet.now)
    link = mailed_link(desk, "ROUX@dijon.example")
    asked = parsed(visitor.client.get(link).text).all("a", class_="button-link")[0].attributes["href"]
    assert visitor.client.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 200
    on = sign_in(visitor, url=str(asked)).headers["location"]
    back = visitor.fill(on, code=code_now(desk)).headers["location"]
    assert back == link
    joined = visitor.fill(back)
    assert joined.headers["location"] == f"/desk/{desk.other.clinic_id.hex}"
    assert not visitor.client.get(joined.headers["location"]).headers["location"].startswith("/sign-in")


def test_a_stranger_with_the_link_cannot_take_over_an_account_that_exists(desk: Desk, visitor: Visitor) -> None:
    knows_password(desk)
    there = StaffFacts(external_id="roux-2", role=Role.NURSE, name="Anne Roux", email="roux@dijon.example")
    staff_id = desk.other.staff(there)
    with desk.other.writing() as session:
        link = f"/set-up/{people.invite(session, session.get_one(Staff, staff_id), desk.cabinet.now)}"
    before = row(desk).password_hash
    somebody_else = desk.signed_in(Role.NURSE).client
    answered = somebody_else.post(link, data={"password": "neuf mots bien choisis", "again": "neuf mots bien choisis"})
    assert answered.status_code == 200
    assert row(desk).password_hash == before
    with desk.cabinet.store.reading() as session:
        assert session.get_one(Staff, staff_id).account_id is None


def test_the_pages_before_the_desk_speak_what_is_asked_for(desk: Desk) -> None:
    client = desk.client()
    for path in ("/sign-in", "/sign-in/help"):
        assert 'lang="fr"' in client.get(path).text
        assert 'lang="en"' in client.get(f"{path}?lang=en").text
        assert 'lang="en"' in client.get(path, headers={"accept-language": "en-GB"}).text


def test_nothing_that_is_typed_to_sign_in_is_shown_again_but_the_address(desk: Desk, visitor: Visitor) -> None:
    hostile = '"><script>alert(1)</script>'
    answered = sign_in(visitor, hostile, PASSWORD)
    assert PASSWORD not in answered.text
    assert not parsed(answered.text).all("script")
    assert not re.search(r'value="[^"]*<script', answered.text)


def test_the_invited_nurse_is_told_of_her_own_clinic_alone(desk: Desk) -> None:
    seat = desk.signed_in(Role.NURSE)
    page = parsed(seat.post("/language", {"csrf": ""}).text)
    assert NOEL.name in page.text
    assert "Cabinet des Quais" not in page.text


def test_many_links_that_lead_nowhere_are_slowed_down_and_those_that_lead_somewhere_never(desk: Desk) -> None:
    client, link = desk.client(), invited(desk)
    guessed = [client.get(f"/answer/{n}").status_code for n in range(61)]
    assert guessed == [404] * 60 + [429]
    waiting = client.get("/alert/x")
    assert int(waiting.headers["retry-after"]) > 0
    assert "tel:15" in waiting.text
    assert client.get(link).status_code == 200
