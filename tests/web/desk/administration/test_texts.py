"""The texts of mails at the desk: previewed, refused when they break a promise, kept in versions."""

import pytest

from tests.web.desk.conftest import Desk, Seat
from tests.web.reading_html import Element, parsed
from vigil.domain.words import Language, Role
from vigil.mail.contexts import Mail
from vigil.store.tables import Version
from vigil.web.desk.administration.wrong import in_words

PAGE = "/administration/texts/followup/fr"
ASKED = "Comment allez-vous depuis votre rendez-vous"
WARMER = "Comment vous portez-vous depuis votre rendez-vous"


@pytest.fixture
def admin(desk: Desk) -> Seat:
    return desk.signed_in(Role.ADMIN)


def own(desk: Desk) -> list[Version]:
    mine = (Version.clinic_id == desk.cabinet.clinic_id, Version.name == "followup/fr")
    return sorted(desk.cabinet.rows(Version, *mine), key=lambda row: row.number)


def typed(page: Element) -> dict[str, str]:
    """The form of a text as it stands."""
    (form,) = [form for form in page.all("form") if form.all("textarea")]
    fields = {str(each.attributes["name"]): str(each.attributes["value"]) for each in form.all("input")}
    boxes = {str(box.attributes["name"]): "".join(map(str, box.children)) for box in form.all("textarea")}
    return fields | {name: text.removeprefix("\n") for name, text in boxes.items()}


def changed(page: Element, old: str, new: str) -> dict[str, str]:
    return {name: text.replace(old, new) for name, text in typed(page).items()}


def test_a_text_is_kept_as_a_new_version_and_the_next_mail_says_it(desk: Desk, admin: Seat) -> None:
    fields = changed(admin.page(PAGE), ASKED, WARMER)
    saved = admin.post(PAGE, {name: text.replace("\n", "\r\n") for name, text in fields.items()} | {"do": "save"})
    assert saved.headers["location"] == admin.url(f"{PAGE}?done=saved")
    assert [(row.number, row.is_seeded) for row in own(desk)] == [(1, True), (2, False)]
    again = admin.post(PAGE, typed(admin.page(PAGE)) | {"do": "save"})
    assert again.headers["location"] == admin.url(f"{PAGE}?done=same")
    desk.cabinet.treats()
    (due,) = desk.cabinet.messages("followup:")
    desk.cabinet.clock.move_to(due.due_at)
    desk.cabinet.run("deliver")
    assert any(b"portez-vous" in envelope.content for envelope in desk.cabinet.courier.kept)


def test_french_typography_is_put_right_and_tags_and_links_stay(desk: Desk, admin: Seat) -> None:
    plain = changed(admin.page(PAGE), "\u202f?", " ?") | {"do": "save"}
    assert admin.post(PAGE, plain).headers["location"] == admin.url(f"{PAGE}?done=same")
    assert len(own(desk)) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ASKED, "Comment vont vos douleurs depuis votre rendez-vous", "dit un mot de santé"),
        ('{% extends "_base/fr/patient.txt" %}', "", "il ne montre pas le lien (link)"),
        ('{% extends "_base/fr/patient.txt" %}', "{{ link }}", "unsubscribe_link"),
        ("Comment allez-vous ?", "{{ nom }}", "nom"),
        ("{% endblock %}", "{% endbloc %}", "endbloc"),
        (
            "Répondre{% endblock %}",
            "Répondre{% endblock %} À bientôt.",
            "hors des blocs ne paraîtrait dans aucun message",
        ),
        ('{% extends "_base/fr/patient.html" %}', "<p>Bonjour</p>", "il doit dire « fr »"),
    ],
    ids=["health data", "no link", "no way out", "an unknown name", "not a template", "outside", "no frame"],
)
def test_a_text_that_breaks_a_promise_is_refused_in_words_and_stays_as_typed(
    desk: Desk, admin: Seat, old: str, new: str, said: str
) -> None:
    page = admin.page(PAGE)
    fields = changed(page, old.replace(" ?", "\u202f?"), new)
    assert fields != typed(page)
    refused = admin.post(PAGE, fields | {"do": "save"})
    assert refused.status_code == 422
    shown = parsed(refused.text)
    assert said in shown.all("div", id="wrong")[0].text
    assert typed(shown)["body.txt"].strip() == fields["body.txt"].strip()
    (frame,) = shown.all("iframe", class_="preview")
    assert "src" not in frame.attributes  # beside what was refused stands no preview of what is in force
    assert len(own(desk)) == 1
    preview = admin.post(f"{PAGE}/preview", fields)
    assert "ne peut pas être enregistré" in preview.text
    assert preview.status_code == 200


@pytest.mark.parametrize("mail", ["followup/fr", "late_check/en", "alert/fr", "digest/en", "invitation/fr"])
def test_a_preview_shows_the_mail_on_both_widths_under_a_policy_of_its_own(admin: Seat, mail: str) -> None:
    preview = admin.get(f"/administration/texts/{mail}/preview")
    policy = preview.headers["content-security-policy"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")
    frames = parsed(preview.text).all("iframe")
    assert [frame.attributes["class"] for frame in frames] == ["mail-phone", "mail-desktop"]
    assert all("sandbox" in frame.attributes and "<html" in str(frame.attributes["srcdoc"]) for frame in frames)


def test_what_is_typed_is_previewed_and_nothing_is_kept(desk: Desk, admin: Seat) -> None:
    preview = admin.post(f"{PAGE}/preview", changed(admin.page(PAGE), ASKED, WARMER))
    assert WARMER in str(parsed(preview.text).all("iframe")[0].attributes["srcdoc"])
    assert len(own(desk)) == 1


def test_an_earlier_text_is_compared_and_restored_as_a_new_version(desk: Desk, admin: Seat) -> None:
    admin.post(PAGE, changed(admin.page(PAGE), ASKED, WARMER) | {"do": "save"})
    page = admin.page(f"{PAGE}/versions/1")
    assert page.all("h1")[0].text == "Questions de sécurité, français, version 1"
    assert all(ASKED in line.text for line in page.all("del"))
    assert all(WARMER in line.text for line in page.all("ins"))
    assert len(page.all("ins")) == 2
    assert admin.post(PAGE, {"do": "restore", "number": "1"}).status_code == 303
    assert [row.content for row in own(desk)][0::2] == [own(desk)[0].content] * 2
    assert len(own(desk)) == 3


def test_who_saves_over_somebody_elses_text_is_told(desk: Desk, admin: Seat) -> None:
    fields = typed(admin.page(PAGE))
    admin.post(PAGE, changed(admin.page(PAGE), ASKED, WARMER) | {"do": "save"})
    overtaken = admin.post(PAGE, fields | {"do": "save"})
    assert overtaken.status_code == 409
    assert ASKED in typed(parsed(overtaken.text))["body.txt"]
    assert len(own(desk)) == 2


def test_every_mail_is_listed_and_no_other_is_found(admin: Seat) -> None:
    page = admin.page("/administration/texts")
    links = [str(a.attributes["href"]) for a in page.all("a", class_="button-link") if "/texts/" in str(a.attributes)]
    assert len(links) == len(Mail) * len(Language)
    for name in ("nothing/fr", "followup/de", "followup/fr/versions/7"):
        assert admin.get(f"/administration/texts/{name}").status_code == 404


def test_what_a_refusal_quotes_is_printed_as_it_was_typed() -> None:
    said = in_words("same_day/fr: the subject 'À lire\\xa0: un\\n\\ndeux' must be one line of 1 to 70 characters.")
    assert said.fr == "l'objet « À lire : un deux » doit tenir en une ligne de 1 à 70 signes."
