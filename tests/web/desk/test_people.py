"""The page of who works at the clinic."""

import re

import pytest
from httpx2 import Response
from sqlalchemy.orm import Session

from tests.plans import told
from tests.web.desk.conftest import Desk, Seat, mailed_link
from tests.web.reading_html import parsed
from vigil.actions.accounts import identities
from vigil.domain.words import Role
from vigil.store.database import new_id
from vigil.store.tables import Account, Event, Passkey, Staff

LEA = {"name": "Léa Blanc", "email": "lea@cabinet.example", "role": "nurse", "language": "fr"}


def staff(desk: Desk, external_id: str) -> Staff:
    with desk.cabinet.store.reading() as session:
        row = session.query(Staff).filter_by(clinic_id=desk.cabinet.clinic_id, external_id=external_id).one()
        session.expunge_all()
        return row


def place(desk: Desk, external_id: str) -> str:
    return f"/people/{staff(desk, external_id).id.hex}"


def as_it_stands(seat: Seat, path: str) -> dict[str, str]:
    """What the browser would post of the person's form, unchanged."""
    page = seat.page(path)
    form = page.all("form", class_="sheet-form")[0]
    typed = {
        str(box.attributes["name"]): str(box.attributes["value"])
        for box in form.all("input")
        if box.attributes["type"] != "checkbox" or "checked" in box.attributes
    }
    for choice in form.all("select"):
        typed[str(choice.attributes["name"])] = next(
            str(each.attributes["value"]) for each in choice.all("option") if "selected" in each.attributes
        )
    return typed


def change(seat: Seat, path: str, *gone: str, **typed: str) -> Response:
    data = {key: value for key, value in as_it_stands(seat, path).items() if key not in gone}
    return seat.post(path, data | typed)


def said(response: Response) -> str:
    return " ".join(
        each.text for each in parsed(response.text).all() if "trouble" in (each.attributes.get("class") or "")
    )


def test_an_administrator_adds_somebody_and_invites_her(desk: Desk) -> None:
    seat = desk.signed_in(Role.ADMIN)
    answered = seat.post("/people", LEA | {"invite": "yes"})
    assert re.fullmatch(rf"{seat.url('/people/')}[0-9a-f]{{32}}\?done=invited", answered.headers["location"])
    row = staff(desk, "lea-blanc")
    assert (row.role, row.is_active, row.is_admin) == (Role.NURSE, True, False)
    page = parsed(seat.client.get(answered.headers["location"]).text)
    assert "L’invitation part" in page.text
    assert "jusqu’au mardi 17 mars à 12 h" in page.text
    assert desk.client().get(mailed_link(desk, "lea@cabinet.example")).status_code == 200
    names = [link.text for link in seat.page("/people").all("a")]
    assert "Léa Blanc" in names
    assert not [name for name in names if "Fabre" in name]


