"""The mailed link to a list opens it alone only for whoever has no account to sign in with."""

from datetime import timedelta

from tests.web.desk.conftest import Desk, Visitor
from tests.web.desk.test_sign_in import code_now, knows_password, sign_in
from vigil.domain.words import Role
from vigil.store import tokens
from vigil.store.tables import Staff


def link(desk: Desk, external_id: str) -> str:
    with desk.cabinet.writing() as session:
        row = session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id=external_id).one()
        token = tokens.issue(
            session,
            tokens.Purpose.WORKLIST,
            row.clinic_id,
            row.id,
            expires_at=desk.cabinet.now + timedelta(days=1),
            staff_id=row.id,
        )
    return f"/worklist/{token}"


def test_whoever_has_an_account_signs_in_and_comes_back_to_the_list(desk: Desk) -> None:
    knows_password(desk)
    visitor = Visitor(desk, desk.client())
    place = link(desk, "roux")
    for path in (place, f"{place}/tasks"):
        asked = visitor.client.get(path)
        assert (asked.status_code, asked.headers["location"]) == (303, f"/sign-in?next={place}")
    assert visitor.client.post(f"{place}/alert/K7", data={"request_id": "1"}).status_code in (303, 404)
    on = sign_in(visitor, url=asked.headers["location"]).headers["location"]
    assert visitor.fill(on, code=code_now(desk)).headers["location"] == place
    assert visitor.client.get(place).status_code == 200


def test_somebody_else_who_is_signed_in_is_asked_to_sign_in_as_its_owner(desk: Desk) -> None:
    place, nurse = link(desk, "roux"), desk.signed_in(Role.NURSE).client
    asked = nurse.get(place)
    assert asked.headers["location"] == f"/sign-in?next={place}"
    assert nurse.get(asked.headers["location"]).status_code == 200  # the form, and no way round in circles
