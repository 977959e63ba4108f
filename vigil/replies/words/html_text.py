"""From the HTML of a mail to lines of text: what a container quotes gets ``>``, what it signs gets a mark.

Written for what mail programs write, and bounded for what they do not: one pass, one token at a time, nothing nested
on Python's stack. Scripts, styles and hidden elements are left out; nothing is ever fetched.
"""

import html
import re

from vigil.replies.words.html_roles import Role, role_of
from vigil.replies.words.marks import CUT, DROPPED, SIGNED

HTML_LIMIT = 600_000  # characters of markup that are looked at
_OPEN_LIMIT = 500  # elements open at a time whose role is remembered
_DEPTH_LIMIT = 9

_TOKEN = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})([^<>]*)(?:>|(?=<)|\Z)|([^<]+)|(<)")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = frozenset({"style", "script", "head", "title", "noscript", "template", "svg", "object", "select", "textarea"})
_LINE = frozenset(
    (
        *("div", "tr", "table", "tbody", "thead", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("center", "section", "article", "header", "footer", "form", "fieldset", "pre", "address", "blockquote"),
        *("body", "html", "figure", "main", "nav", "aside"),
    )
)
_VOID = frozenset(["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr", "source"])
_TIGHT = re.compile(r"mso|margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)


def html_text(markup: str) -> str:
    """The text of an HTML document, lines separated by line feeds."""
    reader = _Reader()
    for match in _TOKEN.finditer(_without_comments(markup[:HTML_LIMIT])):
        slash, name, attributes, text, stray = match.groups()
        if text is not None or stray is not None:
            reader.text(text or stray)
        elif slash:
            reader.close(name.lower())
        else:
            reader.open(name.lower(), attributes)
    return reader.finished()


def _without_comments(markup: str) -> str:
    """Comments left out, in one pass; one that never ends hides nothing."""
    pieces, at = [], 0
    while (start := markup.find("<!", at)) >= 0:
        is_comment = markup.startswith("<!--", start)
        end = markup.find("-->" if is_comment else ">", start + 2)
        if end < 0:
            break
        pieces.append(markup[at:start])
        at = end + (3 if is_comment else 1)
    pieces.append(markup[at:])
    return "".join(pieces)


class _Reader:
    """The lines so far, and the elements that are open with what each means for its text."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, Role | None]] = []
        self._counts = dict.fromkeys(Role, 0)
        self._unseen: str | None = None
        self._unseen_depth = 0
        self._pre = 0

    def open(self, name: str, attributes: str) -> None:
        if self._unseen == "head" and name == "body":
            self._unseen = None
        if self._unseen is not None:
            self._unseen_depth += name == self._unseen and not attributes.endswith("/")
            return
        if name in _VOID:
            self._void(name, attributes)
            return
        role = role_of(name, attributes) if attributes or name == "blockquote" else None
        if name in _UNSEEN or role is Role.HIDDEN:
            self._unseen, self._unseen_depth = name, 1
            return
        self._break_before(name, attributes)
        if role is Role.CUT:
            self._end_line()
            self._lines.append(CUT)
            role = None
        if attributes.endswith("/"):
            return
        self._pre += name == "pre"
        if len(self._open) < _OPEN_LIMIT:
            self._open.append((name, role))
            if role is not None:
                self._end_line()
                self._counts[role] += 1

    def close(self, name: str) -> None:
        if self._unseen is not None:
            self._unseen_depth -= name == self._unseen
            if self._unseen_depth <= 0:
                self._unseen = None
            return
        if name in _LINE or name in ("p", "li"):
            self._end_line()
        self._pre -= name == "pre" and self._pre > 0
        for index in range(len(self._open) - 1, max(-1, len(self._open) - 50), -1):
            if self._open[index][0] == name:
                self._leave(index)
                return

    def text(self, text: str) -> None:
        if self._unseen is not None:
            return
        read = html.unescape(text) if "&" in text else text
        if self._pre:
            first, *rest = read.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
            return
        self._line.append(_SPACES.sub(" ", read))

    def finished(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def _leave(self, index: int) -> None:
        if any(role is not None for _, role in self._open[index:]):
            self._end_line()
        for _, role in self._open[index:]:
            if role is not None:
                self._counts[role] -= 1
        del self._open[index:]

    def _void(self, name: str, attributes: str) -> None:
        if name == "br":
            self._end_line(is_break=True)
        elif name == "hr":
            self._end_line()
            if role_of(name, attributes) is Role.CUT:
                self._lines.append(CUT)

    def _break_before(self, name: str, attributes: str) -> None:
        if name in ("td", "th"):
            self._line.append(" ")
        elif name == "li":
            self._end_line()
            self._line.append("- ")
        elif name in _LINE:
            self._end_line()
        elif name == "p":
            self._end_line()
            if not _TIGHT.search(attributes) and self._lines and self._lines[-1].strip("> "):
                self._lines.append(self._prefix().rstrip())

    def _end_line(self, *, is_break: bool = False) -> None:
        text = "".join(self._line).strip(" ")
        self._line = []
        if text or is_break:
            self._lines.append(self._prefix() + text.replace("\xa0", " "))

    def _prefix(self) -> str:
        mark = SIGNED if self._counts[Role.SIGNATURE] else DROPPED if self._counts[Role.PROGRAM] else ""
        return mark + "> " * min(self._counts[Role.QUOTE], _DEPTH_LIMIT)
