"""The provider as we speak with it: where it lies, where to send somebody, and whom it names on the way back.

Only the address of the issuer is configured; the rest it says itself (OpenID Connect Discovery 1.0). No redirect is
followed, no proxy of the environment used, and nothing that it answers reaches a log or a page.
"""

import asyncio
import json
import ssl
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2

from vigil.domain.words import Language
from vigil.web.oidc.registration import Registration, is_safe
from vigil.web.oidc.trip import Secrets
from vigil.web.oidc.trouble import ProviderTrouble, Trouble

TIMEOUT = 5.0
"""Seconds for one question, from looking its name up to the last byte of the answer."""

KEPT = timedelta(hours=1)
"""How long what the provider says of itself, and its keys, are taken as they were."""

REFETCHED_AFTER = timedelta(seconds=30)
"""… and how soon the keys are asked for again when a token names one that is not among them."""

_MOST = 300_000  # bytes of one answer


@dataclass(frozen=True)
class Whom:
    """Whom the provider has recognised; ``has_second_factor`` when it says that a second factor was given there."""

    issuer: str
    subject: str
    has_second_factor: bool


@dataclass(frozen=True)
class Answer:
    """What came back by way of the browser: a ``code``, and who says to have given it (RFC 9207)."""

    code: str
    issuer: str | None


