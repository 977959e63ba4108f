"""``vigil webhook``: added with its secret printed once, listed, called, removed."""

import re

import pytest

from tests.cli.commands import Run
from tests.jobs.endpoint import listening
from vigil.mail.mailbox import Mailbox

pytestmark = pytest.mark.end_to_end


def test_a_webhook_is_added_called_and_removed(practice: Mailbox, vigil: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as endpoint:
        added = vigil("webhook", "add", "parc", endpoint.url, "--event", "alert.opened")
        id, secret = added.out.split()
        assert re.fullmatch(r"whsec_[A-Za-z0-9_-]{43}", secret)
        listed = vigil("webhook", "list", "parc").out
        assert f"{id}: {endpoint.url}; alert.opened; added " in listed
        assert secret not in listed
        inside = vigil("webhook", "test", "parc", id)
        assert (inside.code, inside.out) == (1, "trouble: its name leads to no address that may be called\n")
        monkeypatch.setenv("VIGIL_WEBHOOK_PRIVATE_ADDRESSES", "true")
        taken = vigil("webhook", "test", "parc", id)
        assert (taken.code, taken.out) == (0, "taken: answered 204\n")
        assert [told.headers["vigil-event"] for told in endpoint.told] == ["test"]
        assert vigil("webhook", "remove", "parc", id).out == f"{id}: removed.\n"
        assert vigil("webhook", "list", "parc").out == ""
        assert vigil("webhook", "remove", "parc", id).code == 2


def test_an_open_address_is_refused(practice: Mailbox, vigil: Run) -> None:
    ran = vigil("webhook", "add", "parc", "http://agenda.example/hook")
    assert ran.code == 2
    assert "https://" in ran.err
