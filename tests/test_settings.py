"""Settings: each from its variable, and each that is wrong refused by one sentence that names it."""

import os
from pathlib import Path

import pytest

from tests.reference import settings_page
from vigil.domain.errors import ConfigurationError
from vigil.mail.relay import Security
from vigil.settings import Settings, read_settings, strangers, variable


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("VIGIL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


WRONG = {
    "database_url": (
        "mysql://host/vigil",
        "not a url",
        "sqlite://",
        "postgresql+psycopg://host",
        "postgresql+asyncpg://host/v",
    ),
    "host": ("two words",),
    "port": ("", "0", "65536", "80a", "8000.5"),
    "base_url": ("suivi.example", "ftp://suivi.example", "https://", "https://suivi.example/?a=1", "https://a b"),
    "mail_domain": ("suivi", "Suivi.example", "a@suivi.example", "-a.example", "suivi..example"),
    "mailbox": ("a@b", "Suivi", "a b", ".a", "é", "x" * 40),
    "smtp_host": ("smtp example",),
    "smtp_port": ("25x", "-1"),
    "smtp_security": ("ssl", "none"),
    "smtp_connections": ("0", "65", "four"),
    "smtp_verify_certificates": ("perhaps",),
    "smtp_ca_file": ("nowhere.pem",),
    "smtp_relays": ("nowhere.toml", "/etc/hostname"),  # others may read it
    "imap_host": ("imap example",),
    "imap_port": ("993x", "0"),
    "imap_security": ("ssl",),
    "imap_verify_certificates": ("perhaps",),
    "imap_ca_file": ("nowhere.pem",),
    "lmtp_host": ("mail host",),
    "lmtp_port": ("0", "x"),
    "api_requests_per_minute": ("0", "many"),
    "webhook_private_addresses": ("perhaps",),
    "oidc_issuer": (
        "auth.example",
        "http://auth.example",
        "https://",
        "https://a@auth.example",
        "https://a.example/#b",
        "https://a.example/?b",
    ),
    "oidc_name": ("x" * 41,),
    "oidc_asks_anew": ("perhaps",),
    "oidc_ca_file": ("nowhere.pem",),
    "synchronous": ("full; DROP TABLE patient", "half"),
    "shipped": ("nowhere",),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values if value]
)
def test_a_wrong_value_is_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(variable(name), value)
    with pytest.raises(ConfigurationError) as refused:
        read_settings()
    allowed = Settings.model_fields[name].description
    shown = "(not shown)" if name == "database_url" else value
    assert str(refused.value) == f"the environment: {variable(name)} is {shown!r}; allowed: {allowed}."


def test_every_setting_but_the_free_ones_is_checked() -> None:
    assert set(Settings.model_fields) - set(WRONG) == {
        "home",
        "smtp_username",
        "smtp_password",
        "imap_username",
        "imap_password",
        "imap_folder",
        "imap_done_folder",
        "imap_aside_folder",
        "oidc_client_id",
        "oidc_client_secret",
        "oidc_scope",
        "oidc_acr_values",
        "oidc_second_factor_acr",
        "oidc_second_factor_amr",
    }


MAILBOX = {"imap_host": "imap.courrier.example", "imap_username": "suivi", "imap_password": "s3cret!"}
PROVIDER = {"oidc_issuer": "https://auth.example/realm", "oidc_client_id": "v", "oidc_client_secret": "s3cret!"}


@pytest.mark.parametrize(
    ("whole", "wrong", "named"),
    [
        (MAILBOX, {"imap_username": ""}, "IMAP_USERNAME"),
        (MAILBOX, {"imap_security": "plain"}, "IMAP_SECURITY"),
        (MAILBOX, {"imap_done_folder": "INBOX"}, "IMAP_DONE_FOLDER"),
        (PROVIDER, {"oidc_client_id": ""}, "OIDC_CLIENT_ID"),
        (PROVIDER, {"oidc_scope": "profile"}, "OIDC_SCOPE"),
    ],
)
def test_a_mailbox_and_a_provider_are_checked_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, whole: dict[str, str], wrong: dict[str, str], named: str
) -> None:
    for name, value in (whole | wrong).items():
        monkeypatch.setenv(variable(name), value)
    with pytest.raises(ConfigurationError, match=named) as refused:
        read_settings()
    assert "s3cret" not in str(refused.value)


def test_a_provider_is_what_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    given = PROVIDER | {
        "oidc_name": "Pro Santé Connect",
        "oidc_scope": "openid  scope_all",
        "oidc_second_factor_acr": "eidas2 eidas3",
    }
    for name, value in given.items():
        monkeypatch.setenv(variable(name), value)
    registration = read_settings().oidc
    assert registration is not None
    assert (registration.name, registration.scope) == ("Pro Santé Connect", ("openid", "scope_all"))
    assert registration.second_factor_acr == {"eidas2", "eidas3"}
    assert "s3cret" not in repr(registration) + repr(read_settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("oidc_issuer", "https://auth.example/realms/x"),
        ("oidc_issuer", "http://127.0.0.1:9000"),
        ("base_url", "https://suivi.example"),
        ("base_url", "https://suivi.example:8443/vigil/"),
        ("base_url", "http://[::1]:8000"),
        ("database_url", "sqlite:////srv/vigil/v.db"),
        ("database_url", "postgresql+psycopg://vigil:secret@localhost/vigil"),
        ("host", "::"),
        ("mail_domain", "suivi.cabinet-du-parc.example"),
        ("mailbox", "suivi.patients"),
        ("smtp_security", "tls"),
        ("synchronous", "NORMAL"),
    ],
)
def test_what_is_allowed_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(variable("oidc_client_id"), "what a provider asks for")
    monkeypatch.setenv(variable(name), value)
    assert getattr(read_settings(), name) == value