def test_two_people_of_one_name_are_two_people(desk: Desk) -> None:
    seat = desk.signed_in(Role.ADMIN)
    seat.post("/people", LEA)
    seat.post("/people", LEA | {"email": "lea2@cabinet.example"})
    assert staff(desk, "lea-blanc").id != staff(desk, "lea-blanc-2").id


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Écrivez le nom"),
        ({"email": "nowhere"}, "Écrivez une adresse"),
        ({"email": ""}, "Écrivez une adresse"),
        ({"role": "surgeon"}, "nommez d’abord"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(desk: Desk, wrong: dict[str, str], words: str) -> None:
    seat = desk.signed_in(Role.ADMIN)
    answered = seat.post("/people", LEA | wrong)
    assert answered.status_code == 422
    assert words in said(answered)
    kept = {str(box.attributes["name"]): box.attributes["value"] for box in parsed(answered.text).all("input")}
    assert kept["name"] == (LEA | wrong)["name"].strip()
    assert kept["email"] == (LEA | wrong)["email"]


def test_a_role_is_changed_and_whoever_leaves_is_signed_out(desk: Desk) -> None:
    seat, secretary = desk.signed_in(Role.ADMIN), desk.signed_in(Role.SECRETARY)
    assert change(seat, place(desk, "roy"), role="nurse", is_admin="yes").status_code == 303
    row = staff(desk, "roy")
    assert (row.role, row.is_admin) == (Role.NURSE, True)
    assert secretary.get("/people").status_code == 200
    change(seat, place(desk, "roy"), "is_active")
    assert not staff(desk, "roy").is_active
    assert secretary.get("").headers["location"].startswith("/sign-in")
    with desk.cabinet.store.reading() as session:
        actors = {event.actor for event in session.query(Event).filter_by(subject_id=row.id, change="update")}
    assert f"staff:{staff(desk, 'adam').id}" in actors


def test_somebody_always_administers_the_clinic(desk: Desk) -> None:
    seat = desk.signed_in(Role.ADMIN)
    for gone, typed in (((), {"role": "nurse"}), (("is_active",), {})):
        answered = change(seat, place(desk, "adam"), *gone, **typed)
        assert answered.status_code == 422
        assert "nommez d’abord quelqu’un d’autre" in said(answered)
        assert (staff(desk, "adam").role, staff(desk, "adam").is_active) == (Role.ADMIN, True)
    change(seat, place(desk, "roux"), is_admin="yes")
    assert change(seat, place(desk, "adam"), "is_active").status_code == 303


def test_whoever_has_an_account_is_sent_links_and_no_invitation(desk: Desk) -> None:
    seat, path = desk.signed_in(Role.ADMIN), place(desk, "roux")
    with desk.cabinet.writing() as session:
        session.get_one(Account, desk.account_of("roux")).totp = "JBSWY3DPEHPK3PXP"
    physician = desk.signed_in(Role.PHYSICIAN)
    assert seat.post(path, {"do": "invite"}).status_code == 422
    assert seat.post(path, {"do": "password"}).headers["location"].endswith("?done=password")
    assert not physician.get("").headers["location"].startswith("/sign-in")
    first = mailed_link(desk, "roux@dijon.example")
    assert seat.post(path, {"do": "second_factor"}).headers["location"].endswith("?done=second_factor")
    assert physician.get("").headers["location"].startswith("/sign-in")
    assert mailed_link(desk, "roux@dijon.example") != first
    assert "Appareil à associer" in seat.page(path).text


def test_an_administrator_sees_how_each_signs_in_and_never_with_what(desk: Desk) -> None:
    with desk.cabinet.writing() as session:
        nurse, physician = (session.get_one(Account, desk.account_of(name)) for name in ("noel", "roux"))
        nurse.password_hash, nurse.totp = "hash", "JBSWY3DPEHPK3PXP"
        for number in range(2):
            session.add(_key(session, nurse, number))
        session.add(_key(session, physician, 2))
        identities.link(session, physician, "https://psc.example", "899700000000", desk.cabinet.now)
    seat = desk.signed_in(Role.ADMIN)
    lines = {row.all("a")[0].text: row.text for row in seat.page("/people").all("li", class_="row")}
    assert "Se connecte par : mot de passe, codes d’un appareil, 2 clés de sécurité." in lines["Julie Noël"]
    linked = "Se connecte par : une clé de sécurité, compte relié à un fournisseur d’identité."
    assert linked in lines["Dr Anne Roux"]
    assert "Aucun moyen de se connecter" in lines["Sacha Roy"]
    page = seat.get(place(desk, "roux")).text
    assert linked in parsed(page).text
    assert "899700000000" not in page + seat.get("/people").text
    assert "key-2" not in page


def test_the_list_of_people_takes_as_many_statements_for_many(desk: Desk) -> None:
    seat = desk.signed_in(Role.ADMIN)
    with told(desk.cabinet.store.engine) as few:
        seat.get("/people")
    for number in range(8):
        seat.post("/people", LEA | {"email": f"lea-{number}@cabinet.example", "invite": "yes"})
    with told(desk.cabinet.store.engine) as many:
        seat.get("/people")
    assert len(many) == len(few)


def _key(session: Session, account: Account, number: int) -> Passkey:
    return Passkey(
        id=new_id(session),
        account_id=account.id,
        name=f"key-{number}",
        credential=f"credential-{number}",
        public_key="key",
        created_at=account.created_at,
    )


def test_nobody_of_another_clinic_can_be_seen_or_changed(desk: Desk) -> None:
    seat = desk.signed_in(Role.ADMIN)
    with desk.cabinet.store.reading() as session:
        theirs = session.query(Staff).filter_by(external_id="fabre").one().id.hex
    before = desk.other.rows(Staff)
    for path in (f"/people/{theirs}", f"/people/{'0' * 32}", "/people/x"):
        assert seat.get(path).status_code == 404
        for data in ({"do": "second_factor"}, {"do": "password"}, LEA):
            assert seat.post(path, data).status_code == 404
    assert desk.other.rows(Staff) == before
