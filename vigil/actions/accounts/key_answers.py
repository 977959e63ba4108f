"""What a browser is told to ask of a security key or passkey, and whether the answer is one (WebAuthn Level 3).

Needs the extra ``vigil[webauthn]``: import it where ``passkeys.relying_party`` gave somebody.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from vigil.actions.accounts import passkeys
from vigil.actions.accounts.passkeys import RelyingParty
from vigil.domain.errors import Refused
from vigil.store.database import keyring, new_id
from vigil.store.tables import Account, Passkey

MOST = 10
LONGEST_NAME = 60
_MOST_ANSWERED = 20_000  # characters; what a browser says of a key is a tenth of it


def to_make(session: Session, account: Account, party: RelyingParty, web_session: UUID) -> str:
    """What the browser is told to have a key made: ``PublicKeyCredentialCreationOptions`` as JSON."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name="vigil",
        user_id=account.id.bytes,
        user_name=account.email or "",
        challenge=_challenge(session, "make", web_session),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,  # address and password say whose account it is
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
        exclude_credentials=_described(passkeys.of(session, account.id)),
    )
    return options_to_json(options)


def keep(
    session: Session, account: Account, party: RelyingParty, web_session: UUID, answer: str, name: str, now: datetime
) -> Passkey:
    """Keep the key that was made.

    ``Refused`` names the field: ``name`` when it is empty or too long, ``answer`` for one to another question, a key
    that is kept already, or one too many.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(f"A key needs a name of 1 to {LONGEST_NAME} characters.", field="name")
    if len(passkeys.of(session, account.id)) >= MOST:
        raise Refused(f"An account has at most {MOST} keys: remove one first.", field="answer")
    try:
        made = verify_registration_response(
            credential=answer[:_MOST_ANSWERED],
            expected_challenge=_challenge(session, "make", web_session),
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except Exception as error:  # what is malformed deep inside raises whatever its decoder raises
        raise Refused("The key's answer does not fit what was asked of it.", field="answer") from error
    credential = bytes_to_base64url(made.credential_id)
    if session.scalar(select(Passkey.id).where(Passkey.credential == credential)):
        raise Refused("This key is kept already.", field="answer")
    kept = Passkey(
        id=new_id(session),
        account_id=account.id,
        name=name,
        credential=credential,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        created_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def to_ask(session: Session, account_id: UUID, party: RelyingParty, web_session: UUID) -> str | None:
    """What the browser is told to ask one of the account's keys (``PublicKeyCredentialRequestOptions`` as JSON).

    ``None`` when it has none.
    """
    keys = passkeys.of(session, account_id)
    if not keys:
        return None
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=_challenge(session, "ask", web_session),
        allow_credentials=_described(keys),
        user_verification=UserVerificationRequirement.DISCOURAGED,  # the password was given before
    )
    return options_to_json(options)


def is_second_factor(
    session: Session, account: Account, party: RelyingParty, web_session: UUID, answer: str, now: datetime
) -> bool:
    """Whether one of the account's keys answered what this web session asked of it.

    The session that asked ends when it lets somebody in: an answer serves once.
    """
    try:
        given = parse_authentication_credential_json(answer[:_MOST_ANSWERED])
        credential = bytes_to_base64url(given.raw_id)
    except Exception:  # as above
        return False
    key = session.scalar(
        select(Passkey)
        .where(Passkey.account_id == account.id, Passkey.credential == credential)
        .with_for_update()  # two answers of one key count one after the other
    )
    if key is None:
        return False
    try:
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=_challenge(session, "ask", web_session),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except Exception:  # as above
        return False
    key.sign_count, key.used_at = verified.new_sign_count, now
    return True


def _challenge(session: Session, purpose: str, web_session: UUID) -> bytes:
    """Of one web session alone and for nobody to foresee; nothing is kept for a page that is only looked at."""
    return keyring(session).derive("passkey", purpose, web_session.hex)


def _described(keys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in keys]
