"""A reply by e-mail on its alert's page: its words, what was read in them, whose it is, and how it is put right."""

import io
import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.collecting import Post
from tests.letters import letter, reply_to
from tests.web.conftest import Site
from vigil.domain.answers_json import from_json
from vigil.domain.words import AskState
from vigil.store.tables import Alert, Ask, Eva, Inbound, Reaction, ReadingExample, Report


@pytest.fixture
def post(site: Site, tmp_path: Path) -> Post:
    return Post(site.cabinet, tmp_path / "post")


def replied(site: Site, post: Post, words: str, **options: Any) -> str:
    """Marie replies so; the address that her physician was mailed."""
    post.receives(reply_to(site.cabinet.courier.to("marie@courrier.example")[-1], words, **options))
    site.cabinet.run("deliver")
    return site.alert_urls()[-1]


def inbound(site: Site) -> Any:
    return site.cabinet.rows(Inbound)[-1]


def ask(site: Site) -> Any:
    return site.cabinet.rows(Ask, Ask.key.startswith("followup:"))[0]


def test_the_page_shows_the_words_and_what_each_thing_was_read_from(site: Site, post: Post) -> None:
    page = site.get(replied(site, post, "EVA 6, j'ai un bleu, est-ce normal ?")).text
    assert "est-ce normal" in page
    assert "hématome" in page.lower() or "bleu" in page
    assert "marie@courrier.example" not in page


def test_a_reply_of_uncertain_origin_changes_nothing_until_a_person_says_whose_it_is(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu", sender="paul@ailleurs.example")
    assert "C’est bien ce patient" in site.get(url).text
    assert site.cabinet.rows(Report) == []
    assert site.post(f"{url}/match", {"theirs": "perhaps"}).status_code == 200
    assert inbound(site).fate == "provisional"
    site.post(f"{url}/match", {"theirs": "yes"})
    row = inbound(site)
    assert (row.fate, row.is_provisional, row.confirmed_at) == ("report", False, site.cabinet.now)
    assert ask(site).state is AskState.ANSWERED
    site.post(f"{url}/match", {"theirs": "yes"})
    assert len(site.cabinet.rows(Report)) == 1
    assert site.cabinet.rows(Alert, Alert.rule == "message_to_read")[0].state == "acknowledged"


def test_a_reply_that_is_somebody_elses_leaves_the_record_alone_and_the_reminders_go_on(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu", sender="paul@ailleurs.example")
    assert ask(site).replied_at is not None
    site.post(f"{url}/match", {"theirs": "no"})
    assert inbound(site).fate == "rejected"
    assert site.cabinet.rows(Report) == []
    assert (ask(site).replied_at, ask(site).remind_due_at) == (None, site.cabinet.now)


def test_a_correction_amends_the_report_and_is_kept_as_an_example(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu, est-ce normal ?")
    site.post(f"{url}/reading", {"eva": "7", "now.itching": "present"})
    first, second = site.reports()
    assert (first.channel, second.channel, second.is_current) == ("email", "staff", True)
    assert [code.code for code in from_json(site.said(2)).reactions] == ["itching"]
    scores = site.cabinet.rows(Eva, Eva.report_id.is_not(None), Eva.is_current)
    assert [(score.low, score.high) for score in scores] == [(70, 70)]
    assert [row.code for row in site.cabinet.rows(Reaction, Reaction.is_current)] == ["itching"]
    with site.cabinet.store.reading() as session:
        gold = json.loads(session.query(ReadingExample).one().gold or "")
    assert gold["eva"] == 7
    assert gold["reactions"] == {"itching": "present"}
    assert "est-ce normal" in gold["text"]


def test_a_right_reading_is_confirmed_by_the_same_press_and_changes_nothing(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu, est-ce normal ?")
    site.post(f"{url}/reading", {"eva": "6", "now.haematoma": "present"})
    assert len(site.reports()) == 1
    assert "Lecture vérifiée" in site.get(url).text


def test_what_was_read_and_was_not_there_can_be_taken_out(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu, est-ce normal ?")
    site.post(f"{url}/reading", {"eva": ""})
    assert site.cabinet.rows(Eva, Eva.report_id.is_not(None), Eva.is_current) == []
    assert site.cabinet.rows(Reaction, Reaction.is_current) == []


def test_a_score_that_is_none_changes_nothing(site: Site, post: Post) -> None:
    url = replied(site, post, "EVA 6, un bleu, est-ce normal ?")
    for fields in ({"eva": "onze"}, {}, {"now.itching": "present"}):
        assert site.post(f"{url}/reading", fields).status_code == 200
    assert site.cabinet.rows(ReadingExample) == []


def test_an_unmatched_message_has_a_page_of_its_own(site: Site, post: Post) -> None:
    post.receives(letter("Je n'arrive plus à respirer", sender="qui@ailleurs.example"))
    site.cabinet.run("deliver")
    page = site.get(site.alert_urls()[-1])
    assert page.status_code == 200
    assert "respirer" in page.text


def photo() -> bytes:
    kept = io.BytesIO()
    image = Image.effect_noise((400, 300), 80).convert("RGB")
    exif = image.getexif()
    exif[0x010F] = "Zébulon Cameras"
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def with_photo(raw: bytes, content: bytes) -> bytes:
    message = message_from_bytes(raw, policy=policy.default)
    message.add_attachment(content, maintype="image", subtype="jpeg", filename="photo.jpg")
    return message.as_bytes(policy=policy.SMTP)


def test_a_photo_is_shown_to_staff_drawn_anew_and_to_nobody_else(site: Site, post: Post) -> None:
    sent = site.cabinet.courier.to("marie@courrier.example")[-1]
    content = photo()
    assert "Zébulon".encode() in content or b"bulon" in content
    post.receives(with_photo(reply_to(sent, "EVA 3"), content))
    site.cabinet.run("deliver")
    url = site.alert_urls()[-1]  # a photo is looked at the same day
    (shown,) = [image.attributes["src"] or "" for image in site.page(url).all("img")]
    picture = site.get(shown)
    assert picture.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(picture.content)).size == (400, 300)
    assert b"bulon" not in picture.content
    assert site.get(shown.replace("/alert/", "/alert/x")).status_code == 404
    assert site.get(f"{url}/photo/{'0' * 32}").status_code == 404
    for path in post.folder.parent.glob("vigil.db*"):
        assert content[200:400] not in path.read_bytes()
