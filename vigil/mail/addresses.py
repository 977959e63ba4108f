"""E-mail addresses: which are accepted, and those that carry a token of ours.

Local parts get folded to lower case on their way, so tokens are lower case and digits alone.
"""

import re
from functools import lru_cache

from vigil.domain.errors import Refused

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_TOKEN = re.compile(r"[a-z0-9]{1,48}")
_PLUS = re.compile(r"(?P<purpose>[a-z]+)\+(?P<token>[a-z0-9]{1,48})@(?P<domain>[a-z0-9.-]+)", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether it is one bare address in ASCII, safe in a header and in an SMTP command."""
    local, _, domain = text.rpartition("@")
    return _LOCAL.fullmatch(local) is not None and _is_domain(domain)


@lru_cache(maxsize=1024)
def _is_domain(text: str) -> bool:
    """Domains are few, and take long to look at."""
    return _DOMAIN.fullmatch(text) is not None


def checked_address(written: str) -> str:
    """The address as SMTP takes it (an accented domain becomes ``xn--``); ``Refused`` when mail cannot go to it.

    An accented local part would need SMTPUTF8 on the whole way, which hardly any patient's provider offers.
    """
    local, at, domain = written.strip().rpartition("@")
    try:
        address = f"{local}{at}{_in_ascii(domain)}"
    except UnicodeError:
        address = ""
    if not is_address(address) or len(address) > 254 or len(local) > 64:
        raise Refused(
            f"{written!r} is not an address that mail can go to: write it as name@example.org.", field="email"
        )
    return address


@lru_cache(maxsize=1024)
def _in_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def verp(token: str, domain: str) -> str:
    """The envelope sender of one message, ``bounce+<token>@domain``: a bounce comes back with its token."""
    return _plus_address("bounce", token, domain)


def verp_parse(address: str) -> str | None:
    """The token of an address that ``verp`` made, whatever its case; ``None`` for any other."""
    return _token("bounce", address)


def reply_address(token: str, domain: str) -> str:
    """The Reply-To of one message to a patient, ``reply+<token>@domain``."""
    return _plus_address("reply", token, domain)


def reply_parse(address: str) -> str | None:
    """The token of an address that ``reply_address`` made, whatever its case; ``None`` for any other."""
    return _token("reply", address)


def _plus_address(purpose: str, token: str, domain: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token in an address is 1 to 48 lower-case letters and digits")
    return f"{purpose}+{token}@{domain}"


def _token(purpose: str, address: str) -> str | None:
    match = _PLUS.fullmatch(address.strip().strip("<>"))
    if match is None or match["purpose"].lower() != purpose:
        return None
    return match["token"].lower()
