"""The OpenAPI 3.1 description, from the same operations and models that the calls are carried out by."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vigil.domain.scopes import Scope
from vigil.web.api.finding import EXTERNAL
from vigil.web.api.operations import PREFIX, Operation
from vigil.web.api.problems import MEDIA_TYPE, ProblemBody

_REF = "#/components/schemas/{model}"
_SAID = {
    400: "Not JSON",
    401: "No good token",
    403: "A scope is missing",
    404: "Nothing of that name, or another clinic's",
    409: "On record already",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not application/json",
    422: "Refused, with every fault and its place",
    429: "Too many requests; Retry-After says how long to wait",
    500: "A fault of ours; nothing was changed",
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A word of your own for this change: sent again with the same body, it does nothing more and is "
    "answered as the first time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that you know: what has changed meanwhile is left as it is, and answered with 412.",
    "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'},
}


@cache
def description(operations: tuple[Operation, ...]) -> str:
    """The whole description, as JSON."""
    return json.dumps(described(operations), ensure_ascii=False, indent=1)


def described(operations: Sequence[Operation]) -> dict[str, Any]:
    models = _models(operations)
    schemas, definitions = models_json_schema(models, ref_template=_REF)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "vigil",
            "version": "1",
            "description": "Patients, courses, sessions, reports and alerts of one clinic, for its own software.",
        },
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Made by vigil token create. Scopes: {', '.join(Scope)}.",
                }
            },
            "schemas": definitions.get("$defs", {}),
        },
    }


def _models(operations: Sequence[Operation]) -> list[tuple[type[BaseModel], str]]:
    found: list[tuple[type[BaseModel], str]] = []
    for operation in operations:
        found += [(operation.body, "validation")] if operation.body is not None else []
        found.append((operation.gives, "serialization"))
    found.append((ProblemBody, "serialization"))
    return list(dict.fromkeys(found))


def _operation(operation: Operation, schemas: Any) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.path.split("/")[1]],
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation, schemas),
    }
    if operation.scope is not None:
        written["description"] = f"Scope: `{operation.scope}`."
    if operation.body is not None:
        schema = schemas[operation.body, "validation"]
        written["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return written


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    if "{ref}" in operation.path:
        said = "The id that vigil gave"
        if operation.path.split("/")[1] in ("patients", "courses", "sessions"):
            said += f", or `{EXTERNAL}` and the external id that you gave"
        yield {"name": "ref", "in": "path", "required": True, "description": f"{said}.",
               "schema": {"type": "string", "minLength": 1}}  # fmt: skip
    if operation.query is not None:
        yield from _query(operation.query)
    if operation.writes:
        yield _IDEMPOTENCY_KEY
    if operation.is_conditional:
        yield _IF_MATCH


def _query(model: type[BaseModel]) -> Iterable[dict[str, Any]]:
    schema = model.model_json_schema()
    for name, declared in schema["properties"].items():
        wanted = _inlined(declared, schema.get("$defs", {}))
        said = wanted.pop("description", None)
        yield {"name": name, "in": "query", "required": False, "schema": wanted} | (
            {"description": said} if said else {}
        )


def _inlined(declared: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A parameter's own schema: an address cannot say ``null``, so that is no choice here."""
    found = {name: value for name, value in declared.items() if name not in ("title", "anyOf", "$ref")}
    if found.get("default", ...) is None:
        del found["default"]
    for each in (declared, *declared.get("anyOf", ())):
        if "$ref" in each:
            target = definitions[each["$ref"].rsplit("/", 1)[1]]
            found |= {name: value for name, value in target.items() if name not in ("title", "description")}
        elif each is not declared and each.get("type") != "null":
            found |= each
    return found


def _responses(operation: Operation, schemas: Any) -> dict[str, Any]:
    shown = {"application/json": {"schema": schemas[operation.gives, "serialization"]}}
    headers = {"ETag": {"schema": {"type": "string"}, "description": "Changes when what is shown does."}}
    responses: dict[str, Any] = {}
    for status in _successes(operation):
        responses[str(status)] = {"description": "Made" if status == 201 else "Done", "headers": headers,
                                  "content": shown}  # fmt: skip
    problem = {MEDIA_TYPE: {"schema": schemas[ProblemBody, "serialization"]}}
    for status in sorted(_problems(operation)):
        responses[str(status)] = {"description": _SAID[status], "content": problem}
    responses["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return responses


def _successes(operation: Operation) -> list[int]:
    if not operation.creates:
        return [200]
    return [200, 201] if operation.method == "PUT" else [201]


def _problems(operation: Operation) -> set[int]:
    found = {401, 422, 429, 500} | operation.problems
    found |= {403} if operation.scope is not None else set()
    found |= {404} if "{ref}" in operation.path else set()
    found |= {400, 409} if operation.writes else set()
    found |= {412} if operation.is_conditional else set()
    return found | ({400, 413, 415} if operation.body is not None else set())
