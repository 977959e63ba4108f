"""The description is made from what is carried out, and the reference page from the description."""

from pathlib import Path

from tests.api_reference import api_page
from tests.web.api.conftest import V1, Software
from vigil.web.api.catalogue import OPERATIONS


def test_the_reference_page_is_what_the_api_does() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "api.md"
    assert page.read_text(encoding="utf-8") == api_page(), "run python -m tests.reference"


def test_the_description_is_served_to_anybody_and_names_every_operation(software: Software) -> None:
    described = software.client.get(f"{V1}/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    names = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    assert sorted(names) == sorted(operation.name for operation in OPERATIONS)
