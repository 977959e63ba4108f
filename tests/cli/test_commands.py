"""The commands in process: what they print, where, and how they end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from tests.cli.commands import Run
from tests.cli.practice_files import afternoon_zone, write_practice
from tests.people import NOON
from vigil import clock
from vigil.app import build
from vigil.jobs import NAMES
from vigil.mail.mailbox import Mailbox
from vigil.settings import read_settings
from vigil.store.tables import Fact

SCHEDULES = Path(__file__).parents[2] / "config" / "schedules"
COMMANDS = ("serve", "run-job", "check", "import", "schedule", "worklist")

NO_INBOX = "VIGIL_IMAP_HOST is not set: replies and bounces are not read, and mails say so.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_practice(tmp_path, datetime.now(UTC))


def simulate() -> None:
    """Mark the database of this environment as one that was played."""
    app = build(read_settings(), clock.now)
    with app.store.writing(NOON, "play") as session:
        session.merge(Fact(name="simulated", value={"until": NOON.isoformat()}))
    app.close()


def sql(home: Path, statement: str) -> int:
    engine = create_engine(f"sqlite:///{home / 'vigil.db'}")
    with engine.begin() as connection:
        done = connection.execute(text(statement))
        found = int(done.scalar_one()) if done.returns_rows else 0
    engine.dispose()
    return found


def messages(home: Path) -> int:
    return sql(home, "SELECT count(*) FROM message")


# help


def test_the_version_is_told(vigil: Run) -> None:
    assert re.fullmatch(r"vigil \d+\.\d+\.\d+\n", vigil("--version").out)


def test_help_names_every_command_in_one_whole_line(vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = vigil("--help").out
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\S.*\.$", said, re.MULTILINE), command
    assert not re.search(rf"^  ({'|'.join(COMMANDS)}) .*\.\.\.$", said, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_makes_nothing(vigil: Run, home: Path, command: str) -> None:
    asked = vigil(command, "--help")
    assert (asked.code, asked.err) == (0, "")
    assert f"Usage: vigil {command}" in asked.out
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--only", "mail"),
        ("run-job",),
        ("import",),
        ("import", "--kind", "people", "x.csv"),
        ("check", "--fast"),
    ],
)
def test_what_is_not_understood_is_an_error_of_one_line(vigil: Run, home: Path, arguments: tuple[str, ...]) -> None:
    said = vigil(*arguments)
    assert said.code == 2
    assert said.err.splitlines()[-1].startswith("Error: ")
    assert not home.exists()


# settings


def test_a_wrong_setting_is_one_sentence_on_standard_error(
    vigil: Run, home: Path, monkeypatch: pytest.MonkeyPatch, files: list[Path]
) -> None:
    monkeypatch.setenv("VIGIL_PORT", "high")
    for arguments in (["serve"], ["check"], ["run-job", "deliver"], ["import", *files], ["worklist", "parc", "roux"]):
        said = vigil(*arguments)
        assert (said.code, said.out) == (2, "")
        assert said.err == "the environment: VIGIL_PORT is 'high'; allowed: a whole number from 1 to 65535.\n"
    assert not home.exists()


# import


def test_a_dry_run_on_a_new_home_shows_everything_and_makes_nothing(vigil: Run, home: Path, files: list[Path]) -> None:
    said = vigil("import", *files)
    assert said.code == 0
    assert "patients: 1 created, 0 changed, 0 unchanged" in said.out
    assert "This was a dry run" in said.err
    assert not home.exists()


def test_an_import_is_written_once(vigil: Run, home: Path, files: list[Path]) -> None:
    first = vigil("import", *files, "--apply")
    assert (first.code, "dry run" in first.err) == (0, False)
    owed = messages(home)
    assert owed > 0
    again = vigil("import", *files, "--apply")
    assert again.out.endswith("Nothing changes.\n")
    assert messages(home) == owed


def test_a_dry_run_on_a_database_leaves_it_as_it_is(
    practice: Mailbox, vigil: Run, home: Path, files: list[Path]
) -> None:
    patients = next(file for file in files if file.stem == "patients")
    patients.write_text(patients.read_text(encoding="utf-8").replace("Durand", "Dupont"), encoding="utf-8")
    assert "P-1 changes family_name" in vigil("import", patients).out
    assert "P-1 changes family_name" in vigil("import", patients, "--apply").out
    assert "Nothing changes." in vigil("import", patients).out


@pytest.mark.parametrize("apply", [(), ("--apply",)])
def test_wrong_files_are_all_told_and_nothing_is_made(
    vigil: Run, home: Path, tmp_path: Path, files: list[Path], apply: tuple[str, ...]
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("colour\nblue\n", encoding="utf-8")
    said = vigil("import", *files, odd, tmp_path / "nowhere.csv", tmp_path, *apply)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 3
    assert "odd.csv, line 1: the header does not say what the file holds" in said.err
    assert "nowhere.csv: cannot be read: No such file or directory." in said.err
    assert not home.exists()


def test_a_clinic_whose_name_betrays_the_treatment_is_refused(vigil: Run, tmp_path: Path) -> None:
    files = write_practice(tmp_path, datetime.now(UTC), mail_name="Cabinet de mésothérapie")
    said = vigil("import", *files, "--apply")
    assert said.code == 2
    assert "clinics.csv, line 2" in said.err
    assert "betrays the treatment" in said.err


# check


def test_a_check_of_a_whole_installation_finds_nothing(practice: Mailbox, vigil: Run) -> None:
    said = vigil("check")
    assert (said.code, said.out, said.err) == (0, "", f"{NO_INBOX}Nothing is wrong.\n")


def test_a_check_of_a_new_home_says_so_and_makes_nothing(vigil: Run, relay: Mailbox, home: Path) -> None:
    said = vigil("check")
    assert (said.code, said.out) == (0, "")
    assert f"There is no database in {home} yet" in said.err
    assert not home.exists()


def test_a_check_changes_nothing(practice: Mailbox, vigil: Run, home: Path) -> None:
    before = {file.name: file.read_bytes() for file in home.iterdir()}
    vigil("check")
    assert {file.name: file.read_bytes() for file in home.iterdir()} == before


def test_a_relay_that_does_not_answer_is_told(practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SMTP_PORT", "9")
    said = vigil("check")
    assert said.code == 1
    assert re.fullmatch(r"The mail relay does not serve: 127\.0\.0\.1:9: .*\n", said.out)
    assert said.err == f"{NO_INBOX}Problems: 1\n"


def test_a_relay_that_cannot_be_secured_is_told(practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SMTP_SECURITY", "starttls")
    assert "The mail relay does not serve: " in vigil("check").out


def test_addresses_that_no_patient_can_use_are_told(
    practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIL_BASE_URL")
    monkeypatch.delenv("VIGIL_MAIL_DOMAIN")
    monkeypatch.setenv("VIGIL_SMTP_HOTS", "smtp.example")
    assert [line.split(":")[0] for line in vigil("check").out.splitlines()] == [
        "VIGIL_SMTP_HOTS is no setting; did you mean VIGIL_SMTP_HOST?",
        "VIGIL_BASE_URL is not set",
        "VIGIL_MAIL_DOMAIN is not set",
    ]
    monkeypatch.setenv("VIGIL_BASE_URL", "http://suivi.example")
    assert "allowed: an https:// address, since links are secrets" in vigil("check").out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VIGIL_MAIL_DOMAIN", "mesotherapie.example"),
        ("VIGIL_MAILBOX", "mesotherapie"),
        ("VIGIL_BASE_URL", "https://mesotherapie-dijon.example"),
    ],
)
def test_addresses_that_betray_the_treatment_are_told(
    practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = vigil("check")
    assert said.code == 1
    assert re.fullmatch(rf"{name} is '{value}': it betrays the treatment \(.*\)\.\n", said.out)


def test_a_clinic_without_a_physician_or_with_a_betraying_name_is_told(
    practice: Mailbox, vigil: Run, home: Path
) -> None:
    sql(home, "UPDATE staff SET is_active = 0")
    sql(home, "UPDATE clinic SET mail_name = 'Centre de mésothérapie'")
    said = vigil("check")
    assert [line[:60] for line in said.out.splitlines()] == [
        "Clinic parc has no physician with an e-mail address: its alerts would reach nobody."[:60],
        "Clinic parc has no clinician to stand on the last rung of its ladders."[:60],
        "Clinic parc: mail_name 'Centre de mésothérapie' betrays the treatment"[:60],
    ]


def test_a_schedule_that_can_no_longer_be_read_is_told(practice: Mailbox, vigil: Run, home: Path) -> None:
    sql(home, """UPDATE version SET content = 'name = "standard"\nnonsense = 1' WHERE name = 'standard'""")
    sql(home, "UPDATE course SET schedule_name = 'gone'")
    said = vigil("check").out.splitlines()
    assert any(line.startswith("Clinic parc: standard, version 1: nonsense ") for line in said)
    assert "Clinic parc has no schedule 'gone', which is to be followed there." in said


def test_mail_that_nobody_sends_is_told(practice: Mailbox, vigil: Run, home: Path) -> None:
    sql(home, "UPDATE message SET due_at = '2026-01-01 00:00:00.000000' WHERE key LIKE 'late:%' AND state = 'planned'")
    assert "Mails that have been due for more than an hour: 2. Does vigil serve run?\n" in vigil("check").out


def test_keys_and_a_database_that_others_can_read_are_told(practice: Mailbox, vigil: Run, home: Path) -> None:
    (home / "keys.json").chmod(0o644)
    (home / "vigil.db").chmod(0o640)
    said = vigil("check").out
    assert f"{home / 'keys.json'} can be opened by others (644): chmod 600" in said
    assert f"{home / 'vigil.db'} can be opened by others (640): chmod 600" in said


def test_missing_keys_are_told(practice: Mailbox, vigil: Run, home: Path) -> None:
    (home / "keys.json").unlink()
    said = vigil("check")
    assert said.code == 1
    assert "keys.json is missing: put the keys back from their backup" in said.out
    assert not (home / "keys.json").exists()


def test_a_broken_configuration_is_told_with_file_key_and_value(
    practice: Mailbox, vigil: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(__file__).parents[2]
    ours = tmp_path / "ours"
    for name in ("config", "templates"):
        copy = ours / name
        copy.parent.mkdir(exist_ok=True)
        _copy(root / name, copy)
    standard = ours / "config" / "schedules" / "standard.toml"
    standard.write_text(standard.read_text(encoding="utf-8").replace('"48h"', '"2h"'), encoding="utf-8")
    (ours / "templates" / "email" / "followup" / "fr" / "body.txt").unlink()
    monkeypatch.setenv("VIGIL_SHIPPED", str(ours))
    said = vigil("check").out
    assert f"{standard}: followup.after is '2h'; allowed: " in said
    assert "body.txt" in said
    refused = vigil("serve")
    assert refused.code == 2
    assert "followup.after is '2h'" in refused.err


def _copy(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file():
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())


def test_files_are_checked_alone_each_by_its_kind(vigil: Run, tmp_path: Path) -> None:
    config = SCHEDULES.parent
    assert vigil("check", *sorted(config.glob("*.toml")), *sorted(SCHEDULES.glob("*.toml"))).code == 0
    wrong = tmp_path / "gentle.toml"
    wrong.write_text('name = "gentle"\n[limits]\nper_day = 9\n', encoding="utf-8")
    latin = tmp_path / "latin.toml"
    latin.write_bytes("name = 'é'".encode("latin-1"))
    said = vigil("check", wrong, latin, tmp_path / "nowhere.toml", tmp_path)
    assert said.code == 1
    assert said.out.splitlines() == [
        f"{wrong}: limits.per_day is 9; allowed: a whole number from 1 to 3.",
        f"{latin} is not a text in UTF-8.",
        f"{tmp_path / 'nowhere.toml'} cannot be read: No such file or directory.",
        f"{tmp_path} cannot be read: Is a directory.",
    ]


# run-job


@pytest.mark.parametrize("job", NAMES)
def test_every_job_has_its_turn_now_or_at_an_instant(practice: Mailbox, vigil: Run, job: str) -> None:
    now = vigil("run-job", job)
    assert (now.code, now.out) == (0, "")
    assert now.err.startswith(f"{job}: ")
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert vigil("run-job", job, "--at", later).code == 0


def test_deliver_sends_what_is_due_once(practice: Mailbox, vigil: Run) -> None:
    assert vigil("run-job", "deliver").err == "deliver: sent 1\n"
    assert vigil("run-job", "deliver").err == "deliver: nothing to do\n"
    assert [letter.recipients for letter in practice.messages()] == [("marie@courrier.example",)]


def test_a_relay_that_is_down_puts_mail_off(practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SMTP_PORT", "9")
    said = vigil("run-job", "deliver")
    assert said.code == 0
    assert "sent" not in said.err


@pytest.mark.parametrize(
    "at", ["2026-03-10T12:00", "2026-03-10", "noon", "", "2026-02-30T12:00+01:00", "0001-01-01T00:00+14:00"]
)
def test_an_instant_without_its_offset_or_none_at_all_is_refused(practice: Mailbox, vigil: Run, at: str) -> None:
    said = vigil("run-job", "deliver", f"--at={at}") if at else vigil("run-job", "deliver", "--at", "x")
    assert said.code == 2
    assert "is not an instant: write it with its offset, such as 2026-03-10T12:00+01:00." in said.err
    assert practice.messages() == []


def test_a_job_that_there_is_not_is_refused(vigil: Run, home: Path) -> None:
    said = vigil("run-job", "delivers")
    assert said.code == 2
    assert said.err == f"There is no job 'delivers': choose one of {', '.join(NAMES)}.\n"
    assert not home.exists()


@pytest.mark.parametrize("arguments", [("run-job", "deliver"), ("run-job", "reconcile"), ("worklist", "parc", "roux")])
def test_without_a_database_there_is_nothing_to_work_on(vigil: Run, home: Path, arguments: tuple[str, ...]) -> None:
    said = vigil(*arguments)
    assert said.code == 2
    assert said.err.startswith(f"There is no database in {home} yet")
    assert not home.exists()


def test_a_ledger_that_was_tampered_with_ends_the_reconciliation_with_code_1(
    practice: Mailbox, vigil: Run, home: Path
) -> None:
    assert vigil("run-job", "reconcile").code == 0
    sql(home, "UPDATE message SET state = 'sent' WHERE key LIKE 'late:%w12%'")
    said = vigil("run-job", "reconcile")
    assert said.code == 1
    assert "late:" in said.out
    checked = vigil("check")
    assert checked.code == 1
    assert said.out.splitlines()[0] in checked.out


# schedule


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The standard schedule with one more late check."""
    file = tmp_path / "standard.toml"
    shipped = (SCHEDULES / "standard.toml").read_text(encoding="utf-8")
    file.write_text(
        shipped.replace("[[reminder]]", '[[late_checks.check]]\nafter = "52w"\n\n[[reminder]]', 1), encoding="utf-8"
    )
    return file


