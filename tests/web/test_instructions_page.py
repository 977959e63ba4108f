"""The instructions behind the link of a mail: before, on the day, after; never a record of who looked."""

import pytest

from tests.people import DAY, WEEK
from tests.web.conftest import Site, heading
from vigil.domain.words import Language, SessionState
from vigil.store.tokens import Purpose


def url(site: Site, moment: str = "") -> str:
    return f"/read/{site.patient_url(Purpose.READ)}{moment and '/'}{moment}"


def text(site: Site, moment: str = "") -> str:
    return site.page(url(site, moment)).text


def test_a_few_days_after_a_session_they_are_those_of_after(site: Site) -> None:
    assert "Après la séance" in text(site)
    assert "Appelez le 15 ou le 112 si vous avez" in text(site)
    site.cabinet.wait(DAY)
    assert "Avant la séance" in text(site)


def test_before_the_next_appointment_they_say_from_when(site: Site) -> None:
    site.cabinet.treats("S-2", at=site.cabinet.now + WEEK, state=SessionState.PLANNED)
    assert "à partir du mercredi 18 mars" in text(site, "before")


@pytest.mark.parametrize("moment", ["after", "before", "nonsense", "%00", "."])
def test_every_address_below_is_a_page_that_records_nothing(site: Site, moment: str) -> None:
    before = site.dump()
    assert site.get(url(site, moment)).status_code == 200
    assert site.dump() == before


def test_a_competitor_is_told_what_sport_forbids(site: Site) -> None:
    assert "afld.fr" not in text(site, "before") + text(site, "after")
    site.run_sql("UPDATE course SET is_competitor = 1")
    assert "afld.fr" in text(site, "before") + text(site, "after")


def test_they_are_in_the_patients_language(site: Site) -> None:
    site.speaks(Language.EN)
    assert heading(site.get(url(site))) == "Your instructions"


def test_they_stay_readable_for_whoever_wants_no_mail(site: Site) -> None:
    site.post(site.stop_url)
    assert site.get(url(site, "after")).status_code == 200


def test_they_hold_no_name(site: Site) -> None:
    page = site.get(url(site, "after")).text
    assert "Marie" not in page
    assert "Durand" not in page
