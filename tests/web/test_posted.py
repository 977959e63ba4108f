"""Hostile, broken and oversized posts: whatever arrives is kept, asked again or refused with a helpful page."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.conftest import Site, heading
from tests.web.reading_html import filled, parsed
from vigil.domain.words import Urgency
from vigil.store.tables import Alert

FORM = "application/x-www-form-urlencoded"
NOW = "Appelez le 15 ou le 112 maintenant"


def send(site: Site, body: Any, kind: str | None = FORM) -> Any:
    headers = {"content-type": kind} if kind else {}
    return site.client.post(site.answer_url(), content=body, headers=headers)


@pytest.mark.parametrize("kind", [FORM, "", None, "Application/X-WWW-Form-Urlencoded; charset=UTF-8"])
def test_a_form_is_read_whatever_it_is_called(site: Site, kind: str | None) -> None:
    assert heading(send(site, b"danger=breathing", kind)) == NOW


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_danger_sign_among_ten_thousand_fields_is_found(site: Site, where: str) -> None:
    junk = "&".join(f"junk{number}=x" for number in range(10_000))
    body = f"danger=breathing&{junk}" if where == "before" else f"{junk}&danger=breathing"
    assert heading(send(site, body.encode())) == NOW


def test_ten_thousand_unknown_fields_are_kept_as_words_that_fit(site: Site) -> None:
    answered = send(site, "&".join(f"junk{number}=x" for number in range(10_000)).encode())
    assert answered.status_code == 200
    assert "réponses non reconnues" in site.said(1)


@pytest.mark.parametrize(
    "body",
    [b"danger=breathing&words=%00%00a\x00b", b"danger=breathing&words=\xff\xfe%ED%A0%80%FF",
     b"\x00=\x00&danger=breathing",
     b"danger=breathing&danger=none&danger=%F0%9F%92%A9", b"danger=breathing&request_id=%00" + b"x" * 5000,
     b"danger=breathing&request_id=%ED%A0%80", b"danger=%20BREATHING%0D%0A"],
)  # fmt: skip
def test_control_characters_and_invalid_text_lose_no_danger_sign(site: Site, body: bytes) -> None:
    assert heading(send(site, body)) == NOW
    assert len(site.reports()) == 1


def test_multipart_is_read_like_a_form_and_a_file_leaves_its_name(site: Site) -> None:
    files = {f"photo{number}": (f"rougeur{number}.jpg", b"\xff\xd8") for number in range(20)}
    answered = site.client.post(site.answer_url(), data={"danger": "breathing"}, files=files)
    assert heading(answered) == NOW
    assert "rougeur19.jpg" in site.said(1)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"j'ai de la fievre"),
        ("multipart/form-data", b"j'ai de la fievre"),
        ("multipart/form-data; boundary=x; charset=nonsense", b"--y\r\n j'ai de la fievre"),
        ("application/json", b'{"words": "j\'ai de la fievre"}'),
        ("text/plain", b"j'ai de la fievre = 39"),
        (FORM, b"j'ai de la fievre"),
        ("image/png", b"\x89PNG j'ai de la fievre"),
    ],
)
def test_what_is_no_form_is_read_by_a_person(site: Site, kind: str, body: bytes) -> None:
    assert send(site, body, kind).status_code == 200
    assert "j'ai de la fievre" in site.said(1)
    assert [alert.rule for alert in site.cabinet.rows(Alert)] == ["words_to_read"]


@pytest.mark.parametrize("kind", [FORM, "application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_an_empty_body_is_asked_again(site: Site, kind: str) -> None:
    assert send(site, b"", kind).status_code == 422
    assert site.reports() == []


def test_a_body_sent_in_chunks_is_put_together(site: Site) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"dan", b"ger=bre", b"athing&words=a", b"%", b"C3%A9")

    assert heading(send(site, chunks())) == NOW
    assert "aé" in site.said(1)


def test_words_beyond_the_limit_come_back_to_be_shortened_and_nothing_is_saved(site: Site) -> None:
    words = "é" * 20_001
    again = site.post(site.answer_url(), {"words": words, "reaction": "haematoma", "request_id": "page-1"})
    assert again.status_code == 413
    page = parsed(again.text)
    assert "trop long" in page.all("title")[0].text
    typed = filled(page)
    assert (typed["words"], typed["reaction"], typed["request_id"]) == ([words], ["haematoma"], ["page-1"])
    assert site.reports() == []
    assert site.post(site.answer_url(), typed | {"words": ["é" * 20_000]}).status_code == 200


def test_five_megabytes_come_back_as_far_as_they_were_read(site: Site) -> None:
    again = send(site, b"reaction=haematoma&words=" + b"a" * 5_000_000)
    assert again.status_code == 413
    typed = filled(parsed(again.text))
    assert typed["reaction"] == ["haematoma"]
    assert len(typed["words"][0]) > 1_900_000
    assert site.reports() == []


def test_five_megabytes_with_a_danger_sign_are_an_emergency(site: Site) -> None:
    assert heading(send(site, b"danger=breathing&words=" + b"a" * 5_000_000)) == NOW
    assert Urgency.EMERGENCY in [alert.urgency for alert in site.cabinet.rows(Alert)]


@pytest.mark.parametrize("place", ["called", "stop", "alert", "worklist"])
def test_junk_on_any_other_address_is_a_page_and_no_fault(site: Site, place: str) -> None:
    site.post(site.answer_url(), {"danger": "breathing"})
    site.cabinet.run("deliver")
    tasks = f"{site.worklist_url()}/tasks/not-a-task"
    url = {"called": f"{site.answer_url()}/called", "stop": site.stop_url, "alert": site.alert_urls()[0],
           "worklist": tasks}[place]  # fmt: skip
    for body in (b"", b"\x00" * 100, b"a" * 3_000_000, b'{"called": "yes"}', b"request_id=" + b"%00" * 1000):
        for kind in (FORM, "multipart/form-data; boundary=x", "application/json", ""):
            answered = site.client.post(url, content=body, headers={"content-type": kind})
            assert answered.status_code in (200, 404), (place, kind, body[:20])
