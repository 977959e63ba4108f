"""The worklist and the page of one alert, as a physician uses them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from tests.collecting import Post
from tests.letters import reply_to
from tests.people import DAY, HOUR, MARIE, PETIT
from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import parsed
from vigil.domain.answers import Answers, WordsRead
from vigil.domain.words import AlertState, Role, Sign
from vigil.store.faults import PATIENCE, note_failing
from vigil.store.tables import Alert, AlertAct, ReadingExample


@pytest.fixture
def alerted(desk: Desk) -> Desk:
    """One emergency, and a wish to be called."""
    desk.cabinet.treats()
    desk.cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING}), words="J'étouffe"))
    return desk


def only(desk: Desk) -> Alert:
    worst: Alert = min(desk.cabinet.rows(Alert), key=lambda row: row.urgency)
    return worst


def address(alert: Alert, act: str = "") -> str:
    return f"/alerts/{alert.id.hex}" + (f"/{act}" if act else "")


def lines(seat: Seat, query: str = "") -> list[str]:
    """The alerts of the list, each as its text."""
    (listed,) = seat.page(f"/alerts{query}").all("ol", class_="rows worklist")
    return [line.text.replace("\u00a0", " ") for line in listed.all("li")]


def first_line(seat: Seat) -> str:
    return lines(seat)[0]


def test_the_list_puts_the_abnormal_datum_first_with_who_waits_and_who_is_next(alerted: Desk) -> None:
    alerted.cabinet.wait(timedelta(minutes=7))
    line = first_line(alerted.signed_in(Role.PHYSICIAN))
    assert "Marie Durand" in line
    assert "attend depuis 7" in line
    assert "Dr Hugo Petit dans 8" in line


def test_a_mailbox_that_stays_closed_is_said_before_the_list(alerted: Desk) -> None:
    seat = alerted.signed_in(Role.PHYSICIAN)
    with alerted.cabinet.writing() as session:
        note_failing(session, "imap", alerted.cabinet.now)
    assert "la boîte qui reçoit" not in seat.page("/alerts").text
    alerted.cabinet.wait(PATIENCE)
    assert "Depuis mardi 10 mars à 12 h, la boîte qui reçoit" in seat.page("/alerts").text.replace("\u00a0", " ")


def test_one_tap_in_the_list_takes_an_alert_and_comes_back_to_it(alerted: Desk) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    answered = seat.post(address(alert, "acknowledge"), {"back": seat.url("/alerts")})
    assert (answered.status_code, answered.headers["location"]) == (303, seat.url("/alerts"))
    assert only(alerted).state is AlertState.ACKNOWLEDGED
    assert "prise en charge par Dr Anne Roux" in first_line(seat)


def test_one_tap_in_a_filtered_list_comes_back_to_the_same_filter(alerted: Desk) -> None:
    page = alerted.signed_in(Role.PHYSICIAN).page("/alerts?show=open&mine=1")
    backs = {each.attributes["value"] or "" for each in page.all("input", name="back")}
    assert [back.partition("?")[2] for back in backs] == ["show=open&mine=1"]


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/desk/other/alerts", "\\\\evil.example"])
def test_it_leads_to_nowhere_else(alerted: Desk, back: str) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    assert seat.post(address(alert, "acknowledge"), {"back": back}).headers["location"] == seat.url(address(alert))


def test_the_page_of_an_alert_shows_the_words_and_takes_each_act(alerted: Desk) -> None:
    seat, alert = alerted.signed_in(Role.NURSE), only(alerted)
    assert "J'étouffe" in seat.get(address(alert)).text.replace("&#39;", "'").replace("’", "'")
    for act, fields in (
        ("call", {"result": "no_answer", "words": "rappelle dans une heure"}),
        ("snooze", {"for": "60", "reason": "elle rappelle"}),
        ("hand-over", {"to": PETIT.external_id, "words": "à toi"}),
        ("resolve", {"outcome": "advised", "words": "tout va bien"}),
    ):
        assert seat.post(address(alert, act), fields).status_code == 303, act
    history = seat.page(address(alert)).all("section", **{"aria-labelledby": "history"})[0].text.replace("\u00a0", " ")
    assert history.count("différée") == 1
    done = [row.act.value for row in sorted(alerted.cabinet.rows(AlertAct), key=lambda row: row.id)]
    assert done == ["acknowledged", "called", "snoozed", "handed_over", "resolved"]
    page = seat.get(address(alert)).text
    assert "rappelle dans une heure" in page
    assert "Conseil donné par téléphone" in page
    assert "Clore l’alerte" not in page


@pytest.mark.parametrize(
    ("act", "fields", "field"),
    [
        ("resolve", {"words": "rien"}, "outcome"),
        ("resolve", {"outcome": "nothing", "words": " "}, "words"),
        ("resolve", {"outcome": "invented"}, "outcome"),
        ("call", {"words": "x"}, "result"),
        ("hand-over", {"to": "nobody"}, "to"),
        ("hand-over", {"to": "roy"}, "to"),
        ("snooze", {"for": "60", "reason": ""}, "reason"),
        ("snooze", {"for": "43200", "reason": "plus tard"}, "until"),
        ("snooze", {"for": "<b>", "reason": "plus tard"}, "until"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_is_kept(
    alerted: Desk, act: str, fields: dict[str, str], field: str
) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    answered = seat.post(address(alert, act), fields)
    assert answered.status_code == 422
    page = parsed(answered.text)
    assert page.all(id=f"{act}-{field}-error")[0].text
    assert all(value.strip() in answered.text for name, value in fields.items() if name in ("words", "reason"))
    assert only(alerted).state is AlertState.OPEN
    assert alerted.cabinet.rows(AlertAct) == []


@pytest.mark.parametrize(
    ("act", "fields", "field"),
    [
        ("call", {"result": "reached"}, "words"),
        ("hand-over", {"to": "petit"}, "words"),
        ("resolve", {"outcome": "seen"}, "words"),
        ("snooze", {"for": "60"}, "reason"),
    ],
)
def test_words_that_are_too_long_are_said_to_be_and_never_cut(
    alerted: Desk, act: str, fields: dict[str, str], field: str
) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    refused = seat.post(address(alert, act), fields | {field: "x" * 2101})
    assert refused.status_code == 422
    said = parsed(refused.text).all(id=f"{act}-{field}-error")[0].text
    assert "Le texte dépasse 2100 signes" in said.replace("\u00a0", " ")
    assert "x" * 2101 in refused.text
    assert seat.post(address(alert, act), fields | {field: "x" * 2000}).status_code == 303
    (kept,) = [row for row in alerted.cabinet.rows(AlertAct) if row.words_sealed and row.act != "acknowledged"]
    with alerted.cabinet.store.reading() as session:
        assert (session.get_one(AlertAct, kept.id).words or "").endswith("x" * 2000)
        outcome = session.get_one(Alert, alert.id).outcome
    assert outcome is None or outcome.endswith("x" * 2000)


def test_no_field_of_the_desk_is_cut_by_the_browser() -> None:
    pages = Path(__file__).parents[3] / "templates" / "web" / "desk"
    assert [page.name for page in pages.rglob("*.html") if "maxlength" in page.read_text(encoding="utf-8")] == []


def test_a_tap_on_a_page_that_is_out_of_date_shows_what_has_come_in_since(desk: Desk) -> None:
    desk.cabinet.treats()
    desk.cabinet.answer("followup", Answers(has_no_reaction=True, words="Un mot"))
    seat = desk.signed_in(Role.PHYSICIAN)
    (seen,) = {each.attributes["value"] or "" for each in seat.page("/alerts").all("input", name="seen")}
    desk.cabinet.answer("followup", Answers(has_no_reaction=True, words="Et je respire mal"))
    refused = seat.post(address(only(desk), "acknowledge"), {"seen": seen})
    assert refused.status_code == 422
    page = parsed(refused.text)
    assert page.all("p", role="alert")[0].text.startswith("Du nouveau est arrivé")
    assert [each.text.strip() for each in page.all("blockquote")] == ["Et je respire mal", "Un mot"]
    (seen,) = (each.attributes["value"] or "" for each in page.all("input", name="seen"))
    assert seat.post(address(only(desk), "acknowledge"), {"seen": seen}).status_code == 303
    assert only(desk).state is AlertState.ACKNOWLEDGED


def test_what_came_in_after_somebody_took_an_alert_on_is_said_on_its_page(alerted: Desk) -> None:
    seat = alerted.signed_in(Role.NURSE)
    assert seat.post(address(only(alerted), "acknowledge")).status_code == 303
    alerted.cabinet.wait(timedelta(minutes=20))
    alerted.cabinet.answer("followup", Answers(danger_signs=frozenset({Sign.BREATHING, Sign.CHEST_PAIN})))
    page = seat.page(address(only(alerted)))
    assert "Rouverte mardi 10 mars à 12 h 20" in page.text.replace("\u00a0", " ")
    assert "Je m’en occupe" in [button.text for button in page.all("button")]
    assert only(alerted).state is AlertState.OPEN


def test_a_filter_is_a_link_and_a_strange_one_shows_everything(alerted: Desk) -> None:
    seat = alerted.signed_in(Role.PHYSICIAN)
    assert len(lines(seat, "?urgency=emergency")) == 1
    assert len(lines(seat, "?show=taken")) == 0
    everything = len(lines(seat))
    assert len(lines(seat, "?urgency=x&show=%00&page=-1&mine=")) == everything
    assert seat.get("/alerts?page=9999").status_code == 200


def test_mere_information_is_counted_and_looked_at_by_itself(desk: Desk) -> None:
    desk.cabinet.treats()
    calm = WordsRead()
    desk.cabinet.answer("followup", Answers(has_no_reaction=True, words="Merci", words_read=calm, wants_call=True))
    seat = desk.signed_in(Role.PHYSICIAN)
    page = seat.page("/alerts")
    assert page.all("p", role="status")[0].text == "1 alerte à traiter."
    assert [line.partition("Demande")[1] for line in lines(seat)] == ["Demande"]
    (link,) = [each for each in page.all("a") if each.text.startswith("Une information")]
    assert link.attributes["href"] == seat.url("/alerts?urgency=information")
    assert ["Message libre" in line for line in lines(seat, "?urgency=information")] == [True]


def test_what_is_put_off_is_out_of_the_way_until_its_time(alerted: Desk) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    seat.post(address(alert, "snooze"), {"for": "60", "reason": "elle arrive"})
    assert MARIE.given_name not in "".join(lines(seat, "?urgency=emergency"))
    assert len(lines(seat, "?show=snoozed")) == 1
    alerted.cabinet.wait(HOUR)
    alerted.cabinet.run("escalate")
    assert "attend depuis" in first_line(alerted.signed_in(Role.PHYSICIAN))


def test_the_delays_are_told_with_what_was_published(alerted: Desk) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    alerted.cabinet.wait(timedelta(minutes=12))
    seat.post(address(alert, "acknowledge"))
    alerted.cabinet.wait(3 * 24 * HOUR)
    text = alerted.signed_in(Role.PHYSICIAN).page("/alerts/delays").text.replace("\u00a0", " ")
    assert re.search(r"12 min", text)
    assert "43,7 %" in text.replace("\u202f", " ")


def test_the_delays_of_a_clinic_with_very_many_alerts_are_those_of_the_latest(alerted: Desk) -> None:
    model, seat = only(alerted), alerted.signed_in(Role.PHYSICIAN)
    row = {column.name: getattr(model, column.name) for column in Alert.__table__.columns}
    with alerted.cabinet.writing() as session:
        copies = []
        for n in range(2000):
            opened_at, id = model.opened_at - timedelta(minutes=n + 1), session.info["ids"]()
            copies.append(row | {"id": id, "cause_key": f"{n}", "reference": f"A-{n}", "opened_at": opened_at})
        session.execute(insert(Alert), copies)
    text = seat.page("/alerts/delays").text.replace("\u00a0", " ")
    assert re.search(r"Les 2000 alertes les plus récentes, ouvertes depuis le \w+ 9 mars", text), text


def test_the_list_takes_as_many_queries_for_thirty_alerts_as_for_one(alerted: Desk) -> None:
    seat = alerted.signed_in(Role.PHYSICIAN)
    few = _queries(alerted, seat)
    with alerted.cabinet.writing() as session:
        model = only(alerted)
        for n in range(30):
            copy = {c.name: getattr(model, c.name) for c in Alert.__table__.columns if c.name != "finding_sealed"}
            row = Alert(**copy | {"id": session.info["ids"](), "cause_key": f"copy:{n}", "reference": f"A-{n}"})
            row.finding = '[["EVA 9", "EVA 9"]]'
            session.add(row)
    assert _queries(alerted, seat) == few


def _queries(desk: Desk, seat: Seat) -> int:
    seen: list[str] = []
    engine = desk.cabinet.store.engine

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    seat.page("/alerts")
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


@pytest.fixture
def replied(desk: Desk, tmp_path: Path) -> Desk:
    """Somebody answered Marie's follow-up by e-mail, from an address that is not hers."""
    desk.cabinet.treats()
    desk.cabinet.wait(2 * DAY)
    desk.cabinet.run("deliver")
    sent = desk.cabinet.courier.to(MARIE.email)[-1]
    Post(desk.cabinet, tmp_path / "post").receives(reply_to(sent, "EVA 6, un bleu", sender="paul@ailleurs.example"))
    return desk


def test_a_reply_is_read_confirmed_and_corrected_at_the_desk(replied: Desk) -> None:
    seat, alert = replied.signed_in(Role.NURSE), only(replied)
    assert "un bleu" in seat.get(address(alert)).text
    assert seat.post(address(alert, "match"), {"theirs": "perhaps"}).status_code == 422
    assert seat.post(address(alert, "match"), {"theirs": "yes"}).status_code == 303
    assert seat.post(address(alert, "reading"), {"eva": "60"}).status_code == 422
    assert seat.post(address(alert, "reading"), {"eva": "5", "now.haematoma": "present"}).status_code == 303
    (example,) = replied.cabinet.rows(ReadingExample)
    assert example is not None


def test_an_alert_without_a_reply_has_nothing_to_match_or_to_see(alerted: Desk) -> None:
    seat, alert = alerted.signed_in(Role.PHYSICIAN), only(alerted)
    assert seat.post(address(alert, "match"), {"theirs": "yes"}).status_code == 404
    assert seat.get(f"{address(alert)}/photo/{alert.id.hex}").status_code == 404
