"""What holds for every address of the desk, those that come later included: they are taken from the list of routes."""

import re
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.routing import Route

from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import parsed
from vigil.domain.words import Role
from vigil.store import web_sessions
from vigil.store.tables import Account, Staff
from vigil.web.desk.door import door_of
from vigil.web.desk.routes import ROUTES

EVERY = [
    pytest.param(route, method, id=f"{method} {route.path}")
    for route in ROUTES
    for method in sorted((route.methods or set()) - {"HEAD"})
]
CLOSED_TO_SOME = [
    pytest.param(route, method, role, id=f"{method} {route.path} {role}")
    for route in ROUTES
    for method in sorted((route.methods or set()) - {"HEAD"})
    for role in Role
    if door_of(route.endpoint).roles and role not in door_of(route.endpoint).roles
]
NOTHING = "0" * 32


def address(route: Route, clinic: str) -> str:
    return re.sub(r"\{\w+(:\w+)?\}", NOTHING, route.path.replace("{clinic}", clinic))


def asked(seat: Seat, route: Route, method: str) -> Response:
    """The address of the route at the seat's clinic; a form carries its token and nothing else."""
    data = {"csrf": seat.csrf} if method == "POST" else None
    return seat.client.request(method, address(route, seat.clinic_id.hex), data=data)


@pytest.mark.parametrize(("route", "method"), EVERY)
def test_whoever_has_not_signed_in_is_asked_to(desk: Desk, route: Route, method: str) -> None:
    answered = asked(Seat(desk.client(), desk.cabinet.clinic_id), route, method)
    assert answered.status_code == 303
    assert answered.headers["location"].startswith(f"/sign-in?next=/desk/{desk.cabinet.clinic_id.hex}")


@pytest.mark.parametrize(("route", "method"), EVERY)
def test_where_a_form_is_posted_the_page_above_it_is_shown(desk: Desk, route: Route, method: str) -> None:
    """The language is switched, or the page loaded anew, after a form was refused."""
    seat, path = desk.signed_in(Role.PHYSICIAN), address(route, desk.cabinet.clinic_id.hex)
    if method == "GET" or any(each.path == route.path and "GET" in (each.methods or ()) for each in ROUTES):
        return
    shown = seat.client.get(path)
    assert shown.status_code == 303, path
    above = shown.headers["location"]
    assert path.startswith(f"{above}/")
    assert any("GET" in (each.methods or ()) and each.path_regex.match(above) for each in ROUTES)


@pytest.mark.parametrize(("route", "method"), EVERY)
def test_the_desk_of_another_clinic_looks_like_one_that_does_not_exist(desk: Desk, route: Route, method: str) -> None:
    for role in Role:
        outsider = desk.outsider(role)
        refused = asked(outsider, route, method)
        assert refused.status_code == 404
        outsider.clinic_id = type(outsider.clinic_id)(NOTHING)
        nowhere = asked(outsider, route, method)
        assert (nowhere.status_code, nowhere.text) == (404, refused.text)


@pytest.mark.parametrize(("route", "method", "role"), CLOSED_TO_SOME)
def test_a_role_that_may_not_is_told_so_in_words(desk: Desk, route: Route, method: str, role: Role) -> None:
    answered = asked(desk.signed_in(role), route, method)
    assert answered.status_code == 403
    assert parsed(answered.text).all("h1")[0].text == "Votre rôle n’ouvre pas cette page"


@pytest.mark.parametrize(("route", "method"), EVERY)
def test_a_form_of_another_site_or_without_its_token_changes_nothing(desk: Desk, route: Route, method: str) -> None:
    if method != "POST":
        assert not door_of(route.endpoint).writes
        return
    roles = door_of(route.endpoint).roles or frozenset(Role)
    seat = desk.signed_in(min(roles))
    url = address(route, seat.clinic_id.hex)
    for headers, data in (
        ({}, {}),
        ({}, {"csrf": "0" * 32}),
        ({}, {"csrf": desk.outsider().csrf}),
        ({"sec-fetch-site": "cross-site"}, {"csrf": seat.csrf}),
        ({"sec-fetch-site": "same-site"}, {"csrf": seat.csrf}),
        ({"origin": "https://elsewhere.example"}, {"csrf": seat.csrf}),
    ):
        answered = seat.client.post(url, data=data, headers=headers)
        assert answered.status_code == 403, (headers, data)
        assert "n’était plus à jour" in answered.text


@pytest.mark.parametrize("ended", ["signed out", "idle", "too old", "account disabled", "left the clinic"])
def test_a_session_that_is_over_opens_nothing(desk: Desk, ended: str) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    assert seat.get("").status_code == 303
    assert seat.get("").headers["location"] != "/sign-in"
    with desk.cabinet.writing() as session:
        account = session.get_one(Account, desk.account_of("roux"))
        if ended == "signed out":
            web_sessions.end_all(session, account.id, desk.cabinet.now, "test")
        if ended == "account disabled":
            account.is_disabled = True
        if ended == "left the clinic":
            session.query(Staff).filter_by(account_id=account.id).one().is_active = False
    if ended == "idle":
        desk.cabinet.wait(web_sessions.IDLE_AFTER)
    if ended == "too old":
        for _ in range(13):
            desk.cabinet.wait(timedelta(hours=1))
            last = seat.get("")
        assert last.headers["location"].startswith("/sign-in")
    answered = seat.get("")
    if ended == "left the clinic":
        assert answered.status_code == 404
    else:
        assert answered.headers["location"].startswith("/sign-in?next=")


