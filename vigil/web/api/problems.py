"""What went wrong, as ``application/problem+json`` (RFC 9457): each fault names the place in the body."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from vigil.domain.errors import Refused
from vigil.domain.recording.notices import Notice, NotRecorded, Unacknowledged

MEDIA_TYPE = "application/problem+json"
_TYPES = "urn:vigil:problem:"


class Fault(BaseModel):
    """One thing that is wrong: where in the body (a JSON pointer), and in words."""

    pointer: str
    detail: str
    code: str | None = None
    detail_fr: str | None = None


class ProblemBody(BaseModel):
    """``type`` ends with a stable word that a program can read."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None


class Problem(Exception):
    """A call that is answered with a problem instead of what it asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.body = ProblemBody(
            type=_TYPES + code, title=title, status=status, detail=detail, errors=list(errors) or None
        )
        self.headers = dict(headers or {})

    def response(self) -> Response:
        content = self.body.model_dump_json(exclude_none=True)
        return Response(content, self.body.status, self.headers, media_type=MEDIA_TYPE)


def not_found() -> Problem:
    """The same for what is not there and for what is another clinic's."""
    return Problem(404, "not_found", "There is nothing of that name here.")


def of_validation(error: ValidationError, *, under: str = "#") -> Problem:
    """All that a body (or a query) has wrong; the values themselves are not repeated."""
    found = error.errors(include_input=False, include_context=False, include_url=False)
    if found[0]["type"] == "json_invalid":
        return Problem(400, "not_json", "The body is not JSON in UTF-8.", found[0]["msg"])
    faults = [
        Fault(pointer=_pointer(each["loc"], under), detail=each["msg"].removeprefix("Value error, "), code=each["type"])
        for each in found
    ]
    return Problem(422, "not_valid", "What was sent is not of the shape that is described.", errors=faults)


def of_refusal(error: Refused) -> Problem:
    """What an action refuses, with all that it says of it."""
    if isinstance(error, Unacknowledged):
        title = "To be acknowledged first: send it again with these codes in `acknowledged`."
        return Problem(422, "unacknowledged", title, errors=list(_of_notices(error.warnings)))
    if isinstance(error, NotRecorded):
        return Problem(
            422, "not_recorded", "This is never recorded as it stands.", errors=list(_of_notices(error.notices))
        )
    errors = [Fault(pointer=_pointer((error.field,), "#"), detail=str(error))] if error.field else []
    return Problem(422, "refused", "This cannot be accepted as it stands.", str(error), errors=errors)


def refused(field: str, detail: str, code: str = "refused") -> Problem:
    """One fault in one field of the body."""
    return Problem(422, code, "This cannot be accepted as it stands.", detail, errors=[fault(field, detail)])


def fault(field: str, detail: str) -> Fault:
    return Fault(pointer=_pointer(field.split("/"), "#"), detail=detail)


def _of_notices(notices: Iterable[Notice]) -> Iterable[Fault]:
    for notice in notices:
        yield Fault(
            pointer=_pointer((notice.field,), "#"),
            code=notice.code.value,
            detail=notice.sentence.en,
            detail_fr=notice.sentence.fr,
        )


def _pointer(location: Iterable[object], under: str) -> str:
    return "/".join([under, *(str(part).replace("~", "~0").replace("/", "~1") for part in location)])
