"""The second factor: six digits that a paired device shows (TOTP, RFC 6238), or one of ten codes kept on paper."""

import hmac
import re
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from vigil.actions.accounts import passkeys
from vigil.domain.errors import Refused
from vigil.store.database import keyring
from vigil.store.tables import Account, RecoveryCode

STEP = 30  # seconds for which a device shows one code
CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for another
_LENGTH = 10


def begin_pairing(account: Account) -> None:
    """Make a secret to be shown to the person; nothing is asked of it until a code has confirmed it."""
    account.totp_waiting = pyotp.random_base32()


def pairing_address(account: Account, issuer: str) -> str:
    """What the picture says to the device (``otpauth://…``)."""
    if account.totp_waiting is None:
        raise Refused("No device waits to be paired.")
    return pyotp.TOTP(account.totp_waiting).provisioning_uri(name=account.email, issuer_name=issuer)


def confirm_pairing(session: Session, account: Account, code: str, now: datetime) -> list[str] | None:
    """Take the waiting secret if the code comes from it: fresh recovery codes, or ``None`` for another code."""
    step = _step_of(account.totp_waiting, code, now, after=None)
    if step is None:
        return None
    account.totp, account.totp_waiting, account.totp_step = account.totp_waiting, None, step
    account.needs_second_factor = True
    return renew_codes(session, account, now)


def is_second_factor(session: Session, account: Account, typed: str, now: datetime) -> bool:
    """Whether it is the code of this half minute (the one before and after are taken too), or an unused recovery code.

    Neither is taken twice: call it in the transaction that lets the person in.
    """
    step = _step_of(account.totp, typed, now, after=account.totp_step)
    if step is not None:
        account.totp_step = step
        return True
    if account.totp is None:
        return False
    used = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.hash == _hash(session, account, typed), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
        .returning(RecoveryCode.hash)
    )
    return used.one_or_none() is not None


def renew_codes(session: Session, account: Account, now: datetime) -> list[str]:
    """Ten new codes, which are shown this once; the earlier ones open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(CODES)]
    session.add_all(
        RecoveryCode(hash=_hash(session, account, code), account_id=account.id, created_at=now) for code in codes
    )
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(session: Session, account: Account) -> int:
    query = select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def forget(session: Session, account: Account) -> None:
    """The device is lost: neither it, nor the recovery codes, nor any key open anything any more."""
    account.totp = account.totp_waiting = account.totp_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    passkeys.forget(session, account.id)


def _step_of(secret: str | None, typed: str, now: datetime, *, after: int | None) -> int | None:
    """The half minute that the code belongs to; ``None`` when it is wrong, or was taken already."""
    code = re.sub(r"\s", "", typed)
    if secret is None or not re.fullmatch(r"[0-9]{6}", code):
        return None
    current = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(totp.generate_otp(step), code) and (after is None or step > after):
            return step
    return None


def _hash(session: Session, account: Account, code: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", code.casefold())
    return keyring(session).derive("recovery", account.id.hex, plain).hex()
