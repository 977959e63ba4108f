import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.actions.practice import SHIPPED, holding_alert
from tests.people import NOON
from vigil.actions.importing import ImportRefused, Kind, Summary, import_files, read_content, read_files
from vigil.actions.importing.columns import COLUMNS
from vigil.actions.importing.sheets import Line, Sheet
from vigil.domain.errors import Refused
from vigil.domain.words import PatientState
from vigil.store.database import Store
from vigil.store.tables import Clinic, Course, Eva, Event, Message, MessageEvent, Patient, Product, TreatmentSession

SAMPLES = Path(__file__).parents[2] / "docs" / "how-to" / "samples"

CLINIC = "external_id,name,mail_name,phone\nparc,Cabinet du Parc,Cabinet du Parc,+33 3 80 00 00 00\n"
STAFF = "clinic,external_id,role,name,email\nparc,roux,physician,Dr Roux,roux@cabinet.example\n"
PATIENT = (
    "clinic,external_id,family_name,born_on,email,consents_to_email\n"
    "parc,P-1,Durand,1970-05-17,marie@courrier.example,oui\n"
)
COURSE = "clinic,external_id,patient,zone,opened_at,physician\nparc,C-1,P-1,lombaire,2026-03-01,roux\n"
SESSION = "clinic,external_id,course,at,state\nparc,S-1,C-1,2026-03-10T10:00,performed\n"
BASE = (CLINIC, STAFF, PATIENT, COURSE)


@contextmanager
def writing(store: Store) -> Iterator[Session]:
    with store.writing(NOON, "import") as session:
        yield session


def run(store: Store, *texts: str) -> Summary:
    sheets = [read_content(f"{place}.csv", text.encode()) for place, text in enumerate(texts)]
    with store.writing(NOON, "import") as session:
        return import_files(session, sheets, SHIPPED, NOON)


def problems(store: Store, *texts: str) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        run(store, *texts)
    return str(refused.value).splitlines()


def counts(store: Store) -> dict[str, int]:
    tables = (Clinic, Patient, Course, TreatmentSession, Product, Eva, Message, MessageEvent, Event)
    with store.reading() as session:
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_the_samples_are_imported_and_twice_changes_nothing(store: Store) -> None:
    paths = sorted(SAMPLES.glob("*.csv"))
    with writing(store) as session:
        summary = import_files(session, read_files(paths), SHIPPED, NOON)
    assert {kind: summary.count(kind)["created"] for kind in Kind} == {
        "clinics": 1,
        "staff": 3,
        "patients": 4,
        "courses": 4,
        "sessions": 9,
        "products": 8,
    }
    assert summary.replanned == 4
    before = counts(store)
    assert before["message"] > 10
    with writing(store) as session:
        again = import_files(session, read_files(paths), SHIPPED, NOON)
    assert not again.changes_something
    assert str(again).endswith("Nothing changes.")
    assert counts(store) == before


def test_a_dry_run_is_the_same_rolled_back(store: Store) -> None:
    sheets = read_files(sorted(SAMPLES.glob("*.csv")))
    with store.writing(NOON, "import") as session:
        summary = import_files(session, sheets, SHIPPED, NOON)
        session.rollback()
    assert summary.changes_something
    assert set(counts(store).values()) == {0}


def test_what_changes_is_named_line_by_line(store: Store) -> None:
    run(store, *BASE, SESSION)
    summary = run(store, PATIENT.replace("marie@", "m.durand@").replace("oui", "non"))
    (outcome,) = summary.outcomes
    assert (outcome.word, outcome.line, outcome.fields) == ("changed", 2, ("email", "consents_to_email"))
    assert "line 2: P-1 changes email, consents_to_email" in str(summary)
    assert summary.replanned == 1


def test_a_column_that_is_absent_leaves_the_record_and_an_empty_cell_empties_it(store: Store) -> None:
    run(store, *BASE)
    run(store, "clinic,external_id,family_name,born_on\nparc,P-1,Durand,\n")
    with store.reading() as session:
        patient = session.scalars(select(Patient)).one()
        assert (patient.email, patient.born_on) == ("marie@courrier.example", None)


def test_one_bad_line_refuses_the_file_and_all_bad_lines_are_listed(store: Store) -> None:
    text = (
        "clinic,external_id,course,at,state,eva_before,depths_mm\n"
        "parc,S-1,C-1,2026-03-10T10:00,performed,7,2|4\n"
        "parc,S-2,C-1,10/03/2026,performed,7,2\n"
        "parc,S-3,C-1,2026-03-10T10:00,done,11,2\n"
        "parc,S-4,C-9,2026-03-10T10:00,performed,7,\n"
        "parc,S-5,C-1,2026-03-11T10:00,performed,,\n"
        ",S-6,C-1,2026-03-10T10:00,performed,,\n"
    )
    found = problems(store, *BASE, text)
    assert [line.split(":")[0] for line in found] == [
        "4.csv, line 3, column at",
        "4.csv, line 4, column state",
        "4.csv, line 4, column eva_before",
        "4.csv, line 5, column course",
        "4.csv, line 6, column state",
        "4.csv, line 7, column clinic",
    ]
    assert "'10/03/2026': expected: a day and a time such as 2026-03-10T14:30." in found[0]
    assert "one of planned, performed, missed, void" in found[1]
    assert "outside 0 to 10" in found[2]
    assert "no course of that external id" in found[3]
    assert "in the future" in found[4]
    assert set(counts(store).values()) == {0}


