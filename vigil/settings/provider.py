"""The OpenID Connect provider through which people may sign in besides."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings

from vigil.settings.checks import CaFile
from vigil.web.oidc.registration import Registration, is_safe


def _issuer(value: str) -> str:
    if value and (not is_safe(value) or "?" in value):
        raise ValueError
    return value


class ProviderSettings(BaseSettings):
    """Without an issuer there is none."""

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        max_length=500,
        title="The OpenID Connect provider through which people may sign in besides (`vigil[oidc]`), by its issuer",
        description="https:// (http:// on this machine only), a host, and a path if there is one",
    )
    oidc_client_id: str = Field(
        default="", title="What the provider knows this installation by", description="the identifier that it gave"
    )
    oidc_client_secret: str = Field(
        default="",
        repr=False,
        title="What this installation proves to the provider that it is itself with",
        description="the secret that it gave, if it gave one",
    )
    oidc_name: str = Field(
        default="OpenID Connect",
        max_length=40,
        title="What the provider is called on the pages, such as `Pro Santé Connect`",
        description="up to 40 characters",
    )
    oidc_scope: str = Field(
        default="openid", title="What the provider is asked for", description="words separated by blanks, with openid"
    )
    oidc_acr_values: str = Field(
        default="",
        title="Which levels of assurance (`acr`) the provider is asked for",
        description="words separated by blanks",
    )
    oidc_second_factor_acr: str = Field(
        default="",
        title="Which levels (`acr`) stand for a second factor given there; after others the code is asked for",
        description="words separated by blanks",
    )
    oidc_second_factor_amr: str = Field(
        default="",
        title="Which methods (`amr`), such as `mfa`, stand for a second factor given there",
        description="words separated by blanks",
    )
    oidc_asks_anew: bool = Field(
        default=True,
        title="Whether the provider asks who somebody is each time, even if she is signed in there: desks are shared",
        description="true or false",
    )
    oidc_ca_file: CaFile = Field(
        default=None,
        title="Whom to trust for the provider instead of the system's authorities",
        description="a PEM file that can be read",
    )

    @property
    def oidc(self) -> Registration | None:
        """How people may sign in elsewhere; ``None`` where no provider is set."""
        if not self.oidc_issuer:
            return None
        return Registration(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            name=self.oidc_name,
            scope=tuple(self.oidc_scope.split()),
            acr_values=tuple(self.oidc_acr_values.split()),
            second_factor_acr=frozenset(self.oidc_second_factor_acr.split()),
            second_factor_amr=frozenset(self.oidc_second_factor_amr.split()),
            asks_anew=self.oidc_asks_anew,
            ca_file=self.oidc_ca_file,
        )
