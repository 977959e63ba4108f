"""What staff open from their mail: one alert, acknowledged by a press and nothing else; the list, worst first."""

from datetime import timedelta
from typing import Any

import pytest

from tests.people import DAY
from tests.web.conftest import LISE, Site, heading
from tests.web.reading_html import filled, parsed
from vigil.actions.acknowledge_alert import resolve_alert
from vigil.domain.words import AlertState, Language, Urgency
from vigil.store.tables import Alert, Event

DANGER = {"danger": "breathing", "request_id": "a"}


def alerted(site: Site) -> str:
    """Marie cannot breathe; the address that her physician was mailed."""
    site.post(site.answer_url(), DANGER)
    site.cabinet.run("deliver")
    (url,) = site.alert_urls()
    return url


def alert(site: Site) -> Any:
    return min(site.cabinet.rows(Alert), key=lambda row: row.urgency)


def reasons(site: Site, worklist: str) -> list[str]:
    return [link.text for link in site.page(worklist).all("ol")[0].all("a")]


def test_the_abnormal_datum_comes_first_and_no_name_is_shown(site: Site) -> None:
    page = site.get(alerted(site))
    assert "respirer" in heading(page)
    assert "M. D." in page.text
    assert "P-1" in page.text
    assert not any(name in page.text for name in ("Marie", "Durand", "marie@"))


def test_only_a_press_acknowledges_once_with_who_and_when(site: Site) -> None:
    url = alerted(site)
    for _ in range(3):
        site.get(url)
        site.client.head(url)
    assert alert(site).state is AlertState.OPEN
    pressed = site.post(url, filled(site.page(url)))
    assert [each.status_code for each in pressed.history] == [303]
    assert "Prise en charge par Dr Anne Roux" in parsed(pressed.text).text
    first = alert(site)
    assert (first.state, first.acknowledged_at) == (AlertState.ACKNOWLEDGED, site.cabinet.now)
    assert first.climb_due_at is None
    site.cabinet.wait(timedelta(minutes=9))
    site.post(url, {"request_id": "later"})
    assert alert(site) == first
    by = [row.actor for row in site.cabinet.rows(Event, Event.subject == "alert", Event.actor.startswith("staff:"))]
    assert by == [f"staff:{first.acknowledged_by_id}"]


def test_a_colleague_who_comes_later_sees_who_took_it(site: Site) -> None:
    url = alerted(site)
    site.post(f"{site.answer_url()}/called", {"called": "no"})  # climbs to the colleague
    site.cabinet.run("deliver")
    theirs = site.alert_urls()[-1]
    assert theirs != url
    site.post(url)
    page = site.page(theirs)
    assert "Prise en charge par Dr Anne Roux" in page.text
    assert not page.all("form")


def test_a_press_on_a_page_that_is_out_of_date_shows_what_is_new_instead(site: Site) -> None:
    """The alert was taken up again for something worse after the page was drawn."""
    url = alerted(site)
    stale = filled(site.page(url))
    site.run_sql("UPDATE alert SET urgency = urgency + 1")
    site.post(url, stale)
    assert alert(site).state is AlertState.OPEN
    site.post(url, filled(site.page(url)))
    assert alert(site).state is AlertState.ACKNOWLEDGED


def test_an_old_page_does_not_swallow_the_press_on_a_reopened_alert(site: Site) -> None:
    url = alerted(site)
    site.post(url, filled(site.page(url)))
    with site.cabinet.writing() as session:
        resolve_alert(session, session.get_one(Alert, alert(site).id), "15 appelé", None, site.cabinet.now)
    site.cabinet.wait(timedelta(hours=1))
    site.post(site.answer_url(), DANGER | {"request_id": "b"})
    assert alert(site).state is AlertState.OPEN
    site.post(url, filled(site.page(url)))
    assert alert(site).state is AlertState.ACKNOWLEDGED


