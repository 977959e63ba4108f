"""How this installation is registered with a provider."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vigil.domain.errors import Refused

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Registration:
    """What the provider knows this installation by; ``name`` is what the pages call the provider.

    ``acr_values`` are asked for; ``second_factor_acr`` and ``second_factor_amr`` are the values of the claims ``acr``
    and ``amr`` that stand for a second factor.
    ``asks_anew``: whoever is signed in there already proves it again. ``Refused`` when it is not whole.
    """

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    name: str = "OpenID Connect"
    scope: tuple[str, ...] = ("openid",)
    acr_values: tuple[str, ...] = ()
    second_factor_acr: frozenset[str] = frozenset()
    second_factor_amr: frozenset[str] = frozenset()
    asks_anew: bool = True
    ca_file: str | None = None

    def __post_init__(self) -> None:
        if not is_safe(self.issuer) or "?" in self.issuer:
            raise Refused("https:// (http:// on this machine only), a host, and a path if there is one", field="issuer")
        if not self.client_id:
            raise Refused("the identifier that VIGIL_OIDC_ISSUER gave this installation", field="client_id")
        if "openid" not in self.scope:
            raise Refused("words separated by blanks, openid among them", field="scope")


def is_safe(url: str) -> bool:
    """Whether what is sent to an address stays between the two: TLS, or this machine."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = parts.username is None and not parts.fragment and url.isascii() and url.isprintable() and " " not in url
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return bool(parts.hostname) and has_port and is_plain and is_private