def test_an_empty_variable_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(variable(name), "")
    assert read_settings() == Settings.model_construct()


def test_a_file_of_relays_takes_the_place_of_the_one_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path("relays.toml")
    file.write_text('[[relay]]\nhost = "one.example"\n[[relay]]\nhost = "two.example"\n', encoding="utf-8")
    file.chmod(0o600)
    assert [relay.place for relay in read_settings().routes.relays] == ["127.0.0.1:25"]
    monkeypatch.setenv("VIGIL_SMTP_RELAYS", str(file))
    assert [relay.place for relay in read_settings().routes.relays] == ["one.example:587", "two.example:587"]
    file.write_text('[[relay]]\nhost = "one.example"\nport = "x"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"relays\.toml: relay\[1\]\.port is 'x'"):
        read_settings()


def test_a_user_name_without_its_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SMTP_USERNAME", "vigil")
    with pytest.raises(ConfigurationError, match=r"VIGIL_SMTP_PASSWORD is None; allowed: .* given together"):
        read_settings()


def test_a_password_does_not_cross_the_network_in_clear_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "smtp.example", "USERNAME": "vigil", "PASSWORD": "s3cret", "SECURITY": "plain"}.items():
        monkeypatch.setenv(f"VIGIL_SMTP_{name}", value)
    with pytest.raises(
        ConfigurationError, match=r"VIGIL_SMTP_SECURITY is .*plain.*in clear to smtp\.example"
    ) as refused:
        read_settings()
    assert "s3cret" not in str(refused.value)


def test_secrets_are_not_in_what_a_log_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SMTP_USERNAME", "vigil")
    monkeypatch.setenv("VIGIL_SMTP_PASSWORD", "s3cret")
    monkeypatch.setenv("VIGIL_DATABASE_URL", "postgresql+psycopg://vigil:s3cret@localhost/vigil")
    assert "s3cret" not in repr(read_settings())


def test_settings_come_from_a_file_too_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("VIGIL_SMTP_HOST=smtp.example\nVIGIL_SMTP_PORT=587\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("VIGIL_SMTP_PORT", "465")
    settings = read_settings()
    assert (settings.smtp_host, settings.smtp_port) == ("smtp.example", 465)


def test_a_wrong_value_in_the_file_is_refused_likewise() -> None:
    Path(".env").write_text("VIGIL_SMTP_PORT=high\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="VIGIL_SMTP_PORT is 'high'; allowed: a whole number from 1 to 65535"):
        read_settings()


def test_a_file_that_is_no_text_is_refused() -> None:
    Path(".env").write_bytes(b"VIGIL_PORT=\xff\xfe\n")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        read_settings()


def test_misspelt_variables_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("VIGIL_SMTP_HOTS=smtp.example\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("VIGIL_XYZZY", "1")
    monkeypatch.setenv("VIGIL_PORT", "8001")
    assert list(strangers()) == [
        "VIGIL_SMTP_HOTS is no setting; did you mean VIGIL_SMTP_HOST?",
        "VIGIL_XYZZY is no setting; it changes nothing.",
    ]


@pytest.mark.parametrize("home", ["var", "with spaces", "a?b#c%20d", "/srv/vigil/é"])
def test_the_database_lies_in_the_home_whatever_its_name(home: str) -> None:
    settings = Settings(home=Path(home))
    assert settings.database_file == Path(home) / "vigil.db"


def test_a_database_elsewhere_has_its_own_place_or_none() -> None:
    assert Settings(database_url="sqlite:////srv/other.db").database_file == Path("/srv/other.db")
    assert Settings(database_url="postgresql+psycopg://localhost/vigil").database_file is None


def test_links_lead_to_the_public_address_without_a_slash_at_its_end() -> None:
    assert Settings(base_url="https://suivi.example/").public_url == "https://suivi.example"
    assert Settings().public_url == "http://127.0.0.1:8000"
    assert Settings(host="::1").public_url == "http://[::1]:8000"


def test_the_relay_is_what_the_settings_say() -> None:
    relay = Settings(smtp_host="smtp.example", smtp_port=465, smtp_security=Security.TLS).relay
    assert (relay.place, relay.security) == ("smtp.example:465", Security.TLS)


def test_the_reference_page_is_what_the_settings_are() -> None:
    page = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page(), "run python -m tests.reference"


@pytest.mark.parametrize("written", ["postgres://v:s@host/vigil", "postgresql://v:s@host/vigil"])
def test_a_postgresql_without_a_driver_gets_ours(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("VIGIL_DATABASE_URL", written)
    assert read_settings().database == "postgresql+psycopg://v:s@host/vigil"
