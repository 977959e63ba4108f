"""What ``vigil check`` says of the provider through which people may sign in besides; without it all goes on."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cli.commands import Ran, Run
from tests.web.oidc.providing import CLIENT, SECRET, TestProvider, providing
from vigil import clock
from vigil.front import provider
from vigil.mail.mailbox import Mailbox
from vigil.settings import read_settings

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def asked(practice: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestProvider]:
    """An installation that names a provider, which answers."""
    with providing(clock.now) as opened:
        monkeypatch.setenv("VIGIL_OIDC_ISSUER", opened.issuer)
        monkeypatch.setenv("VIGIL_OIDC_CLIENT_ID", CLIENT)
        monkeypatch.setenv("VIGIL_OIDC_CLIENT_SECRET", SECRET)
        yield opened


def told(ran: Ran) -> list[str]:
    assert SECRET not in ran.out + ran.err
    return [line for line in ran.out.splitlines() if "OIDC" in line]


def test_a_provider_that_answers_is_no_problem(asked: TestProvider, vigil: Run) -> None:
    assert told(vigil("check")) == []
    assert asked.count("about") == 1


def test_one_that_says_to_be_another_is_told(asked: TestProvider, vigil: Run) -> None:
    asked.more = {"issuer": "https://elsewhere.example"}
    ran = vigil("check")
    assert (ran.code, told(ran)) == (1, ["VIGIL_OIDC_ISSUER: the provider says that it is another issuer."])


def test_one_that_does_not_answer_is_told(asked: TestProvider, vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_OIDC_ISSUER", "http://127.0.0.1:9")
    ran = vigil("check")
    assert (ran.code, told(ran)) == (1, ["VIGIL_OIDC_ISSUER: no answer (ConnectError)."])


def test_a_file_of_authorities_that_holds_none_is_told(
    asked: TestProvider, vigil: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIL_OIDC_CA_FILE", "/etc/hostname")
    assert told(vigil("check")) == ["VIGIL_OIDC_ISSUER: the file of authorities to trust holds none."]


def test_without_the_extra_it_says_what_to_install_and_nothing_of_it_shows(
    asked: TestProvider, vigil: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert provider(read_settings()) is not None
    monkeypatch.setitem(sys.modules, "joserfc", None)
    ran = vigil("check")
    assert ran.code == 1
    assert told(ran) == ["VIGIL_OIDC_ISSUER needs joserfc, which is not installed: install vigil[oidc]."]
    assert provider(read_settings()) is None
    assert asked.count("about") == 0


def test_nothing_imports_the_extra_before_it_is_used() -> None:
    program = "import sys, vigil.cli, vigil.app, vigil.cli.checking; sys.exit('joserfc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603  # our own line
