"""A schedule played at the desk: in a process that knows nothing of the clinic, one at a time, then shown."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.people import DAY, shipped_files
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.domain.words import Role
from vigil.store.base import Base
from vigil.web.plays import PATIENCE, Asked, Played, Plays, latest

PAGE = "/administration/schedules/standard/simulate"
SMALL = {"do": "play", "weeks": "4", "patients": "5"}
TELLS = "import json, os, sys; print(json.dumps([sorted(os.environ), os.getcwd(), sys.argv[1:], os.listdir()]))"
ASKED = Asked("standard", "name = 'standard'\n", is_draft=False, weeks=4, patients=5)


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def ended(desk: Desk) -> Played:
    """The play once it is over; on a busy machine that may be minutes."""
    for _ in range(3000):
        played = latest(desk.cabinet.store, desk.cabinet.clinic_id, desk.cabinet.now)
        if played is not None and played.state != "running":
            return played
        time.sleep(0.1)
    raise AssertionError("the play does not end")


def start(desk: Desk, plays: Plays) -> bool:
    return plays.start(desk.cabinet.store, desk.cabinet.clinic_id, ASKED, desk.cabinet.now)


def told(desk: Desk) -> dict[str, list[str]]:
    """Every row of every table but the fact of the play."""
    with desk.cabinet.store.reading() as session:
        return {
            table.name: sorted(map(str, session.execute(table.select())))
            for table in Base.metadata.sorted_tables
            if table.name != "fact"
        }


@contextmanager
def unchanged(desk: Desk) -> Iterator[None]:
    before = told(desk)
    yield
    assert told(desk) == before
    assert desk.cabinet.courier.tried == []


def days(page: Element) -> list[str]:
    return [
        " ".join(line.text.split()) for calendar in page.all("ol", class_="calendar") for line in calendar.all("li")
    ]


@pytest.mark.end_to_end
def test_the_schedule_in_force_is_played_and_shown_as_counts_and_as_a_calendar(desk: Desk, admin: Seat) -> None:
    with unchanged(desk):
        assert admin.post(PAGE, SMALL).headers["location"] == admin.url(PAGE)
        running = admin.get(PAGE).text
        assert f'content="3;url={admin.url(PAGE)}?refresh=1"' in running
        assert "5 patients, 4 semaines" in running
        again = admin.post(PAGE, SMALL)
        assert (again.status_code, "tourne déjà" in again.text) == (409, True)
        played = ended(desk)
    assert played.state == "done"
    assert played.summary is not None
    assert played.summary["reconciled"] is True
    page = admin.page(PAGE)
    rows = page.all("table")[0].all("tr")
    assert len(rows) == 1 + 4
    assert [row.all("th")[0].text for row in rows[1:]] == ["1", "2", "3", "4"]
    assert days(page)[0].startswith("jour 0")
    assert any("Séance 1" in day for day in days(page))
    assert any("Questions de sécurité" in day for day in days(page))
    assert "version en vigueur" in page.text
    assert page.all("meta", **{"http-equiv": "refresh"}) == []
    weeks = played.summary["weeks"]
    assert 0 < sum(sum(week["mails"].values()) + week["by_hand"] for week in weeks) <= played.summary["sent"]
    assert sum(week["answers"] for week in weeks) == played.summary["reports"]
    assert sum(sum(week["alerts"].values()) for week in weeks) == sum(played.summary["alerts"]["by_rule"].values())


@pytest.mark.end_to_end
def test_a_draft_is_brought_from_its_difference_and_played_without_being_saved(desk: Desk, admin: Seat) -> None:
    draft = shipped_files().schedules["standard"].replace('after = "48h"', 'after = "24h"', 1)
    assert draft != shipped_files().schedules["standard"]
    review = admin.post("/administration/schedules/standard", {"do": "file", "content": draft})
    (button,) = [one for one in parsed(review.text).all("button") if one.attributes.get("value") == "draft"]
    assert button.attributes["formaction"] == admin.url(PAGE)
    brought = admin.post(PAGE, {"do": "draft", "content": draft, "base": "1"})
    assert "un brouillon, pas encore enregistré" in parsed(brought.text).text
    assert admin.post(PAGE, SMALL | {"content": draft}).status_code == 303
    assert ended(desk).is_draft
    assert "brouillon" in admin.page(PAGE).text
    assert admin.page("/administration/schedules/standard").text.count("version 1") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"weeks": "24", "patients": "30"}, "C’est trop long"),
        ({"weeks": "5200"}, "C’est trop long"),
        ({"content": "name = 3\n"}, "À revoir"),
        ({"content": "rm -rf"}, "du TOML valide"),
    ],
)
def test_what_cannot_be_played_is_told_and_nothing_starts(
    desk: Desk, admin: Seat, typed: dict[str, str], said: str
) -> None:
    refused = admin.post(PAGE, SMALL | typed)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert latest(desk.cabinet.store, desk.cabinet.clinic_id, desk.cabinet.now) is None


def test_the_process_is_told_nothing_of_the_installation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VIGIL_DATABASE_URL", "VIGIL_KEYS", "VIGIL_RELAY", "VIGIL_SMTP_PASSWORD", "SECRET"):
        monkeypatch.setenv(name, "clinic")
    plays = desk.app.web().state.site.plays
    own = Plays((sys.executable, "-c", TELLS), plays._environment)
    assert start(desk, own)
    summary: Any = ended(desk).summary
    environment, folder, arguments, files = summary
    assert set(environment) <= {"PATH", "PYTHONPATH", "LANG", "LC_CTYPE", "TZ", "VIGIL_HOME", "VIGIL_SHIPPED", "TMPDIR"}
    assert arguments[:4] == ["--weeks", "4", "--patients", "5"]
    assert files == ["schedule.toml"]
    assert str(desk.app.settings.home) not in folder
    assert not Path(folder).exists()


def test_a_play_that_fails_says_so_and_the_next_may_begin(desk: Desk, admin: Seat) -> None:
    assert start(desk, Plays((sys.executable, "-c", "raise SystemExit(1)"), {}))
    assert ended(desk).state == "failed"
    assert "n’a pas abouti" in admin.get(PAGE).text
    assert start(desk, Plays((sys.executable, "-c", "print('{}')"), {}))
    assert ended(desk).state == "done"


def test_a_play_ends_with_the_program(desk: Desk) -> None:
    stopping = threading.Event()
    assert start(desk, Plays((sys.executable, "-c", "import time; time.sleep(600)"), {}, stopping))
    stopping.set()
    assert ended(desk).state == "failed"


def test_a_play_whose_process_died_has_failed_and_does_not_block_the_next(desk: Desk) -> None:
    stopping = threading.Event()
    sleeping = Plays((sys.executable, "-c", "import time; time.sleep(600)"), {}, stopping)
    assert start(desk, sleeping)
    assert not start(desk, sleeping)
    desk.cabinet.wait(2 * PATIENCE + DAY)
    played = latest(desk.cabinet.store, desk.cabinet.clinic_id, desk.cabinet.now)
    assert played is not None
    assert played.state == "failed"
    assert start(desk, Plays((sys.executable, "-c", "print('{}')"), {}))
    assert ended(desk).state == "done"
    stopping.set()
    threads = [thread for thread in threading.enumerate() if thread.name == "play"]
    for thread in threads:
        thread.join(10)
    assert ended(desk).state == "done"


def test_another_clinic_sees_its_own_plays_alone(desk: Desk) -> None:
    assert start(desk, Plays((sys.executable, "-c", "raise SystemExit(1)"), {}))
    ended(desk)
    assert latest(desk.cabinet.store, desk.other.clinic_id, desk.cabinet.now) is None