class Provider:
    """One provider; ``back`` is the address, registered with it, to which it sends people back."""

    def __init__(self, registration: Registration, back: str, *, timeout: float = TIMEOUT) -> None:
        self.registration, self._back, self._timeout = registration, back, timeout
        self._said: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, list[dict[str, Any]]] | None = None

    async def address(self, secrets: Secrets, language: Language, now: datetime) -> str:
        """Where a browser is to be sent; ``ProviderTrouble`` when the provider does not answer."""
        place = (await self.about_itself(now))["authorization_endpoint"]
        asked = {
            "response_type": "code",
            "client_id": self.registration.client_id,
            "redirect_uri": self._back,
            "scope": " ".join(self.registration.scope),
            "state": secrets.state,
            "nonce": secrets.nonce,
            "code_challenge": secrets.challenge,
            "code_challenge_method": "S256",
            "ui_locales": str(language),
        }
        if self.registration.acr_values:
            asked["acr_values"] = " ".join(self.registration.acr_values)
        if self.registration.asks_anew:
            asked["prompt"] = "login"
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    async def whom(self, answer: Answer, secrets: Secrets, since: datetime, now: datetime) -> Whom:
        """Whom the provider names for a code (``ProviderTrouble`` when there is nobody to be trusted)."""
        said = await self.about_itself(now)
        is_told = answer.issuer is not None or said.get("authorization_response_iss_parameter_supported") is True
        if is_told and answer.issuer != self.registration.issuer:
            raise ProviderTrouble(Trouble.UNTRUSTED, "the answer is of another issuer")
        token = await self._exchanged(said, answer.code, secrets.verifier)
        claims = await self._claims(said, token, secrets.nonce, since, now)
        methods = claims.get("amr")
        amr = {method for method in methods if isinstance(method, str)} if isinstance(methods, list) else set()
        acr = claims.get("acr")
        is_strong = isinstance(acr, str) and acr in self.registration.second_factor_acr
        has_second_factor = is_strong or not amr.isdisjoint(self.registration.second_factor_amr)
        return Whom(self.registration.issuer, claims["sub"], has_second_factor)

    async def about_itself(self, now: datetime) -> dict[str, Any]:
        """The provider's discovery document, as it was within the hour."""
        if self._said is not None and _is_fresh(self._said[0], now, KEPT):
            return self._said[1]
        place = f"{self.registration.issuer.rstrip('/')}/.well-known/openid-configuration"
        status, said = await self._asked("GET", place)
        if status != 200:
            raise ProviderTrouble(_at_status(status), f"the provider answers {status} when asked about itself")
        if said.get("issuer") != self.registration.issuer:
            raise ProviderTrouble(Trouble.NONSENSE, "the provider says that it is another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(said.get(name), str) or not is_safe(said[name]):
                raise ProviderTrouble(Trouble.NONSENSE, f"the provider names no {name} that may be used")
        self._said = now, said
        return said

    async def _exchanged(self, said: Mapping[str, Any], code: str, verifier: str) -> str:
        """The ID token that the provider gives for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": verifier,
        }
        headers = self._credentials(said, form)
        status, answered = await self._asked("POST", said["token_endpoint"], form, headers)
        if status in (400, 401) and answered.get("error") == "invalid_grant":
            raise ProviderTrouble(Trouble.STALE, "the provider does not take the code (any more)")
        if status != 200:
            raise ProviderTrouble(_at_status(status), f"the provider answers {status} when given a code")
        token = answered.get("id_token")
        if not isinstance(token, str):
            raise ProviderTrouble(Trouble.NONSENSE, "the provider gives no ID token")
        return token

    def _credentials(self, said: Mapping[str, Any], form: dict[str, str]) -> dict[str, str]:
        """How this installation proves who it is, in the way that the provider takes; adds to the form, or headers."""
        own, methods = self.registration, said.get("token_endpoint_auth_methods_supported")
        if not isinstance(methods, list):
            methods = ["client_secret_basic"]  # what the standard supposes
        if own.client_secret and "client_secret_basic" in methods:
            pair = f"{quote_plus(own.client_id)}:{quote_plus(own.client_secret)}"
            return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        form["client_id"] = own.client_id
        if own.client_secret:
            form["client_secret"] = own.client_secret
        return {}

    async def _claims(
        self, said: Mapping[str, Any], token: str, nonce: str, since: datetime, now: datetime
    ) -> dict[str, Any]:
        from vigil.web.oidc import id_token  # needs what the extra vigil[oidc] installs

        own = self.registration
        expected = id_token.Expected(own.issuer, own.client_id, nonce, since, now, is_fresh=own.asks_anew)
        for within in (KEPT, REFETCHED_AFTER):  # a key that is not known may be new
            with suppress(id_token.UnknownKey):
                return id_token.read(token, await self._current_keys(said, now, within), expected)
        raise ProviderTrouble(Trouble.UNTRUSTED, "the token is signed with a key that is not known")

    async def _current_keys(self, said: Mapping[str, Any], now: datetime, within: timedelta) -> list[dict[str, Any]]:
        if self._keys is not None and _is_fresh(self._keys[0], now, within):
            return self._keys[1]
        status, answered = await self._asked("GET", said["jwks_uri"])
        keys = answered.get("keys")
        if status != 200 or not isinstance(keys, list):
            raise ProviderTrouble(_at_status(status), f"the provider answers {status} when asked for its keys")
        self._keys = now, [key for key in keys if isinstance(key, dict)]
        return self._keys[1]

    async def _asked(
        self, method: str, place: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON object that an address answers; an object is empty beside a status of failure."""
        asking = {"accept": "application/json", "accept-encoding": "identity"} | dict(headers or {})
        try:
            async with (
                asyncio.timeout(self._timeout),
                httpx2.AsyncClient(trust_env=False, follow_redirects=False, verify=self._trust) as client,
                client.stream(method, place, data=form, headers=asking) as answer,
            ):
                content = await _read(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:  # a host may be none
            raise ProviderTrouble(Trouble.UNREACHABLE, f"no answer ({type(error).__name__})") from None
        try:
            told = json.loads(content)
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, dict):
            return answer.status_code, told
        if answer.status_code == 200:
            raise ProviderTrouble(Trouble.NONSENSE, "the provider answers something else than a JSON object")
        return answer.status_code, {}

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.registration.ca_file)
        except OSError:
            raise ProviderTrouble(Trouble.NONSENSE, "the file of authorities to trust holds none") from None


async def _read(answer: httpx2.Response) -> bytes:
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > _MOST:
            raise ProviderTrouble(Trouble.NONSENSE, "the provider's answer is too long")
    return bytes(content)


def _is_fresh(at: datetime, now: datetime, within: timedelta) -> bool:
    return at <= now < at + within


def _at_status(status: int) -> Trouble:
    return Trouble.UNREACHABLE if status >= 500 or status == 429 else Trouble.NONSENSE