def test_whoever_could_not_call_is_shown_on_the_alert_and_first_on_the_list(site: Site) -> None:
    site.cabinet.patient(LISE)
    site.cabinet.course("C-2", patient="P-2")
    site.cabinet.treats("S-2", course="C-2")
    site.cabinet.live(timedelta(hours=60), step=DAY / 2)
    worklist = site.worklist_url()
    site.post(site.answer_url(), DANGER)
    site.post(site.answer_url(patient="P-2"), {"danger": "neurological", "request_id": "b"})
    assert "respirer" in reasons(site, worklist)[0]
    site.post(f"{site.answer_url(patient='P-2')}/called", {"called": "no"})
    assert "respirer" not in reasons(site, worklist)[0]
    first = str(site.page(worklist).all("ol")[0].all("a")[0].attributes["href"])
    assert "n’avoir pas pu appeler le 15" in site.page(first).text


def test_it_still_comes_first_when_the_patient_had_answered_again_before_saying_so(site: Site) -> None:
    worklist = site.worklist_url()
    url = alerted(site)
    site.post(site.answer_url(), DANGER | {"words": "vite", "request_id": "b"})
    site.post(f"{site.answer_url()}/called", {"called": "no"})
    assert "n’avoir pas pu appeler le 15" in site.page(url).text
    assert "respirer" in reasons(site, worklist)[0]
    site.post(f"{site.answer_url()}/called", {"called": "yes"})
    assert "n’avoir pas pu appeler le 15" not in site.page(url).text


def test_the_list_leads_to_each_alert_and_to_the_calls(site: Site) -> None:
    alerted(site)
    worklist = site.worklist_url()
    for link in site.page(worklist).all("main")[0].all("a"):
        assert site.get(str(link.attributes["href"])).status_code == 200
    place = site.page(worklist).all("ol")[0].all("a")[0].attributes["href"]
    site.post(str(place))
    assert alert(site).state is AlertState.ACKNOWLEDGED
    assert "prise en charge" in site.page(worklist).text


@pytest.mark.parametrize(
    ("language", "said"), [(Language.FR, "Ce lien a expiré"), (Language.EN, "This link has expired")]
)
def test_an_expired_link_says_so_and_acknowledges_nothing(site: Site, language: Language, said: str) -> None:
    url, worklist = alerted(site), site.worklist_url(lasts=timedelta(hours=1))
    site.speaks(language)
    site.cabinet.wait(timedelta(hours=1))
    for each in (worklist, f"{worklist}/tasks", f"{worklist}/alert/{alert(site).reference}"):
        assert (site.get(each).status_code, heading(site.get(each))) == (410, said)
    assert site.post(f"{worklist}/alert/{alert(site).reference}").status_code == 410
    site.cabinet.wait(31 * DAY)
    assert (site.get(url).status_code, heading(site.post(url))) == (410, said)
    assert alert(site).state is AlertState.OPEN


def test_a_link_of_somebody_who_left_opens_nothing(site: Site) -> None:
    url, worklist = alerted(site), site.worklist_url("roux")
    site.run_sql("UPDATE staff SET is_active = 0")
    assert [site.get(each).status_code for each in (url, worklist)] == [404, 404]
    assert site.post(url).status_code == 404
    site.cabinet.wait(31 * DAY)
    assert [site.get(each).status_code for each in (url, worklist)] == [404, 404]


def test_nothing_of_another_clinic_is_shown_or_taken(site: Site, other_site: Site) -> None:
    site.post(site.answer_url(), DANGER)
    theirs = other_site.worklist_url()
    mine = site.worklist_url()
    reference = alert(site).reference
    assert "respirer" in site.page(mine).text
    assert reasons(site, theirs) == []
    assert site.get(f"{theirs}/alert/{reference}").status_code == 404
    assert site.post(f"{theirs}/alert/{reference}").status_code == 404
    assert alert(site).state is AlertState.OPEN
    assert alert(site).urgency == Urgency.EMERGENCY


def test_the_page_is_in_the_language_of_whoever_reads_it(site: Site) -> None:
    url, worklist = alerted(site), site.worklist_url()
    site.speaks(Language.EN)
    for each in (url, worklist, f"{worklist}/tasks"):
        assert site.page(each).all("html")[0].attributes["lang"] == "en"
