"""Whom an ID token names, once its signature and every claim have held (OpenID Connect Core 1.0, 3.1.3.7)."""

import hmac
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from vigil.web.oidc.trouble import ProviderTrouble, Trouble

KEY_TYPES = {
    f"{family}{bits}": "EC" if family == "ES" else "RSA" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)
}
"""The algorithms that are taken, each with its kind of key: asymmetric ones alone. ``none`` and HMAC prove nothing."""

LEEWAY = timedelta(minutes=1)
"""How far the provider's clock and ours may differ."""

_SHORTEST_RSA = 2048


class UnknownKey(Exception):
    """None of the keys is the one that the token names: they may have changed since they were fetched."""


@dataclass(frozen=True)
class Expected:
    """What a token has to say to be the answer to our question, which was put at ``since``.

    ``is_fresh`` when the provider was to ask anew: a token that tells that it has not (``auth_time``) does not do.
    """

    issuer: str
    client_id: str
    nonce: str
    since: datetime
    now: datetime
    is_fresh: bool = False


def read(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """The claims of a token that is to be trusted; ``ProviderTrouble`` for any other, ``UnknownKey`` for its key."""
    claims = _verified(token, keys)
    for trouble, detail in (
        (Trouble.UNTRUSTED, _stranger(claims, expected)),
        (Trouble.CLOCK, _untimely(claims, expected)),
    ):
        if detail:
            raise ProviderTrouble(trouble, detail)
    return claims


def _verified(token: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    try:
        header = jws.extract_compact(token.encode()).headers()
        algorithm = header.get("alg")
        if algorithm not in KEY_TYPES:
            raise ProviderTrouble(Trouble.UNTRUSTED, "the token is signed by an algorithm that is not taken")
        key = _key(keys, algorithm, header.get("kid"))
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=[algorithm]).payload or b"")
    except (JoseError, ValueError, TypeError, RecursionError):
        raise ProviderTrouble(Trouble.UNTRUSTED, "the token's signature does not hold") from None
    if not isinstance(claims, dict):
        raise ProviderTrouble(Trouble.UNTRUSTED, "the token makes no claims")
    return claims


def _key(keys: Sequence[Mapping[str, Any]], algorithm: str, kid: object) -> RSAKey | ECKey:
    """The one key that the token's header means."""
    kind = KEY_TYPES[algorithm]
    fitting = [
        key
        for key in keys
        if key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise UnknownKey
    public = {name: value for name, value in fitting[0].items() if name in ("kty", "n", "e", "crv", "x", "y")}
    key: RSAKey | ECKey = (RSAKey if kind == "RSA" else ECKey).import_key(public)
    if isinstance(key, RSAKey) and key.raw_value.key_size < _SHORTEST_RSA:
        raise ProviderTrouble(Trouble.UNTRUSTED, "the token is signed with a key that is too short")
    return key


def _stranger(claims: Mapping[str, Any], expected: Expected) -> str:
    """Why the token is not for us, about this visitor, or from whom we asked; empty when it is."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        return "the token is of another issuer"
    if expected.client_id not in audiences:
        return "the token is for somebody else"
    if claims.get("azp", expected.client_id) != expected.client_id or (len(audiences) > 1 and "azp" not in claims):
        return "the token was given to somebody else"
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not nonce.isascii() or not hmac.compare_digest(nonce, expected.nonce):
        return "the token answers another question"
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        return "the token names nobody"
    if expected.is_fresh and "auth_time" in claims:
        proved_at = _instant(claims["auth_time"])
        if proved_at is None or proved_at < (expected.since - LEEWAY).timestamp():
            return "the provider has not asked anew"
    return ""


def _untimely(claims: Mapping[str, Any], expected: Expected) -> str:
    """Why the token is not of now; empty when it is. A time that is no number is none."""
    now, leeway = expected.now.timestamp(), LEEWAY.total_seconds()
    times = {name: _instant(claims[name]) for name in ("exp", "iat", "nbf") if name in claims}
    if None in times.values() or not {"exp", "iat"} <= times.keys():
        return "the token does not say when it holds"
    exp, iat, nbf = (times.get(name) or 0.0 for name in ("exp", "iat", "nbf"))
    if now >= exp + leeway:
        return "the token is over"
    if max(iat, nbf) > now + leeway:
        return "the token is of later than now"
    if iat < expected.since.timestamp() - leeway:
        return "the token is older than the question"
    return ""


def _instant(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        instant = float(value)
    except OverflowError:
        return None
    return instant if math.isfinite(instant) else None
