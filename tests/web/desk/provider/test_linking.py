"""Linking one’s account with what the provider calls its owner: by her alone, in her session."""

from dataclasses import replace

import pytest

from tests.web.desk.provider.conftest import NAME, Doorway, way_there
from tests.web.desk.test_sign_in import PASSWORD
from vigil.store import web_sessions
from vigil.store.tables import Event, Staff

pytestmark = pytest.mark.end_to_end


def test_a_member_links_her_account_with_her_password_and_takes_it_back(door: Doorway) -> None:
    seat = door.seat()
    wrong = seat.post("/account/provider", {"provider": "not hers at all"})
    assert (wrong.status_code, door.provider.seen) == (422, [])
    address = way_there(seat.post("/account/provider", {"provider": PASSWORD}))
    back = seat.client.get(door.signs_in_there(address))
    assert back.headers["location"] == seat.url("/account?done=linked")
    assert f"relié à {NAME}." in seat.client.get(back.headers["location"]).text
    assert door.identities() == [(door.desk.account_of("roux"), f"{door.provider.issuer}\n{door.provider.subject}")]
    elsewhere = replace(door, visitor=door.browser())
    assert elsewhere.comes().headers["location"] == "/sign-in/code?next=/desk"
    ended = seat.post("/account/provider/end")
    assert ended.headers["location"] == seat.url("/account?done=unlinked")
    assert elsewhere.visitor.client.get("/sign-in/code").headers["location"].startswith("/sign-in?")
    assert seat.get("/account").status_code == 200
    assert elsewhere.comes().headers["location"] == "/sign-in/provider/unlinked"


def test_linking_and_unlinking_are_in_the_audit_trail_and_the_subject_is_sealed(door: Doorway) -> None:
    seat = door.seat()
    seat.client.get(door.signs_in_there(way_there(seat.post("/account/provider", {"provider": PASSWORD}))))
    files = list(door.desk.app.settings.home.glob("vigil.db*"))
    assert files
    assert not [path for path in files if door.provider.subject.encode() in path.read_bytes()]
    seat.post("/account/provider/end")
    with door.desk.cabinet.store.reading() as session:
        events = session.query(Event).filter_by(subject="provider_identity").order_by(Event.at, Event.id).all()
        account_id = door.desk.account_of("roux")
        staff = session.query(Staff).filter_by(account_id=account_id).one()
        assert [(each.change, each.actor) for each in events] == [
            ("insert", f"account:{account_id}"),
            ("delete", f"staff:{staff.id}"),
        ]


def test_an_identity_opens_one_account_and_an_account_has_one_identity_of_a_provider(door: Doorway) -> None:
    door.is_linked("petit")
    seat = door.seat()
    address = way_there(seat.post("/account/provider", {"provider": PASSWORD}))
    taken = seat.client.get(door.signs_in_there(address))
    assert taken.headers["location"] == seat.url("/account?trouble=taken")
    assert "ouvre déjà un autre compte" in seat.client.get(taken.headers["location"]).text
    door.is_linked("roux", subject="another")
    door.provider.subject = "a third"
    address = way_there(seat.post("/account/provider", {"provider": PASSWORD}))
    another = seat.client.get(door.signs_in_there(address))
    assert another.headers["location"] == seat.url("/account?trouble=another")
    assert len(door.identities()) == 2


def test_nobody_is_made_to_link_by_another_or_in_another_session(door: Doorway) -> None:
    """Login CSRF: the way that one session has begun ends in that session alone."""
    seat = door.seat()
    address = way_there(seat.post("/account/provider", {"provider": PASSWORD}))
    back = door.signs_in_there(address)
    victim = door.desk.as_staff("petit")
    other = door.browser()
    other.client.cookies.set("vigil", victim.client.cookies["vigil"])
    assert other.client.get(back).headers["location"].endswith("trouble=stale")  # without the cookie of the trip
    seat.client.cookies.set("vigil", victim.client.cookies["vigil"])
    assert seat.client.get(back).headers["location"].endswith("trouble=stale")  # with it, and another's session
    assert door.identities() == []
    forged = seat.client.post(seat.url("/account/provider"), data={"provider": PASSWORD})
    assert forged.status_code == 403  # without the form's token


def test_whoever_is_signed_out_meanwhile_links_nothing(door: Doorway) -> None:
    seat = door.seat()
    back = door.signs_in_there(way_there(seat.post("/account/provider", {"provider": PASSWORD})))
    with door.desk.cabinet.writing() as session:
        web_sessions.end_all(session, door.desk.account_of("roux"), door.desk.cabinet.now, "test")
    assert seat.client.get(back).headers["location"].endswith("trouble=stale")
    assert door.identities() == []
