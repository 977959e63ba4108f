"""How files are written: encodings, delimiters, headers, ragged lines, cells."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.actions.test_import import BASE, PATIENT, SESSION
from vigil.actions.importing import ImportRefused, Kind, Sheet, read_content, read_files
from vigil.actions.importing.columns import COLUMNS, TELLING
from vigil.actions.importing.reference import reference
from vigil.domain.errors import Refused

PARIS = ZoneInfo("Europe/Paris")


def said(content: bytes | str, kind: Kind | None = None) -> str:
    with pytest.raises(ImportRefused) as refused:
        read_content("f.csv", content.encode() if isinstance(content, str) else content, kind)
    return str(refused.value)


def rows(content: bytes | str) -> list[tuple[int, dict[str, str]]]:
    sheet = read_content("f.csv", content.encode() if isinstance(content, str) else content)
    return [(line.number, dict(line.cells)) for line in sheet.lines]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "sep", "\ufeffsep"])
def test_every_usual_way_of_writing_a_file(delimiter: str, newline: str, start: str) -> None:
    text = PATIENT.replace(",", delimiter).replace("\n", newline)
    first = start.replace("sep", f"sep={delimiter}{newline}")
    ((number, cells),) = rows(first + text)
    assert number == (3 if "sep" in start else 2)
    assert (cells["external_id"], cells["email"]) == ("P-1", "marie@courrier.example")


def test_quoted_line_breaks_keep_the_lines_numbers() -> None:
    text = 'clinic,external_id,family_name\nparc,P-1,"Du\nrand"\n\nparc,P-2,"Le ""Roy"""\n'
    assert [(number, cells["family_name"]) for number, cells in rows(text)] == [(2, "Du\nrand"), (5, 'Le "Roy"')]


def test_headers_are_read_whatever_their_case_and_empty_ends_are_dropped() -> None:
    assert rows("Clinic; External_ID ;FAMILY_NAME;;\nparc;P-1;Durand;;\n")[0][1]["family_name"] == "Durand"


def test_each_kind_is_known_by_its_header() -> None:
    for kind in Kind:
        header = ",".join(column.name for column in COLUMNS[kind])
        assert read_content("f.csv", header.encode()).kind is kind
        others = {column.name for other in Kind if other is not kind for column in COLUMNS[other]}
        assert TELLING[kind] not in others


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("clinic,nom\n", "does not say what the file holds"),
        ("clinic,external_id,family_name,emial\n", "'emial': is no column of patients; did you mean email?"),
        ("clinic,external_id,family_name,zzz\n", "the columns of patients are clinic, external_id"),
        ("clinic,external_id,family_name,clinic\n", "column clinic: is in the header twice"),
        ("clinic,external_id,family_name,\nx,y,z,w\n", "has 4 cells, the header 3"),
        ("external_id,family_name\n", "column clinic: is missing"),
        ("clinic,external_id,family_name\nparc,P-1\n", "line 2: has 2 cells, the header 3"),
        ('clinic,external_id,family_name\nparc,P-1,"Durand\n', "line 2: cannot be read from here on"),
        ("clinic,external_id,family_name\nparc,P-1,Du\0rand\n", "line 2: holds a NUL character"),
        (
            "clinic,external_id,family_name\nparc,P-1,Hélène\n".encode("cp1252"),
            "line 2: is not UTF-8 (it looks like Windows",
        ),
        ("clinic,external_id\n".encode("utf-16"), "is UTF-16"),
        (b"\x81\x8d\xff", "another encoding"),
        ("clinic,external_id,family_name\nparc,P-1," + "x" * 10_001, "longer than 10000 characters"),
        ("clinic,external_id,family_name\nparc,P-1," + "x" * 10_000_000, "line 2: cannot be read from here on"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content: bytes | str, sentence: str) -> None:
    assert sentence in said(content)


def test_a_kind_may_be_named() -> None:
    assert "column role: is missing" in said("clinic,external_id,name,email\n", Kind.STAFF)


def test_problems_of_several_files_are_told_together(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("clinic,external_id,family_name,emial\n", encoding="utf-8")
    with pytest.raises(ImportRefused) as refused:
        read_files([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "none.csv"])
    assert [Path(problem.file).name for problem in refused.value.problems] == ["a.csv", "b.csv", "none.csv"]


def cell(kind: Kind, name: str, written: str) -> object:
    (column,) = (column for column in COLUMNS[kind] if column.name == name)
    return column.cell.read(written, PARIS)


@pytest.mark.parametrize(
    ("kind", "name", "written", "expected"),
    [
        (Kind.SESSIONS, "volume_ml", "4,5", 4.5),
        (Kind.SESSIONS, "volume_ml", "4.5", 4.5),
        (Kind.SESSIONS, "depths_mm", "2|4,5", (2.0, 4.5)),
        (Kind.SESSIONS, "depths_mm", "2; 4", (2.0, 4.0)),
        (Kind.PATIENTS, "consents_to_email", "OUI", True),
        (Kind.PATIENTS, "consents_to_email", "0", False),
        (Kind.PATIENTS, "risk_factors", "pregnancy | diabetes", frozenset({"pregnancy", "diabetes"})),
        (Kind.COURSES, "baseline_instrument", "EVA-mm", "EVA-mm"),
    ],
)
def test_cells_that_are_read(kind: Kind, name: str, written: str, expected: object) -> None:
    assert cell(kind, name, written) == expected


@pytest.mark.parametrize(
    ("kind", "name", "written"),
    [
        (Kind.SESSIONS, "volume_ml", "nan"),
        (Kind.SESSIONS, "volume_ml", "1e9"),
        (Kind.SESSIONS, "volume_ml", "-1"),
        (Kind.SESSIONS, "at", "2026-03-10"),
        (Kind.SESSIONS, "at", "0001-01-01T00:00"),
        (Kind.SESSIONS, "at", "2026-13-01T00:00"),
        (Kind.SESSIONS, "at", "2026-03-10T14:30+99:00"),
        (Kind.SESSIONS, "eva_before", "12"),
        (Kind.SESSIONS, "eva_before", "-1"),
        (Kind.PATIENTS, "born_on", "17/05/1970"),
        (Kind.PATIENTS, "born_on", "1970-02-30"),
        (Kind.PATIENTS, "risk_factors", "enceinte"),
        (Kind.PATIENTS, "consents_to_email", "peut-être"),
        (Kind.PRODUCTS, "syringe", "1.5"),
        (Kind.PRODUCTS, "syringe", "٣"),
    ],
)
def test_cells_that_are_refused(kind: Kind, name: str, written: str) -> None:
    with pytest.raises((ValueError, Refused)):
        cell(kind, name, written)


HEADERS = st.sampled_from([text.splitlines()[0].encode() + b"\n" for text in (*BASE, SESSION)])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(), st.builds(bytes.__add__, HEADERS, st.binary()), st.text().map(str.encode)))
@example(b'sep=;\n"')
def test_garbage_is_read_or_refused_and_nothing_else(content: bytes) -> None:
    with suppress(Refused):
        assert isinstance(read_content("f.csv", content), Sheet)


@settings(max_examples=300)
@given(st.text())
def test_no_cell_breaks_its_reader(written: str) -> None:
    for column in {column.cell.expected: column for kind in Kind for column in COLUMNS[kind]}.values():
        try:
            column.cell.read(written, PARIS)
        except (ValueError, OverflowError, Refused):
            continue


def test_the_reference_page_is_written_from_the_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "import.md").read_text(encoding="utf-8")
    assert page == reference(), "write it anew: print(vigil.actions.importing.reference.reference())"
