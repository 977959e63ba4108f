"""The desk's navigation: the rooms that there are, in the order of a working day, for whoever may enter them."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.routing import Route

from vigil.domain.words import Role
from vigil.web.desk.door import door_of
from vigil.web.desk.member import Member

ROOMS = ("alerts", "patients", "calls", "sessions", "reviews", "administration", "people")
"""Each lies at ``/desk/{clinic}/<name>`` and is called ``t.desk.nav.<name>``; one without a page is not shown."""


@dataclass(frozen=True)
class Entry:
    """One room that there is, and who may enter it (everybody, when no role is named)."""

    name: str
    roles: frozenset[Role]


def entries(routes: Iterable[Route]) -> tuple[Entry, ...]:
    """The rooms among the routes, in the order of ``ROOMS``."""
    doors = {route.path: door_of(route.endpoint) for route in routes if "GET" in (route.methods or ())}
    return tuple(
        Entry(room, door.roles) for room in ROOMS if (door := doors.get(f"/desk/{{clinic}}/{room}")) is not None
    )


def open_to(member: Member, rooms: Iterable[Entry]) -> list[str]:
    """The names of the rooms that a member may enter."""
    return [entry.name for entry in rooms if not entry.roles or not entry.roles.isdisjoint(member.roles)]