def test_nothing_remains_even_if_the_caller_commits(store: Store) -> None:
    sheets = [read_content("a.csv", CLINIC.encode()), read_content("b.csv", PATIENT.replace("1970", "2070").encode())]
    with store.writing(NOON, "import") as session, pytest.raises(ImportRefused, match="born_on"):
        import_files(session, sheets, SHIPPED, NOON)
    assert set(counts(store).values()) == {0}


def test_only_fifty_problems_are_printed(store: Store) -> None:
    lines = "".join(f"parc,P-{number},Durand,hier\n" for number in range(60))
    found = problems(store, CLINIC, "clinic,external_id,family_name,born_on\n" + lines)
    assert len(found) == 51
    assert found[-1] == "… and 10 more."


def test_what_hangs_on_a_bad_line_is_not_a_problem_of_its_own(store: Store) -> None:
    assert len(problems(store, CLINIC, STAFF, PATIENT.replace("oui", "peut-être"), COURSE, SESSION)) == 1


def test_an_external_id_twice_names_both_lines(store: Store) -> None:
    doubled = PATIENT + PATIENT.splitlines()[1] + "\n"
    assert problems(store, CLINIC, doubled) == ["1.csv, line 3, column external_id: 'P-1': is also on line 2."]
    assert problems(store, CLINIC, PATIENT, PATIENT) == [
        "2.csv, line 2, column external_id: 'P-1': is also on 1.csv, line 2."
    ]


def test_the_same_external_ids_live_in_two_clinics(store: Store) -> None:
    def lyon(text: str) -> str:
        return text.replace("parc", "quais")

    run(store, *BASE, SESSION)
    summary = run(store, *map(lyon, (*BASE, SESSION)))
    assert all(outcome.is_new for outcome in summary.outcomes)
    foreign = COURSE.replace("P-1", "P-2").replace("C-1", "C-2")
    run(store, PATIENT.replace("P-1", "P-2"))
    assert "no patient of that external id" in problems(store, lyon(foreign))[0]


def test_an_unknown_clinic_is_refused(store: Store) -> None:
    assert problems(store, PATIENT) == ["0.csv, line 2, column clinic: 'parc': there is no clinic of this external id."]


def test_warnings_are_acknowledged_in_their_column(store: Store) -> None:
    header = "clinic,external_id,patient,zone,opened_at,acknowledged\n"
    young = PATIENT.replace("1970-05-17", "2017-01-01")
    found = problems(store, CLINIC, young, f"{header}parc,C-1,P-1,lombaire,2026-03-01,\n")
    assert found[0].startswith("2.csv, line 2, column acknowledged: to be acknowledged here first: under_10")
    run(store, CLINIC, young, f"{header}parc,C-1,P-1,lombaire,2026-03-01,under_10\n")
    assert not run(store, f"{header}parc,C-1,P-1,lombaire,2026-03-01,under_10\n").changes_something


def test_a_file_says_a_physicians_yes_of_a_physicians_own_session_alone(store: Store) -> None:
    run(store, *BASE)
    with writing(store) as session:
        holding_alert(session, session.scalars(select(Course)).one(), opened_at=NOON - timedelta(days=2))
    header = "clinic,external_id,course,at,state,operator,acknowledged\n"
    (line,) = problems(store, f"{header}parc,S-1,C-1,2026-03-10T10:00,performed,,session_held\n")
    assert line.startswith("0.csv, line 2, column operator: An alert holds this session")
    run(store, f"{header}parc,S-1,C-1,2026-03-10T10:00,performed,roux,session_held\n")


PRODUCTS = "clinic,external_id,session,name,class,lot\n"


def test_four_products_of_a_syringe_are_judged_with_their_session(store: Store) -> None:
    four = PRODUCTS + "".join(f"parc,S-1-{letter},S-1,Produit {letter},vitamin,\n" for letter in "abcd")
    found = problems(store, *BASE, SESSION, four)
    assert len(found) == 1
    assert found[0].startswith("4.csv, line 2")
    assert "Say why" in found[0]
    told = SESSION.replace("state", "state,deviation_reason").replace("performed", "performed,erreur")
    assert run(store, *BASE, told, four).count(Kind.PRODUCTS)["created"] == 4


