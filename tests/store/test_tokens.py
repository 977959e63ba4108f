"""Links: derived, hashed, for one purpose each, and repeated by a retry."""

from datetime import timedelta
from uuid import UUID

from tests.people import KEYRING, Cabinet
from vigil.store import tokens
from vigil.store.tables import Ask, Token
from vigil.store.tokens import Purpose

CLINIC, SUBJECT = UUID(int=1), UUID(int=2)


def test_a_token_is_the_same_for_the_same_and_differs_for_anything_else() -> None:
    token = tokens.derive(KEYRING, Purpose.ANSWER, CLINIC, SUBJECT)
    assert token == tokens.derive(KEYRING, Purpose.ANSWER, CLINIC, SUBJECT)
    others = {
        tokens.derive(KEYRING, Purpose.REPLY, CLINIC, SUBJECT),
        tokens.derive(KEYRING, Purpose.ANSWER, SUBJECT, SUBJECT),
        tokens.derive(KEYRING, Purpose.ANSWER, CLINIC, CLINIC),
        tokens.derive(KEYRING, Purpose.ANSWER, CLINIC, SUBJECT, generation=1),
        tokens.derive(KEYRING, Purpose.ANSWER, CLINIC, SUBJECT, extra="x"),
    }
    assert len(others) == 5
    assert token not in others


def test_only_the_hash_is_stored_and_the_token_is_found_by_its_purpose_alone(cabinet: Cabinet) -> None:
    cabinet.treats()
    (ask, *_) = cabinet.rows(Ask)
    token = tokens.derive(KEYRING, Purpose.ANSWER, cabinet.clinic_id, ask.id)
    assert token not in {row.hash for row in cabinet.rows(Token)}
    with cabinet.store.reading() as session:
        found = tokens.find(session, f" {token.upper()} ", Purpose.ANSWER)
        assert found is not None
        assert found.ask_id == ask.id
        assert tokens.find(session, token, Purpose.OPT_OUT) is None
        for garbled in ("", token[:-1], token + "a", token[:-1] + "1", "'; DROP TABLE token; --"):
            assert tokens.find(session, garbled, Purpose.ANSWER) is None


def test_issuing_again_repeats_the_token_and_only_ever_prolongs_it(cabinet: Cabinet) -> None:
    def issue(days: int) -> str:
        with cabinet.writing() as session:
            return tokens.issue(
                session, Purpose.WORKLIST, cabinet.clinic_id, SUBJECT, expires_at=cabinet.now + timedelta(days=days)
            )

    assert issue(2) == issue(1) == issue(3)
    (row,) = cabinet.rows(Token, Token.purpose == Purpose.WORKLIST)
    assert row.expires_at == cabinet.now + timedelta(days=3)


def test_opt_out_links_never_expire(cabinet: Cabinet) -> None:
    (row,) = cabinet.rows(Token, Token.purpose == Purpose.OPT_OUT)
    assert row.expires_at is None


def test_a_bounce_is_recognised_whatever_the_case_and_a_forged_one_is_not() -> None:
    token = tokens.derive_bounce(KEYRING, SUBJECT)
    assert token == token.lower()
    assert len(token) == 42
    assert tokens.find_bounce(KEYRING, token) == tokens.find_bounce(KEYRING, token.upper()) == SUBJECT
    for forged in ("", "abc", "é", token[:-2], ("b" if token[0] != "b" else "c") + token[1:], "a" * 42):
        assert tokens.find_bounce(KEYRING, forged) is None
