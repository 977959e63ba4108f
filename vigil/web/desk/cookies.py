"""The cookies of the desk. Behind TLS their names begin with ``__Host-``: no other host can set or read them."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from vigil.web.site import Site

SESSION = "vigil"
"""Over plain HTTP; behind TLS ``__Host-`` stands before it."""

_DEVICE = "vigil-device"
_TRIP = "vigil-trip"


def session_cookie(site: Site, request: Request) -> str | None:
    return request.cookies.get(_name(site, SESSION))


def device_cookie(site: Site, request: Request) -> str | None:
    return request.cookies.get(_name(site, _DEVICE))


def trip_cookie(site: Site, request: Request) -> str | None:
    return request.cookies.get(_name(site, _TRIP))


def give_session(site: Site, response: Response, value: str) -> None:
    """Until the browser is closed; the database knows when it is over."""
    _give(site, response, SESSION, value, None)


def give_device(site: Site, response: Response, value: str, lasts: timedelta) -> None:
    _give(site, response, _DEVICE, value, lasts)


def give_trip(site: Site, response: Response, value: str, lasts: timedelta) -> None:
    """For whoever goes to sign in elsewhere: browsers send it along when she is sent back (``lax``)."""
    _give(site, response, _TRIP, value, lasts)


def take_session(site: Site, response: Response) -> None:
    _take(site, response, SESSION)


def take_trip(site: Site, response: Response) -> None:
    _take(site, response, _TRIP)


def _take(site: Site, response: Response, name: str) -> None:
    response.delete_cookie(_name(site, name), path="/", secure=site.is_secure, httponly=True, samesite="lax")


def _give(site: Site, response: Response, name: str, value: str, lasts: timedelta | None) -> None:
    response.set_cookie(
        _name(site, name),
        value,
        max_age=int(lasts.total_seconds()) if lasts else None,
        path="/",
        secure=site.is_secure,
        httponly=True,
        samesite="lax",
    )


def _name(site: Site, name: str) -> str:
    return f"__Host-{name}" if site.is_secure else name
