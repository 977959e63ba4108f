"""What a reader sees of an HTML mail: its words block by block, its links, and what it would fetch."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "table", "tr", "td", "br", "h1", "h2", "h3", "body"})
_UNSEEN = frozenset({"head", "style", "script", "title"})
_FETCHING_TAGS = frozenset(
    {"img", "script", "iframe", "object", "embed", "audio", "video", "source", "link", "form", "svg"}
)
_WHITE = re.compile(r"[ \t\r\n]+")  # what HTML collapses; typographic spaces stay
_FETCHING_CSS = re.compile(r"url\s*\(|@import|image-set", re.IGNORECASE)


@dataclass
class Visible:
    """``lines`` are the words of each block; ``fetches`` names what would load or run something."""

    language: str = ""
    lines: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    fetches: list[str] = field(default_factory=list)


def read_html(source: str) -> Visible:
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.end_block()
    return reader.seen


def words_of(text: str) -> str:
    """Words with every kind of space made one plain space."""
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Visible()
        self._unseen: list[str] = []
        self._block: list[str] = []

    def end_block(self) -> None:
        line = _WHITE.sub(" ", "".join(self._block)).strip(" ")
        if line:
            self.seen.lines.append(line)
        self._block = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        if tag in _BLOCKS:
            self.end_block()
        if tag in _FETCHING_TAGS:
            self.seen.fetches.append(f"<{tag}>")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if tag == "html" and name == "lang":
            self.seen.language = value
        elif tag == "a" and name == "href":
            self.seen.links.append(value)
        elif name in ("src", "srcset", "background", "poster", "action", "href") or name.startswith("on"):
            self.seen.fetches.append(f"{name} of <{tag}>")
        elif name == "style" and _FETCHING_CSS.search(value):
            self.seen.fetches.append(f"style of <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        if tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._block.append(data)
        elif self._unseen[-1] == "style" and _FETCHING_CSS.search(data):
            self.seen.fetches.append("the style sheet")
