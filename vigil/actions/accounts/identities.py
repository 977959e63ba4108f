"""Accounts and what an OpenID Connect provider calls their owners: linked by the owner, never by an address."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vigil.actions.accounts import links
from vigil.actions.accounts.people import account_at, open_account
from vigil.domain.errors import Refused
from vigil.store.database import keyring, new_id
from vigil.store.tables import Account, ProviderIdentity, ProviderReturn, Staff
from vigil.store.tables.identities import case_kept
from vigil.store.tokens import Purpose

_REMEMBERED = timedelta(hours=1)
"""How long a return that was taken is remembered: longer than a trip lasts."""


class LinkedElsewhere(Refused):
    """This identity opens another account already."""


class HasAnother(Refused):
    """The account is linked with another identity of the same provider."""


def account_of(session: Session, issuer: str, subject: str) -> Account | None:
    """Whose account an identity opens; a disabled one is given too."""
    found = _identity(session, issuer, subject)
    return session.get_one(Account, found.account_id) if found else None


def is_linked(session: Session, account: Account, issuer: str) -> bool:
    return _linked(session, account, issuer) is not None


def link(session: Session, account: Account, issuer: str, subject: str, now: datetime) -> None:
    """Let an identity open an account: at her own wish, when she has proved that both are hers."""
    found, present = _identity(session, issuer, subject), _linked(session, account, issuer)
    if found is not None and found.account_id != account.id:
        raise LinkedElsewhere("This identity opens another account already.")
    if found is not None:
        return
    if present is not None:
        raise HasAnother("The account is linked with another identity of this provider: unlink that one first.")
    identity = ProviderIdentity(id=new_id(session), account_id=account.id, issuer=issuer, created_at=now)
    identity.known_as = _name(issuer, subject)
    session.add(identity)
    session.flush()


def unlink(session: Session, account: Account, issuer: str | None = None) -> int:
    """No identity of this provider (of any, when none is named) opens the account any more; how many did."""
    rows = session.scalars(select(ProviderIdentity).where(ProviderIdentity.account_id == account.id)).all()
    gone = [row for row in rows if issuer in (None, row.issuer)]
    for row in gone:
        session.delete(row)
    session.flush()
    return len(gone)


def accept_invitation(session: Session, token: str, issuer: str, subject: str, now: datetime) -> Account | None:
    """Open an account without a password for whoever holds an invitation, and link it; ``None`` for one that is over.

    Where there is an account at the invited address already, its owner signs in to it instead: ``None`` too.
    """
    row = links.open_link(session, token, now)
    staff = session.get(Staff, row.staff_id) if row is not None and row.purpose == Purpose.SET_UP else None
    if staff is None or not staff.is_active or not staff.email or account_at(session, staff.email) is not None:
        return None
    if _identity(session, issuer, subject) is not None:
        raise LinkedElsewhere("This identity opens another account already.")
    session.info["actor"] = f"staff:{staff.id}"
    account = open_account(session, staff, None, now)
    link(session, account, issuer, subject, now)
    return account


def is_first_return(session: Session, state: str, now: datetime) -> bool:
    """Whether nobody has come back with this state before; it is taken herewith."""
    session.execute(delete(ProviderReturn).where(ProviderReturn.at < now - _REMEMBERED))
    hash = hashlib.sha256(state.encode()).hexdigest()
    if session.get(ProviderReturn, hash) is not None:
        return False
    session.add(ProviderReturn(hash=hash, at=now))
    session.flush()
    return True


def _identity(session: Session, issuer: str, subject: str) -> ProviderIdentity | None:
    indexes = keyring(session).blind_indexes(case_kept(_name(issuer, subject)))
    return session.scalar(select(ProviderIdentity).where(ProviderIdentity.known_as_index.in_(indexes)))


def _linked(session: Session, account: Account, issuer: str) -> ProviderIdentity | None:
    query = select(ProviderIdentity).where(ProviderIdentity.account_id == account.id, ProviderIdentity.issuer == issuer)
    return session.scalar(query)


def _name(issuer: str, subject: str) -> str:
    return f"{issuer}\n{subject}"
