"""The demo's mailbox as pages; absent everywhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.people import SENDER
from tests.web.conftest import Site
from tests.web.reading_html import parsed
from vigil.app import App
from vigil.mail.courier import Courier
from vigil.mail.mailbox import Mailbox
from vigil.mail.relay import Relay, Security
from vigil.settings import Settings


@pytest.fixture
def demo(site: Site, tmp_path: Path) -> Iterator[TestClient]:
    """Marie's mails went through a real SMTP server into the built-in mailbox."""
    cabinet = site.cabinet
    with Mailbox(cabinet.clock) as mailbox:
        courier = Courier(Relay("127.0.0.1", mailbox.port, security=Security.PLAIN))
        courier.deliver(cabinet.courier.kept)
        app = App(Settings(home=tmp_path), cabinet.store, courier, SENDER, cabinet.clock)
        yield TestClient(app.web(mailbox), base_url="http://vigil.example")
        courier.close()


def test_outside_the_demo_there_is_no_mailbox(site: Site) -> None:
    for url in ("/mailbox", "/mailbox/00000001", "/mailbox/00000001/html", "/mailbox?page=2"):
        assert site.get(url).status_code == 404


def test_every_mail_is_listed_and_opens(demo: TestClient, site: Site) -> None:
    links = [link.attributes["href"] for link in parsed(demo.get("/mailbox").text).all("ol")[0].all("a")]
    assert len(links) == len(site.cabinet.courier.kept) > 0
    for link in links:
        page = demo.get(str(link))
        assert page.status_code == 200
        assert "vigil.example/" in page.text
        part = demo.get(f"{link}/html")
        assert "default-src 'none'" in part.headers["content-security-policy"]
        assert "script-src" not in part.headers["content-security-policy"]
        assert "sandbox" in part.headers["content-security-policy"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999999999", "1e9", "²"])
def test_a_page_number_of_any_kind_is_a_page(demo: TestClient, page: str) -> None:
    assert demo.get("/mailbox", params={"page": page}).status_code == 200


@pytest.mark.parametrize("id", ["x", "..%2f..%2fvigil.db", "99999999", "%00", "a" * 3000])
def test_a_mail_that_is_not_there_is_a_helpful_page(demo: TestClient, id: str) -> None:
    for url in (f"/mailbox/{id}", f"/mailbox/{id}/html"):
        assert demo.get(url).status_code == 404
