"""The description is kept to: whatever is sent, no fault of ours, and answers of the shape that is described."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.openapi import from_asgi
from schemathesis.specs.openapi import checks as described

from tests.people import DAY
from tests.web.api.conftest import Software
from vigil.web.api.catalogue import OPERATIONS
from vigil.web.api.operations import PREFIX

CHECKS: list[Any] = [
    not_a_server_error,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_headers_conformance,
    described.response_schema_conformance,
    described.negative_data_rejection,
    described.unsupported_method,
    described.allow_header_conformance,
    described.missing_required_header,
    described.ignored_auth,
]
EXAMPLES = 15  # of each operation, good and bad ones


@pytest.mark.end_to_end
@pytest.mark.parametrize("tag", sorted({operation.path.split("/")[1] for operation in OPERATIONS}))
def test_whatever_is_sent_is_answered_as_described(software: Software, tag: str) -> None:
    cabinet = software.cabinet
    cabinet.treats()
    cabinet.live(timedelta(hours=60), step=DAY)
    schema = from_asgi(f"{PREFIX}/openapi.json", software.client.app)
    names = ["external:P-1", "external:C-1", "external:S-1", "external:new"]
    names += [each["id"] for each in software.get("/asks").json()["items"]]
    reached: set[int] = set()
    found: Any
    for found in schema.include(tag=tag).get_all_operations():
        _fuzz(found.ok(), software, names, reached)
    assert reached & {200, 201}


def _fuzz(operation: Any, software: Software, names: list[str], reached: set[int]) -> None:
    """Send good and bad cases of one operation, about what is there and about what is not."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def sends(data: Any) -> None:
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        is_known = "{ref}" in operation.path and data.draw(st.booleans())
        known = {"path_parameters": {"ref": data.draw(st.sampled_from(names))}} if is_known else {}
        case: Any = data.draw(operation.as_strategy(generation_mode=mode, **known))
        headers = {"authorization": f"Bearer {software.token}"}
        response = case.call(headers=headers)
        reached.add(response.status_code)
        if response.status_code != 413:  # too large to be looked at: wrong in another way as well
            case.validate_response(response, checks=CHECKS, headers=headers)

    sends()
