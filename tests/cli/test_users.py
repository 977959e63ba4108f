"""vigil user, as whoever runs an installation meets it."""

import re

import pytest

from tests.cli.commands import Run
from vigil import clock
from vigil.actions.accounts import identities
from vigil.actions.accounts.people import open_account
from vigil.app import build
from vigil.mail.mailbox import Mailbox
from vigil.settings import read_settings
from vigil.store import web_sessions
from vigil.store.tables import Account, Staff

pytestmark = pytest.mark.end_to_end


def test_the_first_administrator_comes_in_by_the_command_line(vigil: Run, practice: Mailbox) -> None:
    added = vigil(
        "user", "add", "parc", "adam", "--role", "admin", "--name", "Maud Adam", "--email", "adam@parc.example"
    )
    assert (added.code, added.err) == (0, "")
    invited = vigil("user", "invite", "parc", "adam", "--link")
    link = re.search(r"^https://suivi\.example/set-up/[a-z2-7]{26}$", invited.out, re.MULTILINE)
    assert link is not None
    assert vigil("run-job", "deliver").code == 0
    mails = [letter for letter in practice.messages() if "adam@parc.example" in letter.recipients]
    assert len(mails) == 1
    assert vigil("user", "list", "parc").out.splitlines() == ["adam\tadmin\tno account", "roux\tphysician\tno account"]


def test_what_cannot_be_is_one_sentence(vigil: Run, practice: Mailbox) -> None:
    for arguments, said in (
        (("invite", "nowhere", "roux"), "There is no clinic 'nowhere'; there are: parc."),
        (("invite", "parc", "nobody"), "There is nobody 'nobody' on the staff of parc"),
        (("add", "parc", "new"), "new is new at parc: say --role"),
        (("reset-password", "parc", "roux"), "This person has no account yet"),
        (("disable", "parc", "roux"), "This person has no account yet"),
    ):
        ran = vigil("user", *arguments)
        assert (ran.code, said in ran.err) == (2, True), ran.err


def test_an_identity_is_unlinked_and_its_owner_signed_out(vigil: Run, practice: Mailbox) -> None:
    assert vigil("user", "unlink", "parc", "roux").out == "0 identities of roux are unlinked.\n"
    app, now = build(read_settings(), clock.now), clock.now()
    with app.store.writing(now, "test") as session:
        account = open_account(session, session.query(Staff).one(), None, now)
        identities.link(session, account, "https://auth.example", "Abc", now)
        cookie, _ = web_sessions.begin(session, account, now, is_proved=True)
    assert vigil("user", "unlink", "parc", "roux").out == "1 identities of roux are unlinked.\n"
    with app.store.reading() as session:
        assert identities.account_of(session, "https://auth.example", "Abc") is None
        assert web_sessions.find(session, cookie, clock.now()) is None
    app.close()


def test_an_account_is_closed_signed_out_and_opened_again(vigil: Run, practice: Mailbox) -> None:
    app = build(read_settings(), clock.now)
    with app.store.writing(clock.now(), "test") as session:
        staff = session.query(Staff).one()
        account = Account(id=app.store.ids(), language=staff.language, created_at=clock.now())
        account.email = staff.email
        session.add(account)
        session.flush()
        staff.account_id = account.id
        cookie, _ = web_sessions.begin(session, account, clock.now(), is_proved=True)
    assert vigil("user", "sign-out", "parc", "roux").out == "1 sessions of roux have ended.\n"
    with app.store.reading() as session:
        assert web_sessions.find(session, cookie, clock.now()) is None
    assert vigil("user", "disable", "parc", "roux").code == 0
    assert "roux\tphysician\tdisabled" in vigil("user", "list", "parc").out
    assert vigil("user", "disable", "parc", "roux", "--undo").code == 0
    assert vigil("user", "add", "parc", "roux", "--admin", "yes").code == 0
    assert "roux\tphysician +admin" in vigil("user", "list", "parc").out
    refused = vigil("user", "disable", "parc", "roux")
    assert (refused.code, "Nobody would administer the clinic" in refused.err) == (2, True)
    app.close()
