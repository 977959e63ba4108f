"""What the containers of the mail programs mean: which quote, which sign, where a quoted message begins."""

import re
from enum import Enum, auto
from functools import lru_cache


class Role(Enum):
    """``PROGRAM``: a line that the program wrote. ``CUT``: all from here to the end is a quoted message."""

    QUOTE = auto()
    SIGNATURE = auto()
    PROGRAM = auto()
    HIDDEN = auto()
    CUT = auto()


_REMEMBERED = 400  # characters of attributes that are worth keeping
_NAMED = re.compile(r"""\b(?:id|class|data-marker)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE)
_STYLE = re.compile(r"""\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
# The line that desktop Outlook draws above the header of what it quotes.
_OUTLOOK_RULE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#?(?:E1E1E1|B5C4DF|windowtext|C0C0C0)", re.IGNORECASE
)
_INDENTED = re.compile(r"border(?:-left)?:\s*(?:none|0)", re.IGNORECASE)

_QUOTES = re.compile(
    r"yahoo_quoted|\bzmail_extra_quote|__quoted_text__|__headers__|tutanota_quote|\bori-?message\b|\bh5\b|"
    r"\boriginal-?message\b|\bquoted-?(?:text|content)\b",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"(?:^|[\s_])(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|"
    r"ms-outlook-mobile-reference-message|zwchr|__divider__|stopspelling|moz-forward-container|"
    r"hotmail_?quote|outlookmessageheader|replyseparator|orangequote)\b",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(r"gmail_attr|moz-cite-prefix|gmail_default_attr|\breply-intro\b|\bcite-prefix\b", re.IGNORECASE)
_SIGNATURES = re.compile(
    r"(?:^|[\s_])(?:moz-signature|gmail_signature(?:_prefix)?|protonmail_signature_block|applemailsignature|"
    r"composer_signature|ms-outlook-mobile-signature|signature|zimbra-?signature|tutanota_signature|"
    r"yahoo-?signature|ymail_signature|mobile-?signature|edo-signature)\b|ymail_android_signature|yahoo-signature|"
    r"__sig_(?:pre|post)__",
    re.IGNORECASE,
)


def role_of(name: str, attributes: str) -> Role | None:
    """What an element's name and attributes say of the text in it; ``None`` for most."""
    return _remembered(name, attributes) if len(attributes) <= _REMEMBERED else _role(name, attributes)


@lru_cache(maxsize=1024)
def _remembered(name: str, attributes: str) -> Role | None:
    """Mail programs repeat the same few attributes thousands of times."""
    return _role(name, attributes)


def _role(name: str, attributes: str) -> Role | None:
    style = next((_text(match) for match in _STYLE.finditer(attributes)), "")
    if _HIDDEN.search(style):
        return Role.HIDDEN
    if name == "div" and _OUTLOOK_RULE.search(style):
        return Role.CUT
    names = " ".join(_text(match) for match in _NAMED.finditer(attributes))
    if names:
        for pattern, role in _BY_NAME:
            if pattern.search(names):
                return role
    if name == "blockquote":
        is_indent = not names and "cite" not in attributes and bool(_INDENTED.search(style))
        return None if is_indent else Role.QUOTE
    return None


def _text(match: re.Match[str]) -> str:
    return next((group for group in match.groups() if group is not None), "")


_BY_NAME = (
    (_CUTS, Role.CUT),
    (_QUOTES, Role.QUOTE),
    (_PROGRAMS, Role.PROGRAM),
    (_SIGNATURES, Role.SIGNATURE),
)
