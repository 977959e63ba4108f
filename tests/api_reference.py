"""Writes ``docs/reference/api.md`` from the operations of the JSON API and their models."""

from typing import Any

from vigil.web.api.catalogue import OPERATIONS
from vigil.web.api.openapi import described

_API_INTRO = """# The JSON API

Written by `python -m tests.reference` from the operations of `vigil/web/api`. Do not edit by hand. The same is
served in full, as OpenAPI 3.1, at `/api/v1/openapi.json`. [How to connect](../how-to/connect-practice-software.md).

Every call carries `Authorization: Bearer …`. `write:…` includes `read:…`; names, addresses, dates of birth,
people's own words and whatever else is kept sealed are shown with `read:personal` only. `{ref}` is the id that
vigil gave, or, for patients, courses and sessions, `external:` and the id that you gave. Instants are ISO 8601 with
their offset; pain is from 0 to 10, to the tenth, or a range `{"low": 1, "high": 2}`. Unknown keys are refused.
Another clinic's things are not there: 404.
"""

_API_OUTRO = """## What went wrong

`application/problem+json` (RFC 9457). `type` is `urn:vigil:problem:` and one of these words; `errors` names every fault
found, each with the `pointer` of its place, and for warnings and refusals a `code` and `detail_fr`.

| Status | Words |
|---|---|
| 400 | `not_json`, `bad_key` |
| 401, 403 | `no_token`, `scope_missing` |
| 404, 405 | `not_found`, `no_such_method` |
| 409 | `on_record` (the external id is known), `overtaken` |
| 412 | `changed_meanwhile` (`If-Match`) |
| 413, 415 | `too_large` (1 MB), `not_json` |
| 422 | `not_valid` (the shape), `refused`, `not_recorded`, `unacknowledged` (send again with the codes), `key_reused` |
| 429 | `too_many_requests`, with `Retry-After` |
| 500 | `fault`; nothing was changed |
"""


def api_page() -> str:
    """``docs/reference/api.md``."""
    schema = described(OPERATIONS)
    rows = ["| Call | What for | Scope | Body |", "|---|---|---|---|"]
    for operation in OPERATIONS:
        body = f"[`{operation.body.__name__}`](#{operation.body.__name__.lower()})" if operation.body else ""
        call = f"`{operation.method} {operation.path}`"
        rows.append(f"| {call} | {operation.summary} | `{operation.scope or '–'}` | {body} |")
    bodies = {operation.body.__name__: operation.body for operation in OPERATIONS if operation.body}
    parts = [_fields(name, schema["components"]["schemas"]) for name in [*bodies, "ProductFacts"]]
    lists = [
        "## Lists",
        "",
        "| Call | Filters, beside `limit` (200 at most) and `after` (the `next` of a page) |",
        "|---|---|",
    ]
    for operation in OPERATIONS:
        if operation.query:
            names = [each["name"] for each in schema["paths"][operation.path]["get"]["parameters"]]
            told = ", ".join(f"`{name}`" for name in names if name not in ("limit", "after"))
            lists.append(f"| `GET {operation.path}` | {told} |")
    return "\n".join([_API_INTRO, *rows, "", *lists, "", "## Bodies", "", *parts, _API_OUTRO])


def _fields(name: str, schemas: dict[str, Any]) -> str:
    schema = schemas[name]
    rows = [f"### {name}", "", schema.get("description", ""), "", "| Field | Type | |", "|---|---|---|"]
    for field, shape in schema["properties"].items():
        is_required = field in schema.get("required", ())
        rows.append(f"| `{field}` | {_type(shape, schemas)} | {'required' if is_required else ''} |")
    return "\n".join([*rows, ""])


def _type(declared: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "$ref" in declared:
        name = declared["$ref"].rsplit("/", 1)[1]
        words = schemas[name].get("enum")
        return ", ".join(f"`{word}`" for word in words) if words else f"[`{name}`](#{name.lower()})"
    if declared.get("description", "").startswith("Points from 0"):
        return "a score"
    if "anyOf" in declared:
        return " or ".join(_type(each, schemas) for each in declared["anyOf"])
    if "enum" in declared:
        return ", ".join(f"`{word}`" for word in declared["enum"])
    if declared.get("type") == "array":
        return f"list of {_type(declared['items'], schemas)}"
    at_most = f", at most {declared['maxLength']} characters" if "maxLength" in declared else ""
    kind: str = declared.get("format") or declared.get("type", "")
    return f"{kind}{at_most}"
