"""What a caller sends, read with bounds: its kind, its size, its shape, its query."""

from collections import Counter
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from vigil.web.api.problems import Fault, Problem, of_validation

LIMIT = 1_000_000
"""Bytes of a body that are read: some thousand times the longest that is meant."""


async def read_body(request: Request) -> bytes:
    """The body; ``Problem`` for one that is no JSON by its own account, or too large."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise Problem(415, "not_json", "Send application/json, in UTF-8.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LIMIT:
            raise Problem(413, "too_large", "The body is too large.", f"At most {LIMIT} bytes.")
    return bytes(body)


def parsed(body: bytes, model: type[BaseModel]) -> BaseModel:
    """The body as what it has to be; ``Problem`` says all that is wrong with it."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise of_validation(error) from None


def asked(request: Request, model: type[BaseModel] | None) -> BaseModel | None:
    """The query; where none is taken, none may be given."""
    given = request.query_params.multi_items()
    twice = [name for name, count in Counter(name for name, _ in given).items() if count > 1]
    unknown = [name for name, _ in given] if model is None else []
    if twice or unknown:
        detail = "It is given more than once." if twice else "There is no such parameter here."
        raise _wrong([Fault(pointer=f"?{(twice or unknown)[0]}", detail=detail)])
    if model is None:
        return None
    try:
        values: dict[str, Any] = dict(given)
        return model.model_validate(values)
    except ValidationError as error:
        problem = of_validation(error, under="?")
        faults = [fault.model_copy(update={"pointer": fault.pointer.replace("?/", "?", 1)}) for fault in
                  problem.body.errors or ()]  # fmt: skip
        raise _wrong(faults) from None


def _wrong(faults: list[Fault]) -> Problem:
    return Problem(422, "not_valid", "What was asked is not of the shape that is described.", errors=faults)
