"""Writing configuration: what ``tomllib`` read, with some values replaced, as a text of the same shape."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Values = dict[str, Any]


def written(values: Mapping[str, Any], heading: str = "") -> str:
    """The TOML text of a table: plain values, tables, arrays of tables; ``heading`` are comment lines on top."""
    return heading + "\n".join(_table(values, "")).strip("\n") + "\n"


def heading_of(text: str) -> str:
    """The comment lines with which a file begins."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(f"{line}\n")
    return "".join(lines)


def found(values: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path (``followup.after``), or ``None``."""
    here: Any = values
    for part in path.split("."):
        if not isinstance(here, dict) or part not in here:
            return None
        here = here[part]
    return here


def put(values: Values, path: str, value: object) -> None:
    """Set the value at a dotted path, making the tables on the way; ``None`` takes the key out."""
    *way, last = path.split(".")
    here = values
    for part in way:
        here = here.setdefault(part, {})
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def _table(values: Mapping[str, Any], path: str) -> Iterator[str]:
    plain = {key: value for key, value in values.items() if not _is_nested(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in plain.items())
    for key, value in values.items():
        place = f"{path}.{_key(key)}" if path else _key(key)
        if isinstance(value, dict):
            yield from ("", f"[{place}]", *_table(value, place))
        elif _is_nested(value):
            for row in value:
                yield from ("", f"[[{place}]]", *_table(row, place))


def _is_nested(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    return str(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