def test_products_come_alone_for_a_session_on_record_and_stay_with_it(store: Store) -> None:
    run(store, *BASE, SESSION)
    one = f"{PRODUCTS}parc,S-1-a,S-1,Lidocaïne,local_anaesthetic,L1\n"
    assert run(store, one).count(Kind.PRODUCTS)["created"] == 1
    assert run(store, one.replace("S-1-a", "S-1-b")).count(Kind.PRODUCTS)["created"] == 1
    assert not run(store, SESSION, one).changes_something
    assert run(store, one.replace("L1", "L2")).outcomes[0].fields == ("lot",)
    assert "no session" in problems(store, one.replace(",S-1,", ",S-9,"))[0]


def test_a_course_of_the_past_comes_with_its_sessions_and_its_closing(store: Store) -> None:
    closed = COURSE.replace("physician", "physician,closed_at").replace("roux", "roux,2026-03-10")
    summary = run(store, CLINIC, STAFF, PATIENT, closed, SESSION)
    assert summary.count(Kind.COURSES)["created"] == 1
    with store.reading() as session:
        assert session.scalars(select(Course)).one().closed_at == NOON
    assert not run(store, closed, SESSION).changes_something
    assert "closed" in problems(store, SESSION.replace("S-1", "S-2"))[0]


def test_a_death_ends_what_is_owed(store: Store) -> None:
    run(store, *BASE, SESSION)
    dead = "clinic,external_id,family_name,is_deceased\nparc,P-1,Durand,oui\n"
    assert run(store, dead).outcomes[0].fields == ("is_deceased",)
    assert not run(store, dead).changes_something
    with store.reading() as session:
        assert session.scalars(select(Patient)).one().state is PatientState.DECEASED
        assert "planned" not in {message.state for message in session.scalars(select(Message))}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-29T02:30", "skip this time"),
        ("2026-10-25T02:30", "show this time twice that night: write 02:30+02:00 or 02:30+01:00"),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(store: Store, written: str, said: str) -> None:
    planned = SESSION.replace("2026-03-10T10:00,performed", f"{written},planned")
    assert said in problems(store, *BASE, planned)[0]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-29T01:59", "2026-03-29T00:59:00+00:00"),
        ("2026-03-29T03:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25 02:30:00Z", "2026-10-25T02:30:00+00:00"),
    ],
)
def test_times_are_the_clinics_or_carry_their_offset(store: Store, written: str, utc: str) -> None:
    run(store, *BASE, SESSION.replace("2026-03-10T10:00,performed", f"{written},planned"))
    with store.reading() as session:
        assert session.scalars(select(TreatmentSession)).one().at.isoformat() == utc


@pytest.mark.end_to_end
def test_patients_are_imported_by_the_thousand(store: Store) -> None:
    """Ten thousand take some ten seconds of a processor; a fifth of them is enough to notice a query for each."""
    lines = [f"parc,P-{n},Durand {n},1970-05-17,p{n}@courrier.example,oui" for n in range(2_000)]
    text = PATIENT.splitlines()[0] + "\n" + "\n".join(lines)
    for word in ("created", "unchanged"):
        began = time.process_time()
        assert run(store, CLINIC, text).count(Kind.PATIENTS)[word] == 2_000
        assert time.process_time() - began < 6


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_line_breaks_the_import(store: Store, data: st.DataObject) -> None:
    """Whatever a cell says, the files are imported or refused; no other error comes out."""
    kind = data.draw(st.sampled_from([Kind.PATIENTS, Kind.COURSES, Kind.SESSIONS, Kind.PRODUCTS]))
    usual = {"clinic": "parc", "external_id": "X-1", "patient": "P-1", "course": "C-1", "session": "S-1"}
    usual |= {"family_name": "Durand", "zone": "lombaire", "opened_at": "2026-03-01", "at": "2026-03-10T09:00"}
    usual |= {"state": "performed", "name": "Arnica", "class": "phytotherapy"}
    if kind is Kind.PATIENTS:
        del usual["zone"]
    odd = st.text() | st.sampled_from(["0", "-1", "oui", "2026-03-29T02:30", "9999-12-31", "C-1", "P-1", "roux", "1|2"])
    names = data.draw(st.lists(st.sampled_from([column.name for column in COLUMNS[kind]]), unique=True))
    line = usual | {name: data.draw(odd) for name in names}
    cells = {column.name: line.get(column.name, "") for column in COLUMNS[kind]}
    odd_sheet = Sheet("odd.csv", kind, (Line("odd.csv", 2, {name: cell.strip() for name, cell in cells.items()}),))
    base = [read_content(f"{place}.csv", text.encode()) for place, text in enumerate((*BASE, SESSION))]
    with store.writing(NOON, "import") as session:
        import_files(session, base, SHIPPED, NOON)
        with suppress(Refused):
            assert isinstance(import_files(session, [odd_sheet], SHIPPED, NOON), Summary)
        session.rollback()
