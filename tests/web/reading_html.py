"""Just enough of a browser to ask a page what it holds."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **wanted: str) -> list["Element"]:
        """The elements below, in the order of the page; a trailing underscore in a name is dropped (``class_``)."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                matches = all(child.attributes.get(key.rstrip("_")) == value for key, value in wanted.items())
                found += [child] * (matches and tag in ("", child.tag)) + child.all(tag, **wanted)
        return found

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"

    def handle_data(self, text: str) -> None:
        self._open[-1].children.append(text)


def parsed(html: str) -> Element:
    """The page as a tree; a tag that closes another is an error."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader._open == [reader.root], "a tag was left open"
    return reader.root


def filled(page: Element) -> dict[str, list[str]]:
    """What a browser would post of the page's first form as it stands."""
    form = page.all("form")[0]
    posted: dict[str, list[str]] = {}
    for box in form.all("input"):
        kind, name, value = (box.attributes.get(key) or "" for key in ("type", "name", "value"))
        if kind in ("hidden", "text") or "checked" in box.attributes:
            posted.setdefault(name, []).append(value)
    for area in form.all("textarea"):
        typed = "".join(child for child in area.children if isinstance(child, str))
        posted.setdefault(area.attributes["name"] or "", []).append(typed.removeprefix("\n"))
    return posted
