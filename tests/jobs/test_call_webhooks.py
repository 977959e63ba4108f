"""A practice's software is told of alerts: once each, signed, again until it is taken, and of nothing clinical."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.jobs.endpoint import Endpoint, listening
from tests.people import DAY, HOUR, LYON, Cabinet, open_cabinet
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.change_webhook import Added, add_webhook, remove_webhook
from vigil.domain.answers import Answers
from vigil.domain.errors import Refused
from vigil.domain.words import HookEvent, Sign
from vigil.jobs import call_webhooks
from vigil.jobs.summary import Summary
from vigil.mail.calling import Call, Caller, Fate, Outcome, check_url, is_public, signature
from vigil.store.tables import Alert, Message, Webhook

MINUTE = timedelta(minutes=1)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with listening() as opened:
        yield opened


def added(cabinet: Cabinet, url: str, *events: HookEvent) -> Added:
    with cabinet.writing() as session:
        return add_webhook(session, cabinet.clinic_id, url, events or tuple(HookEvent), cabinet.now, by="tests")


def call(cabinet: Cabinet, caller: call_webhooks.Calls | None = None) -> Summary:
    return call_webhooks.run(cabinet.store, caller or Caller(may_call_private=True), cabinet.now)


def owed(cabinet: Cabinet) -> list[Any]:
    return [row for row in cabinet.rows(Message) if row.channel == "webhook"]


@pytest.fixture
def treated(cabinet: Cabinet) -> Cabinet:
    cabinet.treats()
    cabinet.live(2 * DAY, step=DAY)
    return cabinet


def danger(cabinet: Cabinet) -> None:
    cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING})))


def test_an_alert_that_opens_is_owed_at_once_and_told_signed_without_what_is_clinical(
    treated: Cabinet, endpoint: Endpoint
) -> None:
    secret = added(treated, endpoint.url).secret
    danger(treated)
    (waiting,) = owed(treated)
    assert (waiting.state, waiting.due_at, waiting.priority) == ("planned", treated.now, 0)
    assert call(treated).counts == {"sent": 1}
    (told,) = endpoint.told
    (alert,) = treated.rows(Alert)
    said = json.loads(told.body)
    assert (said["event"], said["id"]) == ("alert.opened", str(waiting.id))
    assert said["alert"] == {
        "id": str(alert.id), "reference": alert.reference, "urgency": "emergency", "state": "open",
        "patient_id": str(alert.patient_id), "course_id": str(alert.course_id),
    }  # fmt: skip
    at, digest = (part.partition("=")[2] for part in told.headers["vigil-signature"].split(","))
    assert digest == hmac.digest(secret.encode(), f"{at}.{told.body}".encode(), hashlib.sha256).hex()
    assert int(at) == int(treated.now.timestamp())
    assert not any(word in told.body for word in ("Durand", "Marie", "P-1", "suffoque", alert.rule))
    assert call(treated).counts == {}
    assert treated.run("reconcile")["differences"] == 0


def test_taking_on_and_closing_are_told_once_each_to_who_listens(treated: Cabinet, endpoint: Endpoint) -> None:
    added(treated, endpoint.url, HookEvent.ALERT_ACKNOWLEDGED, HookEvent.ALERT_RESOLVED)
    danger(treated)
    for _ in range(2):
        with treated.writing() as session:
            alert = session.query(Alert).one()
            acknowledge_alert(session, alert, None, treated.now)
            resolve_alert(session, alert, "vue", None, treated.now)
        treated.wait(MINUTE)
    call(treated)
    assert sorted(json.loads(told.body)["event"] for told in endpoint.told) == ["alert.acknowledged", "alert.resolved"]


def test_what_is_rolled_back_owes_nothing(treated: Cabinet, endpoint: Endpoint) -> None:
    added(treated, endpoint.url)
    danger(treated)
    with treated.writing() as session:
        acknowledge_alert(session, session.query(Alert).one(), None, treated.now)
        session.flush()
        session.rollback()
    assert len(owed(treated)) == 1


def test_another_clinic_is_told_nothing(treated: Cabinet, endpoint: Endpoint) -> None:
    other = open_cabinet(treated.store, at=treated.now, clinic=LYON)
    added(other, endpoint.url)
    danger(treated)
    assert call(treated).counts == {}
    assert endpoint.told == []


def test_it_is_tried_again_later_and_later_with_the_same_body(treated: Cabinet, endpoint: Endpoint) -> None:
    endpoint.answers = [500, 429, 204]
    added(treated, endpoint.url)
    danger(treated)
    assert call(treated).counts == {"to be tried again": 1}
    (row,) = owed(treated)
    assert (row.reason, row.detail) == ("endpoint_trouble", "answered 500")
    first = row.due_at - treated.now
    assert timedelta(seconds=26) <= first <= timedelta(seconds=34)
    assert call(treated).counts == {}
    treated.wait(first)
    call(treated)
    assert owed(treated)[0].due_at - treated.now > first
    treated.wait(5 * MINUTE)
    assert call(treated).counts == {"sent": 1}
    assert len({told.body for told in endpoint.told}) == 1
    assert len({told.headers["vigil-signature"] for told in endpoint.told}) == 3


def test_it_is_given_up_with_a_reason_when_its_time_is_over(treated: Cabinet) -> None:
    added(treated, "http://127.0.0.1:9/nobody")
    danger(treated)
    tries = 0
    while owed(treated)[0].state == "planned" and tries < 200:
        call(treated)
        treated.wait(HOUR + 10 * MINUTE)
        tries += 1
    (row,) = owed(treated)
    assert (row.state, row.reason, row.detail) == ("failed", "gave_up", "cannot be connected to")
    assert 20 < row.attempts < 80
    assert row.due_at <= row.ideal_at + 4 * DAY


def test_an_answer_that_never_came_is_uncertain_and_told_again(treated: Cabinet, endpoint: Endpoint) -> None:
    endpoint.answers = [0, 204]
    added(treated, endpoint.url)
    danger(treated)
    assert call(treated).counts == {"uncertain": 1}
    treated.wait(MINUTE)
    assert call(treated).counts == {"sent": 1}
    assert endpoint.told[0].headers["vigil-delivery"] == endpoint.told[1].headers["vigil-delivery"]


def test_a_redirect_is_not_followed(treated: Cabinet, endpoint: Endpoint) -> None:
    with listening() as elsewhere:
        endpoint.answers, endpoint.location = [302], elsewhere.url
        added(treated, endpoint.url)
        danger(treated)
        assert call(treated).counts == {"to be tried again": 1}
        assert (len(endpoint.told), elsewhere.told) == (1, [])


def test_an_endpoint_that_is_gone_or_was_removed_is_called_no_more(treated: Cabinet, endpoint: Endpoint) -> None:
    endpoint.answers = [410]
    id = added(treated, endpoint.url).id
    danger(treated)
    assert call(treated).counts == {"failed": 1}
    assert owed(treated)[0].reason == "endpoint_gone"
    with treated.writing() as session:
        resolve_alert(session, session.query(Alert).one(), "vue", None, treated.now)
        remove_webhook(session, session.get_one(Webhook, id), treated.now)
    assert call(treated).counts == {"cancelled": 1}
    assert len(endpoint.told) == 1


def test_nothing_private_is_called_unless_a_setting_allows_it(treated: Cabinet, endpoint: Endpoint) -> None:
    added(treated, endpoint.url)
    danger(treated)
    assert call(treated, Caller()).counts == {"to be tried again": 1}
    assert owed(treated)[0].detail == "its name leads to no address that may be called"
    assert endpoint.told == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "fe80::1%eth0"],
)  # fmt: skip
def test_what_lies_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_what_lies_in_the_open_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://agenda.example/hook", "ftp://agenda.example", "agenda.example", "https://", "https://user:pw@a.example",
     "https://a.example/#x", "https://a.example/ x", "https://a.example:99999/", "https://é.example", "file:///etc/x",
     "https://a.example/" + "x" * 500, "http://127.0.0.1.example/"],
)  # fmt: skip
def test_an_address_that_cannot_be_called_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_url(url)


def test_a_slow_endpoint_is_waited_for_so_long_and_holds_up_no_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, listening() as quick:
        slow = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        begun = time.monotonic()
        outcomes = Caller(may_call_private=True, timeout=0.5).call(
            [Call(UUID(int=n), url, "s", "test", "{}", 0) for n, url in enumerate([slow, quick.url, slow])]
        )
        assert time.monotonic() - begun < 3
    assert [outcome.fate for outcome in outcomes] == [Fate.UNCERTAIN, Fate.TAKEN, Fate.UNCERTAIN]


def test_the_documented_verification_takes_what_is_signed_and_nothing_else() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "connect-practice-software.md").read_text(encoding="utf-8")
    snippet = page.split("```python\n")[1].split("```")[0]
    known: dict[str, Any] = {}
    exec(snippet, known)  # noqa: S102  # the how-to's own words
    signed = signature("secret", 1000, '{"a": 1}')
    assert known["is_ours"]("secret", signed, b'{"a": 1}', now=1100)
    assert not known["is_ours"]("secret", signed, b'{"a": 2}', now=1100)
    assert not known["is_ours"]("other", signed, b'{"a": 1}', now=1100)
    assert not known["is_ours"]("secret", signed, b'{"a": 1}', now=2000)
    assert not known["is_ours"]("secret", "nonsense", b'{"a": 1}', now=1100)


def test_a_turn_whose_lease_ran_out_leaves_the_judgement_to_the_next(treated: Cabinet, endpoint: Endpoint) -> None:
    added(treated, endpoint.url)
    danger(treated)

    class Late:
        """While it called, the lease ran out and another worker took over."""

        def call(self, calls: Any) -> list[Outcome]:
            with treated.writing() as session:
                for row in session.query(Message).filter_by(channel="webhook"):
                    row.lease = UUID(int=1)
            return [Outcome(each.id, Fate.TAKEN, "") for each in calls]

    assert call(treated, Late()).counts == {}
    assert owed(treated)[0].state == "claimed"
