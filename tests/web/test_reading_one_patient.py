"""An answer, and what follows from it, reads one patient's rows, however many patients the clinic has."""

from tests.people import DAY
from tests.plans import reading_whole_clinics, told
from tests.web.conftest import Site

DANGER = {"danger": "breathing", "request_id": "page-1"}


def test_an_answer_and_what_follows_from_it_reads_no_clinic_whole(site: Site) -> None:
    url = site.answer_url()
    with told(site.cabinet.store.engine) as said:
        assert site.get(url).status_code == 200
        assert site.post(url, DANGER).status_code == 200
        assert site.post(url, DANGER | {"words": "toujours là", "request_id": "page-2"}).status_code == 200
        site.cabinet.run("deliver")
        alert = next(link for link in site.mailed() if link.startswith("/alert/"))
        assert site.get(alert).status_code == 200
        assert site.post(alert).status_code in (200, 303)
        site.cabinet.live(DAY, step=DAY)
        assert site.get(f"{site.worklist_url()}/tasks").status_code == 200
    assert len(said) > 200
    assert reading_whole_clinics(site.cabinet.store.engine, said) == []


def test_an_answer_without_a_finding_takes_few_statements_and_no_savepoint(site: Site) -> None:
    url = site.answer_url()
    fine = {"danger": "none", "past": "none", "reaction": "none", "request_id": "page-1"}
    with told(site.cabinet.store.engine) as said:
        assert site.post(url, fine).status_code == 200
    assert not [words for words in said if "SAVEPOINT" in words]
    assert len([words for words in said if words.startswith("SELECT")]) <= 26
    assert len([words for words in said if words.startswith(("INSERT", "UPDATE"))]) <= 8
