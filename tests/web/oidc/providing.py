"""An OpenID Connect provider of the tests' own, over real HTTP on loopback; it can be made to misbehave."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

import anyio
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.web.browsing import served

RS256 = RSAKey.generate_key(2048, {"kid": "r1", "use": "sig"})
OTHER_RS256 = RSAKey.generate_key(2048, {"kid": "r1", "use": "sig"})
ES256 = ECKey.generate_key("P-256", {"kid": "e1", "use": "sig"})
CLIENT, SECRET = "vigil-dijon", "a secret: with+signs/%"


@dataclass
class TestProvider:
    """Whom it recognises (``subject``), and how it is told to be wrong.

    ``tamper`` changes the claims of a token, ``answers`` the whole answer at an address; ``seen`` holds each question.
    """

    __test__ = False

    now: Callable[[], datetime]
    issuer: str = ""
    subject: str = "899700123456"
    acr: str = "eidas1"
    amr: list[str] = field(default_factory=list)
    key: RSAKey | ECKey = field(default_factory=lambda: RS256)
    published: list[RSAKey | ECKey] = field(default_factory=lambda: [RS256, ES256])
    algorithm: str = "RS256"
    methods: list[str] | None = None
    more: dict[str, Any] = field(default_factory=dict)
    refuses: str = ""
    is_single_use: bool = True
    tamper: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    write: Callable[[dict[str, Any]], str] | None = None
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)
    waits: float = 0
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/realm/.well-known/openid-configuration", self._about, methods=["GET"]),
                Route("/realm/authorize", self._authorize, methods=["GET"]),
                Route("/realm/token", self._token, methods=["POST"]),
                Route("/realm/keys", self._keys, methods=["GET"]),
                Route("/realm/moved-keys", self._moved_keys, methods=["GET"]),
            ]
        )

    def count(self, what: str) -> int:
        return sum(name == what for name, _ in self.seen)

    async def _noted(self, what: str, asked: dict[str, str]) -> Response | None:
        self.seen.append((what, asked))
        if self.waits:
            await anyio.sleep(self.waits)
        return self.answers[what]() if what in self.answers else None

    async def _about(self, request: Request) -> Response:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        methods = {} if self.methods is None else {"token_endpoint_auth_methods_supported": self.methods}
        return await self._noted("about", {}) or JSONResponse(said | methods | self.more)

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if given := await self._noted("authorize", asked):
            return given
        told = {"state": asked["state"]}
        if self.refuses:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(told | {'error': self.refuses})}", 302)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = f"{asked['redirect_uri']}?{urlencode(told | {'code': code})}"
        if "text/html" in request.headers.get("accept", ""):  # a browser: somebody has to press
            page = '<!doctype html><html lang="fr"><title>P</title><main><h1>P</h1><a href="{}">Oui</a></main></html>'
            return HTMLResponse(page.format(back.replace("&", "&amp;")))
        return RedirectResponse(back, 302)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), strict_parsing=True))
        if given := await self._noted("token", form | {"authorization": request.headers.get("authorization", "")}):
            return given
        asked = self.codes.pop(form["code"], None) if self.is_single_use else self.codes.get(form["code"])
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or not _proves(asked, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"token_type": "Bearer", "access_token": "x", "id_token": self._id_token(asked)})

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        if self.methods is None or "client_secret_basic" in self.methods:
            given = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
            return [unquote_plus(part) for part in given.split(":", 1)] == [CLIENT, SECRET]
        return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)

    def _id_token(self, asked: dict[str, str]) -> str:
        at = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": asked["client_id"],
            "exp": at + 60,
            "iat": at,
            "nonce": asked["nonce"],
            "acr": self.acr,
            "amr": self.amr,
        }
        claims = self.tamper(claims)
        return self.write(claims) if self.write else signed(claims, self.key, self.algorithm)

    async def _keys(self, request: Request) -> Response:
        return await self._noted("keys", {}) or await self._moved_keys(request)

    async def _moved_keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.published]})


def signed(claims: dict[str, Any], key: RSAKey | ECKey, algorithm: str) -> str:
    return jwt.encode({"alg": algorithm, "kid": key.kid or "r1"}, claims, key, algorithms=[algorithm])


def unsigned(claims: Any) -> str:
    """A token whose header says that it is not signed, and is not."""
    return f"{_parts('none', claims)}."


def by_hmac(secret: bytes) -> Callable[[dict[str, Any]], str]:
    """Tokens that are signed with what others know too: the client's secret, or a public key."""

    def write(claims: dict[str, Any]) -> str:
        parts = _parts("HS256", claims)
        return f"{parts}.{_in_base64(hmac.digest(secret, parts.encode(), 'sha256'))}"

    return write


def _parts(algorithm: str, claims: Any) -> str:
    header = {"alg": algorithm, "kid": "r1"}
    return ".".join(_in_base64(json.dumps(part).encode()) for part in (header, claims))


def _in_base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _proves(asked: dict[str, str], form: dict[str, str]) -> bool:
    """The verifier belongs to the challenge (PKCE), and the way back is the one that was named."""
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    challenge = _in_base64(digest)
    is_same = asked["redirect_uri"] == form["redirect_uri"] and form["grant_type"] == "authorization_code"
    return is_same and asked["code_challenge_method"] == "S256" and asked["code_challenge"] == challenge


@contextmanager
def providing(now: Callable[[], datetime]) -> Iterator[TestProvider]:
    """A provider that serves until the block ends."""
    provider = TestProvider(now)
    with served(provider.app()) as address:
        provider.issuer = f"{address}/realm"
        yield provider
