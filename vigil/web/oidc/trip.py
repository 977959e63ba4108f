"""One way to the provider and back, held by the browser that makes it: no other can end it, and each ends once.

The cookie says what the trip is for; state, nonce and verifier are derived from it by the installation's own secret. A
state that fits therefore proves that the cookie is as it was given, and the verifier never leaves this machine.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from vigil.store.sealing import Keyring

LASTS = timedelta(minutes=10)
"""How long somebody may take at the provider's."""


class Aim(StrEnum):
    """What somebody goes to the provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"
    JOIN = "join"


@dataclass(frozen=True)
class Trip:
    """``onto`` is where it leads in the end; ``bound_to`` the session that is linked, or the invitation that is used.

    ``language`` is what the visitor asked to read, or empty.
    """

    cookie: str
    aim: Aim
    onto: str
    bound_to: str
    language: str
    began_at: datetime


@dataclass(frozen=True)
class Secrets:
    """What belongs to one trip; ``state`` and ``nonce`` are told to the provider, of ``verifier`` its hash alone."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The verifier's hash, as PKCE writes it (S256)."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def begin(aim: Aim, onto: str, now: datetime, *, bound_to: str = "", language: str = "") -> Trip:
    said = {"aim": aim, "onto": onto, "to": bound_to, "lang": language, "at": now.timestamp(), "x": secrets.token_hex()}
    return Trip(urlsafe_b64encode(json.dumps(said).encode()).decode(), aim, onto, bound_to, language, now)


def secrets_of(ring: Keyring, trip: Trip) -> Secrets:
    return Secrets(*(_derived(ring, part, trip.cookie) for part in ("state", "nonce", "verifier")))


def returned(ring: Keyring, cookie: str | None, state: str, now: datetime) -> Trip | None:
    """The trip that ends with this state in this browser; ``None`` for another's, an altered one, or one too old."""
    if not cookie or not hmac.compare_digest(_derived(ring, "state", cookie).encode(), state.encode()):
        return None
    said = json.loads(urlsafe_b64decode(cookie))  # the state fits: it is as we wrote it
    began_at = datetime.fromtimestamp(said["at"], UTC)
    if not began_at <= now < began_at + LASTS:
        return None
    return Trip(cookie, Aim(said["aim"]), said["onto"], said["to"], said["lang"], began_at)


def _derived(ring: Keyring, part: str, cookie: str) -> str:
    return ring.derive("provider", part, cookie).hex()
