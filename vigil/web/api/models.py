"""Models from the facts that actions take: what may be recorded is declared once, in ``vigil.domain.recording``."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import pydantic
from pydantic import BaseModel, create_model

from vigil.domain.eva import Eva
from vigil.domain.recording.facts import CourseFacts, SessionFacts, Text
from vigil.domain.recording.notices import Warned
from vigil.web.api.shapes import Body, Day, Moment, Score, Shown

_SHAPES: dict[object, Any] = {datetime: Moment, date: Day, Eva: Score}
_NAMES = {"ProductFacts": "Product", "EvaAnswer": "ScoreAnswer"}
_MOST = 200
"""How many things a list of a body may hold: far more than anyone records at once."""

_NARROWER: dict[tuple[type, str], Any] = {
    (CourseFacts, "acknowledged"): frozenset[Warned],
    (SessionFacts, "acknowledged"): frozenset[Warned],
}
"""Facts whose vocabulary is closed although they are held as text."""


def written_model(name: str, kind: type) -> type[Body]:
    """What a caller sends to record something whole."""
    declared = {each.name: (_annotation(kind, each, Body), _default(each)) for each in fields(kind)}
    return create_model(name, __base__=Body, __doc__=_first_sentence(kind), **declared)  # type: ignore[call-overload, no-any-return]


def changes_model(name: str, kind: type, *, but: Collection[str]) -> type[Body]:
    """What a caller sends to change some facts: those that are left out stay as they are."""
    declared = {
        each.name: (_annotation(kind, each, Body), pydantic.Field(default=None, json_schema_extra=_no_default))
        for each in fields(kind)
        if each.name not in but
    }
    doc = "The facts that change; those that are left out stay as they are."
    return create_model(name, __base__=Body, __doc__=doc, **declared)  # type: ignore[call-overload, no-any-return]


def shown_model(
    name: str, kind: type, more: Mapping[str, Any], *, personal: Collection[str], but: Collection[str] = ()
) -> type[Shown]:
    """What a caller is shown of something: its facts and ``more``; ``personal`` fields only where the token may."""
    given: dict[str, Any] = dict(more)
    given |= {each.name: _annotation(kind, each, Shown) for each in fields(kind) if each.name not in but}
    optional = pydantic.Field(default=None, json_schema_extra=_no_default)
    declared = {field: (hint, optional if field in personal else ...) for field, hint in given.items()}
    return create_model(name, __base__=Shown, __doc__=_first_sentence(kind), **declared)  # type: ignore[call-overload, no-any-return]


def facts_in(kind: type, body: BaseModel) -> dict[str, Any]:
    """The facts that a body gives, as the action takes them."""
    return {name: _taken(getattr(body, name), _hint(kind, name)) for name in body.model_fields_set}


def _annotation(kind: type, declared: Field[Any], base: type[BaseModel]) -> Any:
    return _shape(_hint(kind, declared.name), base)


def _hint(kind: type, name: str) -> Any:
    return _NARROWER.get((kind, name)) or get_type_hints(kind, include_extras=True)[name]


def _shape(hint: Any, base: type[BaseModel]) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _text(inner, base)
    if origin in (Union, UnionType):
        (only,) = (each for each in inner if each is not NoneType)
        return _shape(only, base) | None
    if origin in (frozenset, tuple):
        return Annotated[list[_shape(inner[0], base)], pydantic.Field(max_length=_MOST)]  # type: ignore[misc]
    if is_dataclass(hint) and hint not in _SHAPES:
        return _nested(hint, base)  # type: ignore[arg-type]
    return _SHAPES.get(hint, hint)


def _text(inner: tuple[Any, ...], base: type[BaseModel]) -> Any:
    """A text as long as it may be. What is read has been checked when it was written."""
    rules = next((each for each in inner[1:] if isinstance(each, Text)), None)
    if rules is None or base is Shown:
        return inner[0]
    return Annotated[str, pydantic.Field(min_length=int(rules.required), max_length=rules.limit)]


@cache
def _nested(kind: Any, base: type[BaseModel]) -> type[BaseModel]:
    name = _NAMES.get(kind.__name__, kind.__name__)
    if base is Body:
        return written_model(f"{name}Facts", kind)
    return shown_model(name, kind, {}, personal=())


def _default(declared: Field[Any]) -> Any:
    if declared.default is MISSING:
        return ...
    value = declared.default
    return [] if isinstance(value, frozenset | tuple) else value


def _taken(value: Any, hint: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (only,) = (each for each in inner if each is not NoneType)
        return None if value is None else _taken(value, only)
    if origin in (frozenset, tuple):
        return origin(_taken(each, inner[0]) for each in value)
    if isinstance(value, BaseModel):
        return hint(**facts_in(hint, value))
    return value


def _no_default(schema: dict[str, Any]) -> None:
    """What is left out is left as it is: saying ``null`` is something else."""
    schema.pop("default", None)


def _first_sentence(kind: type) -> str:
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())
