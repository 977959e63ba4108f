"""Faults of ours while somebody answers: the answer is kept, or the page comes back with everything that was typed."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from tests.people import SENDER
from tests.web.conftest import Site, eva_name, heading
from tests.web.reading_html import filled, parsed
from tests.web.samples import ROOT
from tests.web.visiting import Visiting
from vigil.app import App
from vigil.domain.words import Language, Urgency
from vigil.settings import Settings
from vigil.store.tables import Alert

pytestmark = pytest.mark.end_to_end

TYPED = {"danger": "none", "reaction": "haematoma", "signs.haematoma": "hard", "words": "ligne 1\nligne 2 <b>",
         "request_id": "page-1"}  # fmt: skip
FULL = "CREATE TRIGGER full BEFORE INSERT ON report BEGIN SELECT RAISE(ABORT, 'disk full: Marie Durand'); END"


def impatient(site: Site) -> None:
    """The database gives up waiting at once."""
    site.cabinet.store.close()  # what is open waits as long as ever
    engine = site.cabinet.store.engine
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50").close())


def with_templates(site: Site, folder: Path, **broken: str) -> TestClient:
    """The same cabinet, some of whose templates were changed."""
    for name in ("templates", "config"):
        shutil.copytree(ROOT / name, folder / "shipped" / name)
    for name, content in broken.items():
        (folder / "shipped" / "templates" / "web" / f"{name}.html").write_text(content, encoding="utf-8")
    settings = Settings(home=folder, shipped=folder / "shipped")
    cabinet = site.cabinet
    app = App(settings=settings, store=cabinet.store, courier=cabinet.courier, sender=SENDER, now=cabinet.clock)
    return Visiting(app.web(), base_url="http://vigil.example")


def as_sent(fields: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [value.replace("\r\n", "\n") for value in values] for name, values in fields.items() if any(values)}


def test_a_locked_database_gives_the_page_back_and_sending_again_works(site: Site, tmp_path: Path) -> None:
    impatient(site)
    url = site.answer_url()
    typed = TYPED | {eva_name(site, url): "6"}
    other = sqlite3.connect(tmp_path / "vigil.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    again = site.post(url, typed)
    assert again.status_code == 503
    page = parsed(again.text)
    assert "n’ont pas pu être enregistrées" in page.all("title")[0].text
    assert as_sent(filled(page)) == {name: [value] for name, value in typed.items()}
    other.execute("ROLLBACK")
    other.close()
    assert site.post(url, filled(page)).status_code == 200
    assert len(site.reports()) == 1
    assert site.post(url, filled(page)).status_code == 200
    assert len(site.reports()) == 1


def test_a_disk_that_is_full_at_the_last_moment_gives_the_page_back(site: Site) -> None:
    site.run_sql(FULL)
    again = site.post(site.answer_url(), TYPED)
    assert again.status_code == 503
    assert as_sent(filled(parsed(again.text))) == {name: [value] for name, value in TYPED.items()}
    assert "disk full" not in again.text
    assert site.reports() == []
    site.run_sql("DROP TRIGGER full")
    assert site.post(site.answer_url(), filled(parsed(again.text))).status_code == 200
    assert len(site.reports()) == 1


def test_a_database_that_is_gone_gives_back_what_was_typed_to_be_sent_again(site: Site) -> None:
    url = site.answer_url()
    site.run_sql("ALTER TABLE token RENAME TO lost")
    again = site.post(url, TYPED, headers={"accept-language": "en"})
    assert again.status_code == 503
    assert heading(again) == "A fault of ours"
    sent = parsed(again.text).all("form")[0]
    assert sent.attributes["action"] == url
    kept = {box.attributes["name"]: [box.attributes["value"]] for box in sent.all("input", type="hidden")}
    assert kept == {name: [value] for name, value in TYPED.items()}
    site.run_sql("ALTER TABLE lost RENAME TO token")
    assert site.post(url, {str(name): values for name, values in kept.items()}).status_code == 200
    assert "ligne 2" in site.said(1)


def test_an_emergency_told_to_a_failing_database_still_says_whom_to_call(site: Site) -> None:
    site.run_sql(FULL)
    again = site.post(site.answer_url(), TYPED | {"danger": "breathing"})
    assert all(number in again.text for number in ("tel:15", "tel:112", "sms:114"))
    site.run_sql("DROP TRIGGER full")
    site.post(site.answer_url(), TYPED | {"danger": "breathing"})
    site.run_sql("CREATE TRIGGER full BEFORE UPDATE ON report BEGIN SELECT RAISE(ABORT, 'full'); END")
    failed = site.post(f"{site.answer_url()}/called", {"called": "no"})
    assert failed.status_code == 503
    assert "tel:15" in failed.text
    site.run_sql("DROP TRIGGER full")
    assert parsed(failed.text).all("form")[0].attributes["action"] == f"{site.answer_url()}/called"


def test_rules_that_cannot_be_read_lose_no_answer_and_open_an_alert(site: Site) -> None:
    site.run_sql("UPDATE version SET content = 'broken = ' WHERE kind = 'rules'")
    assert heading(site.post(site.answer_url(), TYPED | {"danger": "breathing"})).startswith("Appelez le 15")
    assert len(site.reports()) == 1
    assert [alert.urgency for alert in site.cabinet.rows(Alert)] == [Urgency.EMERGENCY]


def test_an_advice_that_cannot_be_drawn_does_not_say_that_the_answer_was_lost(site: Site, tmp_path: Path) -> None:
    client = with_templates(site, tmp_path, advice="{{ 1 / 0 }}")
    answered = client.post(site.answer_url(), data=TYPED | {"danger": "breathing"})
    assert answered.status_code == 200
    assert heading(answered) == "Votre réponse est enregistrée"
    assert "tel:15" in answered.text
    assert len(site.reports()) == 1


def test_a_form_that_cannot_be_drawn_again_gives_back_what_was_typed(site: Site, tmp_path: Path) -> None:
    client = with_templates(site, tmp_path, form="{{ 1 / 0 }}")
    site.run_sql(FULL)
    again = client.post(site.answer_url(), data=TYPED)
    assert again.status_code == 503
    assert {box.attributes["name"] for box in parsed(again.text).all("input", type="hidden")} == set(TYPED)


@pytest.mark.parametrize("language", Language)
def test_a_page_that_fails_is_a_page_that_says_so(site: Site, tmp_path: Path, language: Language) -> None:
    client = with_templates(site, tmp_path, form="{{ 1 / 0 }}")
    failed = client.get(site.answer_url(), headers={"accept-language": f"{language}-XX,fr;q=0.1"})
    assert failed.status_code == 500
    assert parsed(failed.text).all("html")[0].attributes["lang"] == language
    assert "tel:15" in failed.text
    assert "ZeroDivision" not in failed.text


def test_where_no_page_can_be_drawn_the_numbers_still_are(site: Site, tmp_path: Path) -> None:
    client = with_templates(site, tmp_path, link="{{ 1 / 0 }}", form="{{ 1 / 0 }}", advice="{{ 1 / 0 }}")
    for failed in (client.get("/nothing"), client.get(site.answer_url()), client.post(site.answer_url(), data=TYPED)):
        assert failed.status_code == 500
        assert all(number in failed.text for number in ("tel:15", "tel:112", "sms:114"))
        assert failed.headers["cache-control"] == "no-store"
    assert len(site.reports()) == 1
