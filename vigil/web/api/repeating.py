"""Calls that may arrive twice (``Idempotency-Key``): the second is answered as the first was, and does nothing."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from starlette.responses import Response

from vigil.store.database import keyring
from vigil.store.requests import once
from vigil.store.sealing import place
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.problems import Problem

_LONGEST = 200


def check_key(key: str | None) -> str | None:
    if key is not None and not (0 < len(key) <= _LONGEST and key.isascii() and key.isprintable()):
        raise Problem(400, "bad_key", f"Idempotency-Key holds 1 to {_LONGEST} printable ASCII characters.")
    return key


def repeated(call: Call, operation: Operation, key: str | None, said: bytes, act: Callable[[], Answer]) -> Response:
    """The answer to ``act``, or the one that it had before under the same key; another body is refused.

    The first answer is kept sealed, since it may hold what is personal; of the body a digest under our own key is.
    """
    if key is None:
        return response(act())
    request_id = hashlib.sha256(f"{call.bearer.id}|{key}".encode()).hexdigest()[:48]
    digest = keyring(call.session).derive("api", operation.name, *call.path.values(), said.hex()).hex()
    where = place("request", "result", UUID(request_id[:32]))

    def kept() -> dict[str, Any]:
        answer = act()
        whole = json.dumps([answer.status, answer.headers, answer.content])
        return {"said": digest, "sealed": keyring(call.session).seal(whole, where).hex()}

    action = f"api {operation.name}"[:40]
    result = once(call.session, call.clinic_id, request_id, action, call.now, kept)
    if result["said"] != digest:
        raise Problem(422, "key_reused", "This Idempotency-Key was used for another request.")
    status, headers, content = json.loads(keyring(call.session).unseal(bytes.fromhex(result["sealed"]), where))
    return Response(content, status, headers, media_type="application/json")


def response(answer: Answer) -> Response:
    return Response(answer.content, answer.status, answer.headers, media_type="application/json")
