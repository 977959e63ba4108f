"""What several settings may be: ports, hosts, files. What is wrong is a ``ValueError``; the field has the words."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field


def written_as(pattern: re.Pattern[str]) -> AfterValidator:
    """A text of this shape, or an empty one."""

    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise ValueError
        return value

    return AfterValidator(check)


def _file(value: str | None) -> str | None:
    if value is not None and not Path(value).is_file():
        raise ValueError
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
PORT = "a whole number from 1 to 65535"

HostName = Annotated[str, written_as(re.compile(r"[A-Za-z0-9._:-]{1,253}"))]
CaFile = Annotated[str | None, AfterValidator(_file)]
