"""Calling webhooks: signed calls in, outcomes out; no database. Nothing inside a network is reached by way of it.

A name is resolved once and the address that was looked at is the one that is called, so that a name which changes its
mind in between (DNS rebinding) gains nothing. No redirect is followed, no proxy of the environment used, and of an
answer only its status is read.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import httpx2

from vigil.domain.errors import Refused

TIMEOUT = 10.0
"""Seconds for one call, from looking its name up to the status of its answer."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Call:
    """One call as it goes out. ``at`` is in Unix seconds and part of what is signed."""

    id: UUID
    url: str
    secret: str
    event: str
    body: str
    at: int


class Fate(StrEnum):
    """``UNCERTAIN``: it may have arrived. ``GONE``: the endpoint says that it is no more (410)."""

    TAKEN = "taken"
    GONE = "gone"
    TROUBLE = "trouble"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Outcome:
    """What became of a call; ``detail`` is of our own making and quotes no answer."""

    id: UUID
    fate: Fate
    detail: str


class Caller:
    """Makes calls, many at once; ``may_call_private`` lets it reach this machine and the networks around it."""

    def __init__(self, *, may_call_private: bool = False, timeout: float = TIMEOUT) -> None:
        self._may_call_private, self._timeout = may_call_private, timeout

    def call(self, calls: Sequence[Call]) -> list[Outcome]:
        """The outcome of each, in the same order; never raises for one of them."""
        return asyncio.run(self._all(calls))

    async def _all(self, calls: Sequence[Call]) -> list[Outcome]:
        limits = httpx2.Limits(max_keepalive_connections=0)
        async with httpx2.AsyncClient(trust_env=False, follow_redirects=False, limits=limits) as client:
            return list(await asyncio.gather(*(self._one(client, call) for call in calls)))

    async def _one(self, client: httpx2.AsyncClient, call: Call) -> Outcome:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._sent(client, call)
        except (httpx2.ConnectError, httpx2.UnsupportedProtocol, httpx2.InvalidURL, OSError) as error:
            if isinstance(error, TimeoutError):
                return Outcome(call.id, Fate.UNCERTAIN, f"no answer in {self._timeout:g} s")
            return Outcome(call.id, Fate.TROUBLE, "cannot be connected to")
        except Exception as error:
            return Outcome(call.id, Fate.UNCERTAIN, f"the connection broke ({type(error).__name__})")

    async def _sent(self, client: httpx2.AsyncClient, call: Call) -> Outcome:
        parts = urlsplit(call.url)
        address = await self._address(parts)
        if address is None:
            return Outcome(call.id, Fate.TROUBLE, "its name leads to no address that may be called")
        request = client.build_request(
            "POST",
            _at(parts, address),
            content=call.body.encode(),
            headers=_headers(call, parts),
            extensions={"sni_hostname": parts.hostname},
        )
        answer = await client.send(request, stream=True)
        await answer.aclose()
        return Outcome(call.id, _fate(answer.status_code), f"answered {answer.status_code}")

    async def _address(self, parts: SplitResult) -> str | None:
        """The first address of the name, if every address of it may be called."""
        loop = asyncio.get_running_loop()
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not (self._may_call_private or all(map(is_public, addresses))):
            return None
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address lies in the open: not this machine, a private network, a cloud's own pages, a broadcast."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    within = _within(parsed) if isinstance(parsed, ipaddress.IPv6Address) else None
    inner = within or parsed
    return inner.is_global and not inner.is_multicast


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, NAT64)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def check_url(url: str) -> None:
    """``Refused`` unless it is an address that a call may be made to: ``https``, or ``http`` on this machine."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0 and len(url) <= 500 and url.isascii() and url.isprintable()
    except ValueError:
        is_whole = False
    if not is_whole or " " in url or parts.username is not None or parts.fragment:
        raise Refused("The address is not one that can be called: write https://, a host and a path.", field="url")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise Refused("A webhook is called by https:// (by http:// on this machine alone).", field="url")


def signature(secret: str, at: int, body: str) -> str:
    """``t=…,v1=…``: HMAC-SHA-256, in hex, of the instant, a stop and the body."""
    digest = hmac.digest(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hex()
    return f"t={at},v1={digest}"


def _headers(call: Call, parts: SplitResult) -> dict[str, str]:
    return {
        "host": parts.netloc,
        "content-type": "application/json",
        "user-agent": "vigil",
        "vigil-event": call.event,
        "vigil-delivery": str(call.id),
        "vigil-signature": signature(call.secret, call.at, call.body),
    }


def _at(parts: SplitResult, address: str) -> str:
    """The same place by the address that was looked at."""
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=host + port).geturl()


def _fate(status: int) -> Fate:
    if 200 <= status < 300:
        return Fate.TAKEN
    return Fate.GONE if status == 410 else Fate.TROUBLE
