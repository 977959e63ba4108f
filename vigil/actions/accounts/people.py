"""Who works at a clinic, in which role, and how they come to sign in; somebody always administers it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vigil.actions.accounts import second_factor
from vigil.actions.accounts.links import send_link, withdraw
from vigil.domain.errors import Refused
from vigil.domain.words import Role
from vigil.store import web_sessions
from vigil.store.database import keyring, new_id
from vigil.store.tables import Account, Staff
from vigil.store.tokens import Purpose

NOBODY_LEFT = "Nobody would administer the clinic any more: first name somebody else."


def account_at(session: Session, email: str) -> Account | None:
    """The account of an address, however it is capitalised."""
    return session.scalar(select(Account).where(Account.email_index.in_(keyring(session).blind_indexes(email))))


def open_account(session: Session, staff: Staff, password_hash: str | None, now: datetime) -> Account:
    """An account at the person's address (``Refused`` when there is one), with which she works at this clinic."""
    if not staff.email:
        raise Refused("email is empty: whoever signs in needs an address of their own.", field="email")
    if account_at(session, staff.email) is not None:
        raise Refused("There is an account at this address already: sign in with it to join.", field="email")
    account = Account(
        id=new_id(session),
        language=staff.language,
        password_hash=password_hash,
        password_changed_at=now if password_hash else None,
        created_at=now,
    )
    account.email = staff.email
    session.add(account)
    session.flush()
    join(session, staff, account)
    return account


def join(session: Session, staff: Staff, account: Account) -> None:
    """Let an account work at the clinic of a row of staff (``Refused`` when it does so already)."""
    if session.scalar(select(Staff.id).where(Staff.account_id == account.id, Staff.clinic_id == staff.clinic_id)):
        raise Refused("This account works at the clinic already, as somebody else of its staff.")
    staff.account_id = account.id
    withdraw(session, staff.id, Purpose.SET_UP)
    session.flush()


def invite(session: Session, staff: Staff, now: datetime) -> str:
    """Mail somebody the link with which she chooses a password and pairs her device; gives the link's token."""
    if staff.account_id is not None:
        raise Refused("This person has an account already: send a new password or a new pairing instead.")
    if not staff.is_active or not staff.email:
        raise Refused("An invitation needs an active member of staff with an e-mail address.", field="email")
    return send_link(session, staff, Purpose.SET_UP, now)


def set_place(session: Session, staff: Staff, role: Role, now: datetime, *, is_admin: bool, is_active: bool) -> None:
    """Change somebody's role, whether she administers, and whether she works here; the last administrator stays.

    Whoever stops working here is signed out, unless she works elsewhere too. It compares with what the row says: call
    it before anything else changes her role.
    """
    had = bool(administrators(session, staff.clinic_id))
    staff.role, staff.is_active = role, is_active
    staff.is_admin = is_admin and role is not Role.ADMIN
    session.flush()
    if had and not administrators(session, staff.clinic_id):
        raise Refused(NOBODY_LEFT, field="role")
    if not is_active:
        withdraw(session, staff.id)
        _sign_out_of_nowhere(session, staff.account_id, now)


def administrators(session: Session, clinic_id: UUID) -> list[UUID]:
    """The staff who can sign in and administer the clinic."""
    return list(
        session.scalars(
            select(Staff.id)
            .join(Account, Account.id == Staff.account_id)
            .where(
                Staff.clinic_id == clinic_id,
                Staff.is_active,
                or_(Staff.is_admin, Staff.role == Role.ADMIN),
                ~Account.is_disabled,
            )
        )
    )


def reset_password(session: Session, staff: Staff, now: datetime) -> str:
    """Mail the account's address a link to choose a new password; the old one holds until then."""
    _account(session, staff)
    return send_link(session, staff, Purpose.NEW_PASSWORD, now)


def reset_second_factor(session: Session, staff: Staff, now: datetime) -> str:
    """Forget the lost device, sign the account out everywhere, and mail its address a link to pair another.

    The password and the mailbox are both needed to do so: an administrator alone gains nothing.
    """
    account = _account(session, staff)
    second_factor.forget(session, account)
    web_sessions.end_all(session, account.id, now, "factor_reset")
    return send_link(session, staff, Purpose.NEW_FACTOR, now)


def set_disabled(session: Session, staff: Staff, now: datetime, *, is_disabled: bool) -> None:
    """Close an account at every clinic, or open it again (``Refused`` for the last who administers one of them)."""
    account = _account(session, staff)
    clinics = session.scalars(select(Staff.clinic_id).where(Staff.account_id == account.id)).all()
    had = [clinic for clinic in clinics if administrators(session, clinic)]
    account.is_disabled = is_disabled
    session.flush()
    if any(not administrators(session, clinic) for clinic in had):
        raise Refused(NOBODY_LEFT)
    if is_disabled:
        web_sessions.end_all(session, account.id, now, "disabled")


def _account(session: Session, staff: Staff) -> Account:
    if staff.account_id is None:
        raise Refused("This person has no account yet: invite her.")
    return session.get_one(Account, staff.account_id)


def _sign_out_of_nowhere(session: Session, account_id: UUID | None, now: datetime) -> None:
    if account_id is not None and not session.scalar(
        select(func.count()).select_from(Staff).where(Staff.account_id == account_id, Staff.is_active)
    ):
        web_sessions.end_all(session, account_id, now, "left")
