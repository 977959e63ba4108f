"""Who calls: the token that a request shows, within its limit and its scopes."""

import math
import time
from datetime import datetime

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from vigil.domain.scopes import Scope
from vigil.store import api_tokens
from vigil.store.database import Store
from vigil.web.api.operations import Bearer
from vigil.web.api.problems import Problem
from vigil.web.throttle import GUESSES, Throttle, network_of


class Limit:
    """At most so many requests a minute for each token, counted in this process: two processes let twice as many by."""

    def __init__(self, per_minute: int) -> None:
        self._most = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._guesses = Throttle()

    def check(self, bearer: Bearer) -> None:
        """``Problem`` (429), with the seconds to wait, when there were too many."""
        if self._limiter.hit(self._most, bearer.id.hex):
            return
        reset_at = self._limiter.get_window_stats(self._most, bearer.id.hex).reset_time
        wait = max(1, math.ceil(reset_at - time.time()))
        raise _too_many("Too many requests with this token.", f"At most {self._most.amount} in a minute", wait)

    def refuse(self, request: Request) -> Problem:
        """What is said of a token that is none (401); of too many from one network, to wait (429).

        A good token is heard whatever others in its network try.
        """
        network = network_of(request)
        if wait := self._guesses.wait(GUESSES, network):
            return _too_many("Too many tokens that are none.", "This network has tried too many", wait)
        self._guesses.count(GUESSES, network)
        return Problem(
            401,
            "no_token",
            "A good token is needed.",
            "Send `Authorization: Bearer …`; vigil token create makes one.",
            headers={"www-authenticate": "Bearer"},
        )


def _too_many(title: str, why: str, wait: int) -> Problem:
    return Problem(429, "too_many_requests", title, f"{why}: wait {wait} s.", headers={"retry-after": str(wait)})


def admit(store: Store, limit: Limit, request: Request, wanted: Scope | None, now: datetime) -> Bearer:
    """Whoever calls; ``Problem`` when the token is none, is over its limit, or may not do this."""
    bearer = _known(store, limit, request, now)
    limit.check(bearer)
    if wanted is not None and not bearer.may(wanted):
        raise Problem(
            403,
            "scope_missing",
            "This token may not do this.",
            f"It needs the scope {wanted}.",
            headers={"www-authenticate": f'Bearer error="insufficient_scope", scope="{wanted}"'},
        )
    return bearer


def _known(store: Store, limit: Limit, request: Request, now: datetime) -> Bearer:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    with store.reading() as session:
        row = api_tokens.find(session, secret.strip(), now) if scheme.lower() == "bearer" else None
        if row is None:
            raise limit.refuse(request)
        bearer = Bearer(row.id, row.clinic_id, tuple(Scope(scope) for scope in row.scopes))
        is_to_note = api_tokens.is_use_to_note(row, now)
    if is_to_note:
        with store.writing(now, bearer.actor, clinic_id=bearer.clinic_id) as session:
            api_tokens.note_use(session, bearer.id, now)
    return bearer
