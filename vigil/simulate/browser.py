"""A browser without JavaScript: opens the program's pages in process and sends the forms that they really hold."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from html import unescape
from types import TracebackType
from typing import Self

import httpx2
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp

from vigil.domain.errors import VigilError

_TAG = re.compile(r"<(/?form|input|textarea|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


class PageBroken(VigilError):
    """A page of ours does not hold what a person would look for there."""


@dataclass(frozen=True)
class Form:
    """What one form offers: values to choose from by name, names of text fields, and what goes along unseen."""

    action: str
    choices: Mapping[str, tuple[str, ...]]
    texts: tuple[str, ...]
    hidden: Mapping[str, str]
    buttons: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Page:
    """One page as it came back; ``url`` is where any redirects led."""

    url: str
    status: int
    text: str

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms that are sent with POST, in the order of the page."""
        return tuple(_forms(self.text))


class Browser:
    """Opens one page at a time, on one loop that lasts: a loop for each page would make it a thread for each page."""

    def __init__(self, application: ASGIApp, base_url: str) -> None:
        self._opened = ExitStack()
        self._portal = self._opened.enter_context(start_blocking_portal())
        self._client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=application), base_url=base_url, follow_redirects=True
        )
        self._opened.callback(self._portal.call, self._client.aclose)

    def open(self, url: str) -> Page:
        return self._page(partial(self._client.get, url))

    def send(self, page: Page, form: Form, fields: Mapping[str, Sequence[str]]) -> Page:
        """Post a form of a page with these fields and its hidden ones."""
        for name, values in fields.items():
            allowed = form.choices.get(name) or form.buttons.get(name)
            if allowed is None and name not in form.texts:
                raise PageBroken(f"The form of {page.url} has no field {name}.")
            if allowed is not None and not set(values) <= set(allowed):
                raise PageBroken(f"The field {name} of {page.url} does not offer {', '.join(values)}.")
        return self.post(httpx2.URL(page.url).join(form.action), {**form.hidden, **fields})

    def post(self, url: str | httpx2.URL, fields: Mapping[str, str | Sequence[str]]) -> Page:
        """Post fields to an address, as a mail program does for a one-click opt-out."""
        return self._page(partial(self._client.post, url, data=dict(fields)))

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _page(self, request: Callable[[], Awaitable[httpx2.Response]]) -> Page:
        response = self._portal.call(request)
        return Page(str(response.url), response.status_code, response.text)


def the_form(page: Page) -> Form:
    """The first form of a page that opened well; ``PageBroken`` otherwise."""
    if page.status != 200:
        raise PageBroken(f"{page.url} answered {page.status}.")
    if not page.forms:
        raise PageBroken(f"{page.url} holds no form.")
    return page.forms[0]


def _forms(text: str) -> list[Form]:
    found: list[Form] = []
    inside: list[tuple[str, dict[str, str]]] | None = None
    action = ""
    for match in _TAG.finditer(text):
        tag, attributes = match[1], _attributes(match[2])
        if tag == "form":
            inside, action = [], attributes.get("action", "")
            is_posted = attributes.get("method", "get").lower() == "post"
        elif tag == "/form":
            if inside is not None and is_posted:
                found.append(_form(action, inside))
            inside = None
        elif inside is not None:
            inside.append((tag, attributes))
    return found


def _form(action: str, tags: list[tuple[str, dict[str, str]]]) -> Form:
    choices: dict[str, list[str]] = {}
    buttons: dict[str, list[str]] = {}
    texts, hidden = [], {}
    for tag, attributes in tags:
        name, kind = attributes.get("name", ""), attributes.get("type", "text").lower()
        value = attributes.get("value", "")
        if not name:
            continue
        if tag == "button":
            buttons.setdefault(name, []).append(value)
        elif tag == "textarea" or kind not in ("radio", "checkbox", "hidden"):
            texts.append(name)
        elif kind == "hidden":
            hidden[name] = value
        else:
            choices.setdefault(name, []).append(value)
    return Form(action, _frozen(choices), tuple(texts), hidden, _frozen(buttons))


def _frozen(lists: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in lists.items()}


def _attributes(written: str) -> dict[str, str]:
    return {name: unescape(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(written)}
