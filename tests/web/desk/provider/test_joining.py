"""An invitation that is answered through the provider."""

from dataclasses import replace

import pytest
from httpx2 import Response

from tests.people import SENDER
from tests.web.desk.conftest import code_of, mailed_link
from tests.web.desk.provider.conftest import NAME, Doorway, opened, way_there
from tests.web.desk.test_sign_in import LEA, PASSWORD, invited, sign_in
from tests.web.reading_html import parsed
from tests.web.visiting import Visiting
from vigil.actions.accounts import people
from vigil.store.tables import Account, Staff

pytestmark = pytest.mark.end_to_end


def joins(door: Doorway, link: str) -> Response:
    address = way_there(door.visitor.client.post(f"{link}/provider"))
    return door.visitor.client.get(door.signs_in_there(address))


def lea(door: Doorway) -> Account | None:
    with door.desk.cabinet.store.reading() as session:
        staff = session.query(Staff).filter_by(external_id="lea").one()
        account = session.get(Account, staff.account_id) if staff.account_id else None
        session.expunge_all()
        return account


def test_an_invitation_opens_an_account_without_a_password_and_pairs_a_phone(door: Doorway) -> None:
    link = invited(door.desk)
    assert f"Rejoindre avec {NAME}" in door.visitor.client.get(link).text
    joined = joins(door, link)
    assert joined.headers["location"] == "/sign-in/pair?next=/desk"
    assert not door.is_in()
    account = lea(door)
    assert account is not None
    assert account.password_hash is None
    secret = parsed(door.visitor.client.get("/sign-in/pair").text).all("p", class_="secret")[0].text.replace(" ", "")
    assert door.visitor.fill("/sign-in/pair", code=code_of(secret, door.desk.cabinet.now)).status_code == 200
    assert door.is_in()
    assert door.visitor.client.get(link).status_code == 404
    assert sign_in(door.browser(), "lea@cabinet.example", "").status_code == 422  # no password is no password


def test_an_invitation_leads_to_the_desk_when_the_provider_tells_of_a_second_factor(door: Doorway) -> None:
    door = opened(door.desk, door.provider, oidc_second_factor_acr="eidas1")
    joined = joins(door, invited(door.desk))
    assert (joined.headers["location"], door.is_in()) == ("/desk", True)
    place = door.visitor.client.get("/desk").headers["location"]
    page = door.visitor.client.get(f"{place}/account").text
    assert "vous n’avez pas de mot de passe ici" in page.lower()
    csrf = str(parsed(page).all("input", name="csrf")[0].attributes["value"])
    kept = door.visitor.client.post(f"{place}/account/provider/end", data={"csrf": csrf})
    assert "Choisissez d’abord un mot de passe" in kept.text  # she would lock herself out
    assert len(door.identities()) == 1
    door.visitor.client.post("/sign-in/help", data={"email": "lea@cabinet.example"})
    renewal = mailed_link(door.desk, "lea@cabinet.example")
    assert door.visitor.fill(renewal, password=PASSWORD, again=PASSWORD).headers["location"] == "/sign-in"
    account = lea(door)
    assert account is not None
    assert account.password_hash is not None


def test_whoever_has_no_password_is_told_so_before_a_key_is_asked_for(door: Doorway) -> None:
    joins(door, invited(door.desk))
    secret = parsed(door.visitor.client.get("/sign-in/pair").text).all("p", class_="secret")[0].text.replace(" ", "")
    door.visitor.fill("/sign-in/pair", code=code_of(secret, door.desk.cabinet.now))
    app = replace(door.desk.app, sender=replace(SENDER, base_url="http://localhost:8000"))
    client = Visiting(app.web(), base_url="http://vigil.example", follow_redirects=False)
    client.cookies.update(door.visitor.client.cookies)
    account = client.get("/desk").headers["location"] + "/account"
    (keys,) = [each for each in parsed(client.get(account).text).all("section") if "Clés de sécurité" in each.text]
    assert "Vous n’avez pas de mot de passe ici" in keys.text
    assert not keys.all("a")


def test_an_invitation_is_begun_by_a_form_of_ours_and_used_once(door: Doorway) -> None:
    link = invited(door.desk)
    strange = door.visitor.client.post(f"{link}/provider", headers={"sec-fetch-site": "cross-site"})
    assert strange.status_code == 403
    assert door.visitor.client.get(f"{link}/provider").headers["location"] == link  # a scanner opens it: nothing
    back = door.signs_in_there(way_there(door.visitor.client.post(f"{link}/provider")))
    with door.desk.cabinet.writing() as session:
        people.invite(session, session.query(Staff).filter_by(external_id="lea").one(), door.desk.cabinet.now)
    late = door.visitor.client.get(back)
    assert door.visitor.client.get(late.headers["location"]).status_code == 404
    assert lea(door) is None


def test_an_invitation_takes_over_no_account_that_exists_and_no_identity_that_is_linked(door: Doorway) -> None:
    there = replace(LEA, external_id="roux-2", email="roux@dijon.example")
    staff_id = door.desk.other.staff(there)
    with door.desk.other.writing() as session:
        link = f"/set-up/{people.invite(session, session.get_one(Staff, staff_id), door.desk.cabinet.now)}"
    assert '/provider"' not in door.visitor.client.get(link).text.replace("/sign-in/provider", "")
    assert joins(door, link).headers["location"] == link
    assert door.identities() == []
    door.is_linked("petit")
    taken = joins(door, invited(door.desk))
    assert taken.headers["location"].endswith("?trouble=taken")
    assert "ouvre déjà un autre compte" in door.visitor.client.get(taken.headers["location"]).text
    assert lea(door) is None
