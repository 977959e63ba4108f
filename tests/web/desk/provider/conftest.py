"""A desk beside an OpenID Connect provider, and the way between them."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from httpx2 import Response

from tests.web.desk.conftest import Desk, Seat, Visitor
from tests.web.desk.test_sign_in import knows_password
from tests.web.oidc.providing import CLIENT, TestProvider, providing
from tests.web.oidc.providing import SECRET as CLIENT_SECRET
from tests.web.reading_html import parsed
from tests.web.visiting import Visiting
from vigil.actions.accounts import identities
from vigil.store.tables import Account, ProviderIdentity

NAME = "Pro Santé Connect"
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP: to read every authority of the world takes fifty times as long as to ask."""


@dataclass
class Doorway:
    """The desk, and a provider beside it; ``visitor`` is a browser that has not signed in."""

    desk: Desk
    provider: TestProvider
    visitor: Visitor

    def leaves(self, url: str = "/sign-in/provider") -> str:
        """Press the link: the provider's address."""
        left = self.visitor.client.get(url)
        assert left.status_code == 303, left.text
        return left.headers["location"]

    def signs_in_there(self, address: str) -> str:
        """The provider recognises her: where its answer sends her back to, below our address."""
        assert address.startswith(self.provider.issuer), address
        back = httpx2.get(address, trust_env=False, verify=PLAIN).headers["location"]
        assert back.startswith("http://vigil.example/sign-in/provider/back?"), back
        return back.removeprefix("http://vigil.example")

    def comes(self, url: str = "/sign-in/provider") -> Response:
        """The whole way, there and back."""
        return self.visitor.client.get(self.signs_in_there(self.leaves(url)))

    def is_linked(self, external_id: str = "roux", subject: str | None = None) -> None:
        with self.desk.cabinet.writing() as session:
            account = session.get_one(Account, self.desk.account_of(external_id))
            subject = subject or self.provider.subject
            identities.link(session, account, self.provider.issuer, subject, self.desk.cabinet.now)

    def seat(self, external_id: str = "roux") -> Seat:
        """A browser in which somebody has signed in, which knows this provider."""
        seat = self.desk.as_staff(external_id)
        self.visitor.client.cookies.update(seat.client.cookies)
        return Seat(self.visitor.client, seat.clinic_id, seat.csrf)

    def browser(self) -> Visitor:
        """Another browser."""
        return Visitor(
            self.desk, Visiting(self.visitor.client.app, base_url="http://vigil.example", follow_redirects=False)
        )

    def is_in(self) -> bool:
        return self.visitor.client.get("/desk").headers["location"].startswith("/desk/")

    def identities(self) -> list[Any]:
        with self.desk.cabinet.store.reading() as session:
            return [(row.account_id, row.known_as) for row in session.query(ProviderIdentity)]

    def said(self, response: Response) -> str:
        """What the page says that this answer leads to, in French; the same page is there in English."""
        assert response.status_code == 303, response.text
        place = response.headers["location"]
        english = self.visitor.client.get(place + "&lang=en").text
        assert parsed(english).all("p", role="alert")[0].text
        page = parsed(self.visitor.client.get(place).text)
        assert page.all("form", action="/sign-in")  # the password is asked for as ever
        return page.all("p", role="alert")[0].text


def configured(desk: Desk, provider: TestProvider, **more: Any) -> dict[str, Any]:
    return {
        "base_url": "http://vigil.example",
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": NAME,
    } | more


def opened(desk: Desk, provider: TestProvider, **more: Any) -> Doorway:
    desk.app.settings = desk.app.settings.model_copy(update=configured(desk, provider, **more))
    return Doorway(desk, provider, Visitor(desk, desk.client()))


@pytest.fixture
def provider(desk: Desk) -> Iterator[TestProvider]:
    with providing(lambda: desk.cabinet.now) as opened:
        yield opened


@pytest.fixture
def door(desk: Desk, provider: TestProvider) -> Doorway:
    """Dr Roux has a password and a device, and the provider calls her 899700123456; she has linked nothing yet."""
    knows_password(desk)
    return opened(desk, provider)


def way_there(page: Response) -> str:
    """The link of the page that leads to the provider."""
    assert page.status_code == 200, page.status_code
    return next(str(each.attributes["href"]) for each in parsed(page.text).all("a") if "Aller sur" in each.text)
