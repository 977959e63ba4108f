"""What every answer carries, what no log line holds, and what is not a page."""

import io
import logging
import shutil
from pathlib import Path

import pytest
import structlog

from tests.web.conftest import Site
from tests.web.reading_html import parsed
from tests.web.test_answering_faults import FULL, with_templates

SAFE = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
}


def test_every_page_of_every_state_is_kept_out_of_caches_frames_and_referrers(site: Site, tmp_path: Path) -> None:
    url, worklist = site.answer_url(), site.worklist_url()
    broken = with_templates(site, tmp_path, form="{{ 1 / 0 }}")
    pages = [
        site.get(url), site.post(url, {"danger": "breathing"}), site.post(f"{url}/called", {"called": "no"}),
        site.post(url, {}), site.post(url, {"words": "a" * 20_001}), site.get("/answer/x"), site.client.put(url),
        site.get(site.stop_url), site.post(site.stop_url), site.get(worklist), site.get(f"{worklist}/tasks"),
        site.get("/"), site.get("/health"), site.get("/static/none.css"), broken.get(url),
        site.client.get(f"{url}/called", follow_redirects=False),
    ]  # fmt: skip
    assert {page.status_code for page in pages} == {200, 303, 404, 405, 413, 422, 500}
    for page in pages:
        assert {name: page.headers[name] for name in SAFE} == SAFE, page.url
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "set-cookie" not in page.headers


def test_the_style_sheet_is_cached_for_as_long_as_its_content(site: Site) -> None:
    sheet, icon = (str(link.attributes["href"]) for link in reversed(site.page(site.answer_url()).all("link")))
    assert "?v=" in sheet
    answered = site.get(sheet)
    assert answered.status_code == 200
    assert answered.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["content-type"].startswith("text/css")
    assert site.get(icon).status_code == 200
    again = site.get(sheet, headers={"if-none-match": answered.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, answered.headers["cache-control"])


@pytest.mark.parametrize("path", ["/", "/nothing", "/answer", "/answer/", "/worklist/x/y/z", "/static/../app.py",
                                  "/static/%2e%2e/pages.py", "/.env", "/wp-login.php", "/static/none.css"])  # fmt: skip
def test_an_address_that_leads_nowhere_is_a_helpful_page(site: Site, path: str) -> None:
    page = site.get(path, headers={"accept-language": "en-GB,en;q=0.9"})
    assert page.status_code == 404
    assert parsed(page.text).all("h1")[0].text == "This link leads nowhere"
    assert "tel:15" in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_a_method_that_is_not_taken_is_a_helpful_page_that_names_those_that_are(site: Site, method: str) -> None:
    page = site.client.request(method, site.answer_url())
    assert page.status_code == 405
    assert "GET" in page.headers["allow"]
    assert "tel:15" in page.text


def test_health_is_200_while_the_database_answers_and_503_otherwise(site: Site) -> None:
    assert (site.get("/health").status_code, site.get("/health").text) == (200, "ok")
    site.run_sql("ALTER TABLE fact RENAME TO lost")
    gone = site.get("/health")
    assert gone.status_code == 503
    assert "lost" not in gone.text


def test_no_log_line_and_no_page_holds_a_token_a_name_an_answer_or_a_trace(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    written = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written), cache_logger_on_first_use=False)
    try:
        with caplog.at_level(logging.DEBUG):
            shown = _everything_that_goes_wrong(site, tmp_path)
    finally:
        structlog.reset_defaults()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx2")]  # the browser's
    logged = "\n".join([written.getvalue(), *ours, *capfd.readouterr()])
    assert "answer_not_saved" in logged
    assert "page_failed" in logged
    token = site.answer_url().rpartition("/")[2]
    for secret in (token, site.stop_url, "Durand", "suffoque", "breathing", "Traceback", "disk full"):
        assert secret not in logged
    for page in shown:
        assert "Traceback" not in page
        assert "ZeroDivisionError" not in page
        assert "sqlite" not in page.lower()


def _everything_that_goes_wrong(site: Site, folder: Path) -> list[str]:
    url = site.answer_url()
    typed = {"danger": "breathing", "words": "je suffoque, Marie Durand"}
    broken = with_templates(site, folder, form="{{ 1 / 0 }}", advice="{{ page.nothing }}", alerts="{% include 'no' %}")
    shown = [broken.get(url).text, broken.post(url, data=typed).text, broken.get(site.worklist_url()).text]
    site.run_sql(FULL)
    shown += [site.post(url, typed | {"request_id": "b"}).text, site.post(f"{url}/called", {"called": "no"}).text]
    site.run_sql("DROP TRIGGER full")
    site.run_sql("UPDATE version SET content = 'broken =' WHERE kind = 'rules'")
    shown.append(site.post(url, typed | {"request_id": "c"}).text)
    site.run_sql("UPDATE patient SET given_name_sealed = x'00'")
    shutil.rmtree(folder / "shipped" / "templates")
    return [*shown, site.get(site.worklist_url()).text, broken.get("/nothing").text]