def test_a_page_that_renews_itself_does_not_keep_a_session_alive(desk: Desk) -> None:
    seat, other = desk.signed_in(Role.PHYSICIAN), desk.signed_in(Role.NURSE)
    for _ in range(8):
        desk.cabinet.wait(web_sessions.IDLE_AFTER / 4)
        renewed, asked_for = seat.get("?refresh=1"), other.get("")
    assert renewed.headers["location"].startswith("/sign-in")
    assert not asked_for.headers["location"].startswith("/sign-in")


def test_a_password_alone_opens_no_room(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    with desk.cabinet.writing() as session:
        account = session.get_one(Account, desk.account_of("roux"))
        cookie, _ = web_sessions.begin(session, account, desk.cabinet.now, is_proved=False)
    seat.client.cookies.set("vigil", cookie)
    assert seat.get("").headers["location"].startswith("/sign-in?next=")


def test_a_role_counts_from_the_moment_that_it_is_given_or_taken(desk: Desk) -> None:
    seat = desk.signed_in(Role.SECRETARY)
    before = rooms(seat)
    with desk.cabinet.writing() as session:
        session.query(Staff).filter_by(account_id=desk.account_of("roy")).one().role = Role.PHYSICIAN
    assert rooms(seat) == rooms(desk.signed_in(Role.PHYSICIAN))
    with desk.cabinet.writing() as session:
        session.query(Staff).filter_by(account_id=desk.account_of("roy")).one().role = Role.SECRETARY
    assert rooms(seat) == before


def rooms(seat: Seat) -> list[str]:
    """The rooms that the frame offers, on a page that everybody gets: a form that was out of date."""
    page = parsed(seat.post("/language", {"csrf": ""}).text)
    return [link.text for nav in page.all("nav", class_="rooms") for link in nav.all("a")]


def test_everybody_comes_in_where_work_waits(desk: Desk) -> None:
    first = {Role.PHYSICIAN: "alerts", Role.NURSE: "alerts", Role.SECRETARY: "calls", Role.ADMIN: "administration"}
    for role, room in first.items():
        seat = desk.signed_in(role)
        assert seat.get("").headers["location"] == seat.url(f"/{room}")


def test_an_address_that_leads_to_nothing_here_leads_back_to_the_desk(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    seat.post("/language", {"language": "en", "next": seat.url()})
    answered = seat.get(f"/patients/{NOTHING}")
    assert answered.status_code == 404
    page = parsed(answered.text)
    assert page.all("h1")[0].text == "Nothing at this address"  # in her language, whatever the browser's
    assert seat.url() in [link.attributes["href"] for link in page.all("main")[0].all("a")]


def test_every_room_that_the_frame_offers_opens(desk: Desk) -> None:
    for role in Role:
        seat = desk.signed_in(role)
        page = parsed(seat.post("/language", {"csrf": ""}).text)
        for link in [link for nav in page.all("nav", class_="rooms") for link in nav.all("a")]:
            assert seat.client.get(str(link.attributes["href"])).status_code == 200, (role, link.text)


def test_the_language_of_the_desk_is_changed_for_the_account(desk: Desk) -> None:
    seat = desk.signed_in(Role.NURSE)
    assert 'lang="fr"' in seat.post("/language", {"csrf": ""}).text
    answered = seat.post("/language", {"language": "en", "next": seat.url("/alerts")})
    assert answered.headers["location"] == seat.url("/alerts")
    assert 'lang="en"' in seat.post("/language", {"csrf": ""}).text
    for hostile in ("https://elsewhere.example", "//elsewhere.example", f"{seat.url()}/../../x", "/desk/1"):
        moved = seat.post("/language", {"language": "fr", "next": hostile})
        assert moved.headers["location"] == seat.url(), hostile


def test_signing_out_ends_the_session_whatever_becomes_of_the_cookie(desk: Desk) -> None:
    seat = desk.signed_in(Role.PHYSICIAN)
    kept = seat.client.cookies["vigil"]
    answered = seat.post("/sign-out")
    assert answered.headers["location"] == "/sign-in"
    assert "vigil=" in answered.headers["set-cookie"]
    seat.client.cookies.set("vigil", kept)
    assert seat.get("").headers["location"].startswith("/sign-in")


def test_an_address_leads_back_to_itself_after_signing_in(desk: Desk) -> None:
    client, clinic = desk.client(), desk.cabinet.clinic_id.hex
    asked_for = client.get(f"/desk/{clinic}?waiting=1&urgency=same_day")
    assert asked_for.headers["location"] == f"/sign-in?next=/desk/{clinic}%3Fwaiting%3D1%26urgency%3Dsame_day"
    assert client.post(f"/desk/{clinic}/sign-out").headers["location"] == f"/sign-in?next=/desk/{clinic}"
