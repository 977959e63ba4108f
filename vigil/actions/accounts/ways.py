"""The ways in which people sign in, for whoever administers their clinic: which there are, never with what."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil.store.tables import Account, Passkey, ProviderIdentity


@dataclass(frozen=True)
class Ways:
    """What opens an account: ``keys`` is how many security keys, ``issuers`` the providers that it is linked with."""

    has_password: bool
    has_device: bool
    keys: int
    issuers: frozenset[str]


def ways_of(session: Session, accounts: Collection[Account]) -> dict[UUID, Ways]:
    """By account, in two statements for however many."""
    ids = [account.id for account in accounts]
    counted = select(Passkey.account_id, func.count()).where(Passkey.account_id.in_(ids)).group_by(Passkey.account_id)
    keys = dict(session.execute(counted).all())
    issuers: dict[UUID, set[str]] = {}
    query = select(ProviderIdentity.account_id, ProviderIdentity.issuer).where(ProviderIdentity.account_id.in_(ids))
    for id, issuer in session.execute(query):
        issuers.setdefault(id, set()).add(issuer)
    return {
        account.id: Ways(
            has_password=account.password_hash is not None,
            has_device=account.totp_sealed is not None,
            keys=keys.get(account.id, 0),
            issuers=frozenset(issuers.get(account.id, ())),
        )
        for account in accounts
    }
