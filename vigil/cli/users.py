"""vigil user: who may sign in at a clinic, from the command line; it does what the page of the people does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil import clock
from vigil.actions.accounts import identities, people
from vigil.actions.open_clinic import find_clinic
from vigil.actions.record_staff import facts_of, record_staff
from vigil.app import simulated_until
from vigil.cli.rooms import room
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import StaffFacts
from vigil.domain.words import Language, Role
from vigil.opening import open_existing
from vigil.settings import Settings, read_settings
from vigil.store import web_sessions
from vigil.store.tables import Account, Clinic, Staff

users = room("user")

_ACTOR = "command"
ClinicId = Annotated[str, typer.Argument(metavar="CLINIC", help="the clinic's external id")]
StaffId = Annotated[str, typer.Argument(metavar="STAFF", help="the external id of a member of its staff")]
Link = Annotated[bool, typer.Option("--link", help="print the link as well, for whoever cannot be reached by mail yet")]


class Switch(StrEnum):
    """Whether somebody administers the clinic besides her role."""

    YES = "yes"
    NO = "no"


@users.command("list")
def list_(clinic: ClinicId) -> None:
    """List a clinic's staff: external id, role, whether they sign in."""
    settings = read_settings()
    with _writing(settings) as session:
        place = _clinic(session, clinic)
        rows = session.scalars(select(Staff).where(Staff.clinic_id == place.id).order_by(Staff.external_id))
        for row in rows:
            print(f"{row.external_id}\t{row.role}{' +admin' if row.is_admin else ''}\t{_state(session, row)}")


@users.command()
def add(
    clinic: ClinicId,
    staff: StaffId,
    name: Annotated[str, typer.Option(help="the name, as mail writes it")] = "",
    email: Annotated[str, typer.Option(help="an address of their own")] = "",
    role: Annotated[Role | None, typer.Option(help="what they do there")] = None,
    language: Annotated[Language | None, typer.Option(help="what they read")] = None,
    admin: Annotated[Switch | None, typer.Option(help="whether they administer the clinic as well")] = None,
) -> None:
    """Add somebody to a clinic's staff, or change what is given."""
    settings, now = read_settings(), clock.now()
    with _writing(settings) as session:
        place = _clinic(session, clinic)
        row = session.scalar(select(Staff).where(Staff.clinic_id == place.id, Staff.external_id == staff))
        if row is None and role is None:
            raise Refused(f"{staff} is new at {clinic}: say --role ({', '.join(Role)}) and --name.", field="role")
        before = facts_of(row) if row else StaffFacts(staff, role or Role.NURSE, "", language=place.language)
        given = {"name": name, "email": email, "role": role, "language": language}
        facts = replace(before, **{key: value for key, value in given.items() if value})  # type: ignore[arg-type]
        if row is not None:
            _place(session, row, facts.role, admin)
        row = session.get_one(Staff, record_staff(session, place.id, facts, now).id)
        _place(session, row, facts.role, admin)
    print(f"{staff} is on the staff of {clinic}.")


@users.command()
def invite(clinic: ClinicId, staff: StaffId, link: Link = False) -> None:
    """Mail somebody an invitation to sign in; its link lasts seven days."""
    _send(clinic, staff, people.invite, "The invitation", show_link=link)


@users.command("reset-password")
def reset_password(clinic: ClinicId, staff: StaffId, link: Link = False) -> None:
    """Mail an account's address a link to choose a new password; it lasts two hours."""
    _send(clinic, staff, people.reset_password, "The link", show_link=link)


@users.command("reset-second-factor")
def reset_second_factor(clinic: ClinicId, staff: StaffId, link: Link = False) -> None:
    """Unpair a lost device, sign its owner out, and mail a link to pair another; it lasts a day."""
    _send(clinic, staff, people.reset_second_factor, "The device is unpaired; the link", show_link=link)


@users.command()
def disable(
    clinic: ClinicId,
    staff: StaffId,
    undo: Annotated[bool, typer.Option("--undo", help="open the account again")] = False,
) -> None:
    """Close an account, at every clinic where it works, and sign it out."""
    now = clock.now()
    with _writing(read_settings()) as session:
        people.set_disabled(session, _staff(session, clinic, staff), now, is_disabled=not undo)
    print(f"The account of {staff} is {'open again' if undo else 'closed'}.")


@users.command()
def unlink(clinic: ClinicId, staff: StaffId) -> None:
    """Let what a provider (OpenID Connect) calls somebody open her account no more, and sign her out."""
    now = clock.now()
    with _writing(read_settings()) as session:
        row = _staff(session, clinic, staff)
        account = session.get_one(Account, row.account_id) if row.account_id else None
        gone = identities.unlink(session, account) if account is not None else 0
        if account is not None and gone:
            web_sessions.end_all(session, account.id, now, "unlinked")
    print(f"{gone} identities of {staff} are unlinked.")


@users.command("sign-out")
def sign_out(clinic: ClinicId, staff: StaffId) -> None:
    """End every session of an account."""
    now = clock.now()
    with _writing(read_settings()) as session:
        row = _staff(session, clinic, staff)
        ended = web_sessions.end_all(session, row.account_id, now, "command") if row.account_id else 0
    print(f"{ended} sessions of {staff} have ended.")


def _place(session: Session, row: Staff, role: Role, admin: Switch | None) -> None:
    is_admin = row.is_admin if admin is None else admin is Switch.YES
    people.set_place(session, row, role, clock.now(), is_admin=is_admin, is_active=row.is_active)


def _send(clinic: str, staff: str, act: Callable[..., str], what: str, *, show_link: bool) -> None:
    settings = read_settings()
    with _writing(settings) as session:
        token = act(session, _staff(session, clinic, staff), clock.now())
    print(f"{what} leaves as soon as vigil serves or delivers.")
    if show_link:
        print(f"{settings.public_url}/set-up/{token}")


@contextmanager
def _writing(settings: Settings) -> Iterator[Session]:
    """One transaction on a database that is there and real: nobody is invited to a simulated one."""
    store = open_existing(settings, clock.now)
    try:
        if simulated_until(store) is not None:
            raise Refused("The database was simulated: its people sign in as vigil demo says.")
        with store.writing(clock.now(), _ACTOR) as session:
            yield session
    finally:
        store.close()


def _clinic(session: Session, external_id: str) -> Clinic:
    found = find_clinic(session, external_id)
    if found is None:
        known = ", ".join(session.scalars(select(Clinic.external_id).order_by(Clinic.external_id))) or "none yet"
        raise Refused(f"There is no clinic {external_id!r}; there are: {known}.")
    return found


def _staff(session: Session, clinic: str, external_id: str) -> Staff:
    place = _clinic(session, clinic)
    row = session.scalar(select(Staff).where(Staff.clinic_id == place.id, Staff.external_id == external_id))
    if row is None:
        raise Refused(f"There is nobody {external_id!r} on the staff of {clinic}: vigil user list {clinic} names them.")
    return row


def _state(session: Session, row: Staff) -> str:
    account = session.get(Account, row.account_id) if row.account_id else None
    if not row.is_active:
        return "left"
    if account is None:
        return "no account"
    return "disabled" if account.is_disabled else "signs in" if account.totp_sealed else "device to be paired"
