"""A photo after an answer: kept with it, seen by a person, and never in the way of the answer itself."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from PIL import Image

from tests.web.conftest import Site, heading
from tests.web.reading_html import parsed
from vigil.actions.acknowledge_alert import acknowledge_alert, resolve_alert
from vigil.actions.add_photo import MOST_PHOTOS
from vigil.domain.words import Urgency
from vigil.replies.photos import MOST_BYTES
from vigil.store.tables import Alert, Course, Eva, Photo
from vigil.web import photographing

PRESSED = {"request_id": "photo-1"}
BRUISE = {"danger": "none", "past": "none", "reaction": "haematoma", "request_id": "page-1"}


def picture(colour: str = "red", kind: str = "JPEG") -> bytes:
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a telephone's name"
    Image.new("RGB", (640, 480), colour).save(kept, kind, exif=exif)
    return kept.getvalue()


def sent(site: Site, content: bytes, pressed: str = "photo-1", name: str = "IMG_0001.jpg") -> Response:
    files = {"photo": (name, content, "image/jpeg")}
    return site.client.post(f"{site.answer_url()}/photo", data={"request_id": pressed}, files=files)


def photos(site: Site) -> list[Any]:
    return site.cabinet.rows(Photo)


def to_read(site: Site) -> list[Any]:
    return site.cabinet.rows(Alert, Alert.rule == "words_to_read")


def test_after_a_reaction_a_photo_is_asked_for_and_the_clinic_sees_it(site: Site) -> None:
    advice = parsed(site.post(site.answer_url(), BRUISE).text)
    (field,) = [each for each in advice.all("input") if each.attributes.get("type") == "file"]
    assert field.attributes["name"] == "photo"
    answered = sent(site, picture())
    assert (answered.status_code, heading(answered)) == (200, "Votre photo est bien arrivée")
    (photo,) = photos(site)
    assert (photo.width, photo.height, photo.report_id) == (640, 480, site.reports()[-1].id)
    (alert,) = to_read(site)
    assert alert.urgency == Urgency.SAME_DAY
    site.cabinet.run("deliver")
    page = site.page(site.alert_urls()[-1])
    assert "Photo ou pièce jointe à regarder" in page.text
    (image,) = [each for each in page.all("img") if each.attributes.get("class") == "photo"]
    shown = site.get(str(image.attributes["src"]))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert b"telephone" not in shown.content


def test_nothing_is_asked_of_who_has_to_call_now_or_has_nothing_to_show(site: Site) -> None:
    for said in ({"danger": "breathing"}, {"danger": "none", "past": "none", "reaction": "none"}):
        assert "photo" not in site.post(site.answer_url(), said).text


def test_a_photo_after_the_alert_was_closed_calls_again_and_no_other_alert_of_the_answer(site: Site) -> None:
    site.post(site.answer_url(), BRUISE | {"sign": "warmth", "words": "Un bleu"})
    with site.cabinet.writing() as session:
        for alert in session.query(Alert):
            resolve_alert(session, alert, "vue", None, site.cabinet.now)
    for number, colour in enumerate(("red", "blue")):
        sent(site, picture(colour), f"photo-{number}")
        (again,) = site.cabinet.rows(Alert, Alert.state == "open")
        assert again.rule == "words_to_read"
        with site.cabinet.writing() as session:
            acknowledge_alert(session, session.get_one(Alert, again.id), None, site.cabinet.now)


def test_a_photo_leaves_what_was_answered_as_it_is(site: Site) -> None:
    site.post(site.answer_url(), BRUISE | {"words": "Un bleu assez grand"})
    before = {row.rule for row in site.cabinet.rows(Alert)}
    sent(site, picture())
    assert '"haematoma"' in site.said(2)
    assert "Un bleu assez grand" in site.said(2)
    assert {row.rule for row in site.cabinet.rows(Alert)} >= before


def test_a_photo_days_later_makes_no_score_or_reaction_younger(site: Site) -> None:
    site.post(site.answer_url(), BRUISE | {f"eva.{site.cabinet.rows(Course)[0].id}": "7"})
    told_at = site.reports()[-1].answered_at
    (score,) = site.cabinet.rows(Eva, Eva.is_current, Eva.report_id.is_not(None))
    site.cabinet.wait(timedelta(days=4))
    assert sent(site, picture()).status_code == 200
    assert site.reports()[-1].answered_at == told_at
    (again,) = site.cabinet.rows(Eva, Eva.is_current, Eva.report_id.is_not(None))
    assert (again.low, again.answered_at) == (score.low, told_at)
    assert photos(site)[0].created_at == told_at + timedelta(days=4)


def test_a_double_click_keeps_one_photo_and_another_photo_is_another(site: Site) -> None:
    site.post(site.answer_url(), BRUISE)
    for _ in range(2):
        assert sent(site, picture()).status_code == 200
    assert len(photos(site)) == 1
    assert sent(site, picture("blue"), "photo-2").status_code == 200
    assert len(photos(site)) == 2


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 no picture", b"\xff\xd8\xff" + b"\0" * 500, picture()[:300], b"GIF89a"], ids=repr
)
def test_what_is_no_photo_is_said_and_takes_another(site: Site, content: bytes) -> None:
    site.post(site.answer_url(), BRUISE)
    refused = sent(site, content)
    assert (refused.status_code, heading(refused)) == (422, "Ce fichier n’a pas pu être lu")
    assert (photos(site), len(site.reports())) == ([], 1)
    assert sent(site, picture()).status_code == 200


def test_a_file_that_is_too_large_is_said_and_costs_no_answer(site: Site) -> None:
    site.post(site.answer_url(), BRUISE)
    assert sent(site, picture() + b"\0" * MOST_BYTES).status_code == 422
    assert (photos(site), len(site.reports())) == ([], 1)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"photo=x", "application/x-www-form-urlencoded"),
        (b"--a\r\nbroken", "multipart/form-data; boundary=a"),
        (b"x", "multipart/form-data"),
        (b"", "text/plain"),
    ],
)
def test_a_form_that_is_none_is_answered_with_the_page(site: Site, body: bytes, kind: str) -> None:
    site.post(site.answer_url(), BRUISE)
    answered = site.client.post(f"{site.answer_url()}/photo", content=body, headers={"content-type": kind})
    assert answered.status_code == 422


def test_no_more_than_five_photos_are_kept(site: Site) -> None:
    site.post(site.answer_url(), BRUISE)
    for number in range(MOST_PHOTOS):
        assert sent(site, picture(f"#{number}00000"), f"photo-{number}").status_code == 200
    refused = sent(site, picture("blue"), "one more")
    assert (refused.status_code, heading(refused)) == (422, "Il y a déjà cinq photos")
    assert len(photos(site)) == MOST_PHOTOS


def test_a_photo_before_any_answer_leads_to_the_questions(site: Site) -> None:
    refused = sent(site, picture())
    assert (refused.status_code, heading(refused)) == (422, "Répondez d’abord aux questions")
    assert (photos(site), site.reports()) == ([], [])


def test_an_unknown_link_takes_no_photo(site: Site) -> None:
    refused = site.client.post("/answer/aaaa/photo", files={"photo": ("a.jpg", picture(), "image/jpeg")})
    assert (refused.status_code, photos(site)) == (404, [])


def test_a_photo_opens_from_the_alert_that_it_belongs_to_alone(site: Site) -> None:
    site.post(site.answer_url(), BRUISE)
    sent(site, picture())
    site.cabinet.run("deliver")
    (photo,) = photos(site)
    url = site.alert_urls()[-1]
    assert site.get(f"{url}/photo/{photo.id.hex}").status_code == 200
    assert site.get(f"{site.answer_url()}/photo/{photo.id.hex}").status_code == 404
    assert site.get(f"{url}/photo/{'0' * 32}").status_code == 404


def test_of_what_comes_for_an_unknown_link_nothing_is_read(site: Site) -> None:
    read: list[bool] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(True)
        yield b"--a\r\n"

    async def post() -> Response:
        async with AsyncClient(transport=ASGITransport(site.client.app), base_url="http://vigil.example") as browser:
            kind = {"content-type": "multipart/form-data; boundary=a"}
            return await browser.post("/answer/aaaa/photo", content=body(), headers=kind)

    assert (asyncio.run(post()).status_code, read) == (404, [])


def test_photos_that_wait_for_one_another_leave_the_other_pages_alone(site: Site) -> None:
    site.post(site.answer_url(), BRUISE)
    url, is_drawn = site.answer_url(), Event()
    photographing.DRAWING.submit(is_drawn.wait, 20)  # a photo that takes long

    async def meanwhile() -> Response:
        async with AsyncClient(transport=ASGITransport(site.client.app), base_url="http://vigil.example") as browser:
            files = {"photo": ("a.jpg", picture(), "image/jpeg")}
            waiting = [asyncio.create_task(browser.post(f"{url}/photo", data=PRESSED, files=files)) for _ in range(60)]
            try:
                await asyncio.sleep(1)
                return await asyncio.wait_for(browser.get(url), 5)
            finally:
                is_drawn.set()
                await asyncio.gather(*waiting)

    assert asyncio.run(meanwhile()).status_code == 200
    assert len(photos(site)) == 1