def test_a_change_of_schedule_is_shown_first_and_then_written(
    practice: Mailbox, vigil: Run, home: Path, later: Path
) -> None:
    owed = messages(home)
    said = "standard: version 2. Patients who follow it: 1. Messages entered: 1, moved: 0, cancelled: 0.\n"
    tried = vigil("schedule", "parc", later)
    assert (tried.code, tried.out) == (0, said)
    assert "This was a dry run" in tried.err
    assert messages(home) == owed
    assert vigil("schedule", "parc", later, "--apply").out == said
    assert messages(home) == owed + 1
    assert vigil("schedule", "parc", later, "--apply").out == (
        "standard: this is its version 2 already. Nothing changes.\n"
    )
    assert vigil("run-job", "reconcile").code == 0


def test_a_wrong_schedule_is_refused_with_file_key_and_value(practice: Mailbox, vigil: Run, later: Path) -> None:
    later.write_text(later.read_text(encoding="utf-8").replace('"48h"', '"2h"'), encoding="utf-8")
    said = vigil("schedule", "parc", later, "--apply")
    assert said.code == 2
    assert said.err.startswith(f"{later}: followup.after is '2h'; allowed: ")


def test_a_schedule_for_nobody_or_from_nowhere_is_refused(
    practice: Mailbox, vigil: Run, tmp_path: Path, later: Path
) -> None:
    assert vigil("schedule", "lyon", later).err == "There is no clinic 'lyon'.\n"
    assert vigil("schedule", "parc", tmp_path / "no.toml").err.endswith("cannot be read: No such file or directory.\n")
    later.write_bytes(b"\xff")
    assert vigil("schedule", "parc", later).err == f"{later} is not a text in UTF-8.\n"


