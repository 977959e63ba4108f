"""The application behind ``/api/v1``: each call is let in, read, carried out in one transaction, and answered."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from vigil.domain.errors import Refused
from vigil.store.database import Store
from vigil.web.api.bearing import Limit, admit
from vigil.web.api.bodies import asked, parsed, read_body
from vigil.web.api.catalogue import OPERATIONS
from vigil.web.api.openapi import description
from vigil.web.api.operations import Bearer, Call, Operation
from vigil.web.api.problems import Problem, not_found, of_refusal
from vigil.web.api.repeating import check_key, repeated, response

log = structlog.get_logger()

PER_MINUTE = 600
"""Requests that a token may make in a minute, unless a setting says otherwise."""


def create_api(store: Store, now: Callable[[], datetime], *, per_minute: int = PER_MINUTE) -> Starlette:
    """The API on a store; what it remembers of its own is how often each token has called."""
    api = _Api(store, now, Limit(per_minute))
    described = description(OPERATIONS)

    def show_description(request: Request) -> Response:
        return Response(described, media_type="application/json")

    by_path: dict[str, list[Operation]] = defaultdict(list)
    for operation in OPERATIONS:
        by_path[operation.path].append(operation)
    routes = [Route("/openapi.json", show_description, methods=["GET"])]
    routes += [_route(api, path, operations) for path, operations in by_path.items()]
    return Starlette(routes=routes, exception_handlers={HTTPException: no_such_place})


def _route(api: "_Api", path: str, operations: Sequence[Operation]) -> Route:
    """One address with its methods. An external id may hold a slash, so what follows a name is its own to read."""
    by_method = {operation.method: operation for operation in operations}

    async def endpoint(request: Request) -> Response:
        return await api.answer(by_method["GET" if request.method == "HEAD" else request.method], request)

    return Route(path.replace("{ref}", "{ref:path}"), endpoint, methods=list(by_method))


class _Api:
    def __init__(self, store: Store, now: Callable[[], datetime], limit: Limit) -> None:
        self._store, self._now, self._limit = store, now, limit

    async def answer(self, operation: Operation, request: Request) -> Response:
        try:
            bearer = await run_in_threadpool(admit, self._store, self._limit, request, operation.scope, self._now())
            key = check_key(request.headers.get("idempotency-key")) if operation.writes else None
            query = asked(request, operation.query)
            said = await read_body(request) if operation.body is not None else b""
            body = parsed(said, operation.body) if operation.body is not None else None
            return await run_in_threadpool(self._carry_out, operation, request, bearer, key, said, body, query)
        except Problem as problem:
            return problem.response()
        except Refused as refusal:
            return of_refusal(refusal).response()
        except ClientDisconnect:
            raise
        except Exception as error:  # its text may quote a person
            log.error("a call failed", action="api_failed", operation=operation.name, error=type(error).__name__)
            return Problem(500, "fault", "A fault of ours; nothing was changed.").response()

    def _carry_out(
        self,
        operation: Operation,
        request: Request,
        bearer: Bearer,
        key: str | None,
        said: bytes,
        body: BaseModel | None,
        query: BaseModel | None,
    ) -> Response:
        now, expected = self._now(), request.headers.get("if-match") if operation.is_conditional else None
        path = _readable(request.path_params)
        given = [each for each in (body, query) if each is not None]
        if not operation.writes:
            with self._store.reading() as session:
                return response(operation.handler(Call(session, bearer, now, path), *given))

        def write() -> Response:
            with self._store.writing(now, bearer.actor, clinic_id=bearer.clinic_id) as session:
                call = Call(session, bearer, now, path, expected)
                return repeated(call, operation, key, said, lambda: operation.handler(call, *given))

        return _again_if_overtaken(write)


def _again_if_overtaken(write: Callable[[], Response]) -> Response:
    """Two that enter the same thing at once: the one that comes second tries again, and finds it there."""
    try:
        return write()
    except IntegrityError:
        try:
            return write()
        except IntegrityError:
            raise Problem(409, "overtaken", "Another request was changing the same thing: try again.") from None


def _readable(path: Mapping[str, Any]) -> dict[str, str]:
    """What the address names; what no name can hold (a NUL, half a character) is found nowhere."""
    values = {name: str(value) for name, value in path.items()}
    if not all(value.isprintable() for value in values.values()):
        raise not_found()
    return values


def no_such_place(request: Request, error: Exception) -> Response:
    """What is not here, as a problem. A line feed in a path matches no mount: whoever mounts the API answers so too."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return Problem(405, "no_such_method", "This cannot be done here.", headers=error.headers).response()
    return not_found().response()