# worklist


def test_a_worklist_link_is_all_that_is_printed(practice: Mailbox, vigil: Run) -> None:
    said = vigil("worklist", "parc", "roux")
    assert re.fullmatch(r"https://suivi\.example/worklist/[a-z2-7]{26}\n", said.out)
    assert (said.code, said.err) == (0, "")


def test_a_worklist_of_nobody_is_refused(practice: Mailbox, vigil: Run) -> None:
    said = vigil("worklist", "parc", "leroy")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Clinic 'parc' has no active member of staff 'leroy'.\n"


# what was simulated


def test_a_simulated_home_can_be_looked_at(
    practice: Mailbox, vigil: Run, files: list[Path], later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate()
    monkeypatch.setenv("VIGIL_SMTP_PORT", "9")
    monkeypatch.delenv("VIGIL_BASE_URL")
    checked = vigil("check")
    assert (checked.code, checked.out) == (0, "")
    assert "was simulated, until 2026-03-10T11:00:00+00:00: no worker touches it." in checked.err
    looks: list[list[object]] = [
        ["worklist", "parc", "roux"],
        ["import", *files],
        ["schedule", "parc", later],
        ["run-job", "reconcile"],
    ]
    for arguments in looks:
        assert vigil(*arguments).code == 0, arguments


def test_no_worker_touches_a_simulated_home(practice: Mailbox, vigil: Run, files: list[Path], later: Path) -> None:
    simulate()
    works: list[list[object]] = [
        ["serve"],
        ["serve", "--only", "worker"],
        ["import", *files, "--apply"],
        ["schedule", "parc", later, "--apply"],
    ]
    works += [["run-job", job] for job in NAMES if job != "reconcile"]
    for arguments in works:
        said = vigil(*arguments)
        assert said.code == 2, arguments
        assert "was simulated, and no real worker touches it" in said.err
    assert practice.messages() == []


# whatever else


def test_a_database_that_is_busy_is_one_sentence(
    practice: Mailbox, vigil: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql(home, "ALTER TABLE patient RENAME TO patients")
    said = vigil("run-job", "reconcile")
    assert said.code == 2
    assert said.err.startswith("The database could not be used (no such table: patient)")
    assert "Traceback" not in said.err


def test_nothing_that_is_printed_names_a_patient(practice: Mailbox, vigil: Run, files: list[Path], later: Path) -> None:
    commands: list[list[object]] = [
        ["check"],
        ["import", *files],
        ["schedule", "parc", later, "--apply"],
        ["worklist", "parc", "roux"],
    ]
    commands += [["run-job", job] for job in NAMES]
    for arguments in commands:
        said = vigil(*arguments)
        assert not re.search("durand|marie|courrier", said.out + said.err, re.IGNORECASE), arguments


@pytest.mark.parametrize("hour", range(24))
def test_it_is_always_afternoon_in_the_practice_of_these_tests(hour: int) -> None:
    now = NOON.replace(hour=hour, minute=59)
    assert now.astimezone(ZoneInfo(afternoon_zone(now))).hour == 13
