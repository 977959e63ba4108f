"""Every page, in both languages: whole, safe, and saying what it must."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.web.reading_html import parsed
from tests.web.samples import ALERTS, AT, CLINIC, EMERGENCY, MAIL, ROOT, TUESDAY, advice, every_page, form, pages
from vigil.domain.advice import Advice
from vigil.domain.findings import Bilingual
from vigil.domain.instructions import SECOND_HALF, Moment, has_second_half
from vigil.domain.words import Language, Urgency
from vigil.web.pages import STATIC, telephone_digits
from vigil.web.views import (
    AlertPage,
    AlertsPage,
    CalledPage,
    InstructionsPage,
    LinkPage,
    LinkState,
    MailPage,
    OptOutPage,
    worst_first,
)

PAGES = pages()
DRAWN = {(language, name): draw(PAGES) for language in Language for name, draw in every_page(language).items()}
EVERY = [pytest.param(*key, id="-".join(key)) for key in DRAWN]
TO_PATIENTS = [key for key in DRAWN if not key[1].startswith(("alert", "tasks", "mail", "sheet"))]
FR = Language.FR


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_every_page_says_its_language_has_a_title_and_one_heading(language: Language, name: str) -> None:
    page = parsed(DRAWN[language, name])
    assert page.all("html")[0].attributes["lang"] == language
    assert len(page.all("h1")) == 1
    assert page.all("title")[0].text


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_page_runs_a_script_styles_inline_or_loads_anything_from_elsewhere(language: Language, name: str) -> None:
    page = parsed(DRAWN[language, name])
    assert not page.all("script")
    assert not page.all("style")
    for element in page.all():
        assert not any(key == "style" or key.startswith("on") for key in element.attributes)
        loaded = element.attributes.get("src") or (element.tag == "link" and element.attributes.get("href")) or "/"
        assert str(loaded).startswith("/")
        assert not str(loaded).startswith("//")


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_sentence_is_left_with_a_brace_or_a_python_value(language: Language, name: str) -> None:
    text = parsed(DRAWN[language, name]).text
    assert not re.search(r"[{}]|\bNone\b|Bilingual|datetime|<bound|namespace\(", text)


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_every_control_has_a_label_and_every_id_is_unique(language: Language, name: str) -> None:
    page = parsed(DRAWN[language, name])
    ids = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    labelled = {label.attributes["for"] for label in page.all("label")}
    controls = [box for box in page.all("input") if box.attributes["type"] != "hidden"] + page.all("textarea")
    assert {control.attributes["id"] for control in controls} == labelled
    for element in page.all():
        assert element.attributes.get("aria-describedby", ids[0] if ids else None) in (ids or [None])


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_get_changes_nothing_so_every_form_is_posted_with_a_request_id(language: Language, name: str) -> None:
    for sent in parsed(DRAWN[language, name]).all("form"):
        assert sent.attributes["method"] == "post"
        assert [box.attributes["value"] for box in sent.all("input", name="request_id")] != [""]
        assert len(sent.all("input", type="hidden")) == 1


@pytest.mark.parametrize("language", Language)
def test_every_page_to_a_patient_says_who_to_call(language: Language) -> None:
    for key in TO_PATIENTS:
        if key[0] == language and not key[1].startswith("opt"):
            links = {link.attributes.get("href") for link in parsed(DRAWN[key]).all("a")}
            assert {"tel:15", "tel:112", "sms:114"} <= links, key


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_page_names_a_light_painkiller(language: Language, name: str) -> None:
    assert not re.search(r"antalgiques? légers?|light (analgesic|painkiller)", DRAWN[language, name], re.IGNORECASE)


def _sentences() -> list[tuple[str, Language, str]]:
    """Every text that a patient may read, wherever it is kept: pages, configuration, mails."""
    files = [*ROOT.glob("config/**/*.toml"), *ROOT.glob("templates/**/*.txt"), *ROOT.glob("templates/**/*.html"),
             *ROOT.glob("templates/**/*.toml")]  # fmt: skip
    return [(str(file.relative_to(ROOT)), language, line)
            for file in files
            for language in [Language.EN if re.search(r"\ben\b", str(file.relative_to(ROOT))) else FR]
            for line in file.read_text("utf-8").splitlines()
            if not line.lstrip().startswith("#")]  # fmt: skip


def test_whoever_is_told_to_take_no_aspirin_is_told_to_keep_their_cardiac_treatment() -> None:
    told = 0
    for file, language, sentence in _sentences():
        if re.search(r"(?:pas|ni|no|without|sans)\s(?:\w+\s){0,3}d?['’]?aspirin", sentence, re.IGNORECASE):
            told += 1
            assert has_second_half(sentence, language), f"{file}: {sentence}"
    assert told >= 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["instructions-before", "sheet"])
def test_the_pages_before_a_session_carry_the_second_half(language: Language, name: str) -> None:
    text = parsed(DRAWN[language, name]).text
    assert all(half in text for half in SECOND_HALF[language])


# Advice


def advised(level: Advice, **changes: bool) -> str:
    view = replace(advice(level), **changes)  # type: ignore[arg-type]  # every change here is one of its booleans
    return parsed(PAGES.advice(view)).text


def test_an_emergency_stands_at_the_top_of_the_page() -> None:
    page = parsed(DRAWN[FR, "advice-now"])
    assert page.all("h1")[0].text == "Appelez le 15 ou le 112 maintenant"
    first_links = [link.attributes["href"] for link in page.all("a")][:3]
    assert first_links == ["tel:15", "tel:112", "sms:114"]
    assert "Cette page ne prévient pas les secours." in page.text
    assert "mésothérapie le mardi 10" in page.text


def test_an_emergency_asks_whether_the_call_was_made() -> None:
    sent = parsed(DRAWN[FR, "advice-now"]).all("form")[0]
    assert sent.attributes["action"] == "/r/secret/called"
    assert [(each.attributes["name"], each.attributes["value"], each.text) for each in sent.all("button")] == [
        ("called", "yes", "J’ai appelé"),
        ("called", "no", "Je n’ai pas pu"),
    ]


def test_see_a_doctor_today_gives_the_clinic_and_15_and_what_not_to_do() -> None:
    text = advised(Advice.TODAY)
    for said in ("Parlez à un médecin aujourd’hui", "03 80 00 00 00", "appelez le 15", "Pas d’anti-inflammatoire",
                 "Ne percez rien", "N’arrêtez aucun traitement prescrit", "Pas de nouvelle séance"):  # fmt: skip
        assert said in text


def test_normal_advice_says_that_it_is_common_and_when_to_call() -> None:
    text = advised(Advice.NORMAL)
    for said in ("Cela arrive souvent", "Froid dans un linge, 10 minutes", "paracétamol selon la notice",
                 "Ne changez pas vos traitements", "la douleur dure plus de 3 jours", "fièvre"):  # fmt: skip
        assert said in text


def test_whoever_should_call_within_72_h_is_not_told_that_it_is_common() -> None:
    text = advised(Advice.NORMAL, should_call_clinic=True)
    assert "Cela arrive souvent" not in text
    assert "d’ici 2 jours" in text


def test_whoever_told_nothing_is_thanked_without_advice_on_bruises() -> None:
    text = advised(Advice.NORMAL, has_reaction=False)
    assert "Merci, c’est noté" in text
    assert "bleu" not in text


def test_no_advice_supposes_that_somebody_has_read_the_answer() -> None:
    for level in Advice:
        text = advised(level, wants_call=True)
        assert not re.search(r"a été prévenu|médecin (a|va) (lu|lire|vous)|est au courant|nous vous appelons", text)


def test_a_later_answer_can_be_given_from_every_advice() -> None:
    for level in Advice:
        assert "/r/secret" in {link.attributes["href"] for link in parsed(PAGES.advice(advice(level))).all("a")}


def test_whoever_could_not_call_is_told_how_and_may_say_that_they_did() -> None:
    page = parsed(DRAWN[FR, "could-not-call"])
    assert "Demandez à quelqu’un d’appeler pour vous" in page.text
    assert [button.text for button in page.all("button")] == ["J’ai appelé"]


# Links, opt-out


@pytest.mark.parametrize("state", LinkState)
@pytest.mark.parametrize("clinic", [CLINIC, None])
def test_a_link_that_leads_nowhere_is_a_helpful_page(state: LinkState, clinic: object) -> None:
    page = parsed(PAGES.link(LinkPage(FR, CLINIC if clinic else None, state)))
    links = {link.attributes["href"] for link in page.all("a")}
    assert "tel:15" in links
    assert ("tel:0380000000" in links) == (clinic is not None)


def test_opting_out_takes_a_press_and_says_what_stays() -> None:
    before, after = (
        parsed(PAGES.opt_out(OptOutPage(FR, CLINIC, "/o/secret", "01", is_done=done))) for done in (False, True)
    )
    assert before.all("form")[0].attributes["action"] == "/o/secret"
    assert not after.all("form")
    for page in (before, after):
        assert "Le médecin peut vous téléphoner pour votre sécurité" in page.text


# Instructions


def test_a_duration_says_until_when_it_lasts() -> None:
    text = parsed(DRAWN[FR, "instructions-after"]).text
    assert "Pas de massage, de sauna ni de hammam. 24 h jusqu’au mercredi 11 mars à 14 h 30" in text
    assert "Pas d’ionisation sur la zone. 3 jours jusqu’au vendredi 13 mars à 14 h 30" in text


def test_48_h_over_a_spring_night_are_elapsed_time() -> None:
    saturday_noon = AT.replace(day=28, hour=11, minute=0)
    view = InstructionsPage(FR, CLINIC, (Moment.AFTER,), saturday_noon)
    assert "48 h jusqu’au lundi 30 mars à 13 h" in parsed(PAGES.instructions(view)).text


def test_before_a_session_a_duration_says_from_when() -> None:
    text = parsed(DRAWN[FR, "instructions-before"]).text
    assert "48 h à partir du dimanche 8 mars à 14 h 30" in text


def test_danger_signs_are_those_of_the_form() -> None:
    text = parsed(DRAWN[FR, "instructions-after"]).text
    for box in parsed(DRAWN[FR, "form-48h"]).all("label")[:7]:
        assert box.text in text


def test_the_sheet_asks_the_same_questions_as_the_form() -> None:
    sheet = parsed(DRAWN[FR, "sheet"]).text
    for label in parsed(DRAWN[FR, "form-48h"]).all("span", class_="asked")[:3]:
        assert label.text in sheet
    assert "jeudi 12\u00a0mars" in DRAWN[FR, "sheet"]


# Staff


def test_an_alert_begins_with_the_abnormal_datum_and_holds_no_name() -> None:
    page = parsed(DRAWN[FR, "alert"])
    assert page.all("h1")[0].text == "Gêne pour respirer, maintenant, 48 h après la séance 2"
    assert "A. M. · Dossier 1042 · attend depuis 7 min" in page.text
    assert [button.text for button in page.all("button")] == ["Je m’en occupe"]


def test_an_acknowledged_alert_says_who_and_offers_no_button() -> None:
    page = parsed(DRAWN[FR, "alert-acknowledged"])
    assert not page.all("form")
    assert "Prise en charge par Dr Bernard, mardi 10 mars à 14 h 37." in page.text


def test_whoever_could_not_call_is_shown_first_on_the_alert() -> None:
    text = parsed(DRAWN[FR, "alert"]).text
    assert text.index("n’avoir pas pu appeler le 15") < text.index("Demande à être rappelé")


def test_alerts_are_listed_worst_first_then_longest_waiting() -> None:
    longer = replace(EMERGENCY, url="/a/9", waiting=timedelta(hours=1))
    assert [alert.url for alert in worst_first((ALERTS[2], EMERGENCY, ALERTS[1], longer))] == [
        "/a/9", "/a/1", "/a/2", "/a/3"]  # fmt: skip


@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("language", Language)
def test_every_urgency_has_its_word(urgency: Urgency, language: Language) -> None:
    view = AlertsPage(language, CLINIC, (replace(EMERGENCY, urgency=urgency),))
    chips = parsed(PAGES.alerts(view)).all("span", class_=f"chip chip-{urgency.code}")
    assert len(chips) == 1
    assert chips[0].text


def test_a_mail_is_shown_in_a_frame_where_nothing_runs() -> None:
    frame = parsed(DRAWN[FR, "mail"]).all("iframe")[0]
    assert "allow-scripts" not in str(frame.attributes["sandbox"])
    assert "allow-same-origin" not in str(frame.attributes["sandbox"])


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=1>{{ 7*7 }}&amp;"


def test_hostile_names_and_words_are_shown_and_never_run() -> None:
    clinic = replace(CLINIC, name=HOSTILE, phone=HOSTILE, closed_note=HOSTILE)
    reason = Bilingual(HOSTILE, HOSTILE)
    line = replace(EMERGENCY, reason=reason, initials=HOSTILE, file_number=HOSTILE)
    alert = AlertPage(FR, clinic, line, rule=HOSTILE, opened_at=AT, evidence=(reason,), words=(HOSTILE,),
                      phone=HOSTILE, acknowledge_action=HOSTILE, request_id=HOSTILE)  # fmt: skip
    mail = MailPage(FR, clinic, replace(MAIL, subject=HOSTILE, recipient=HOSTILE), {HOSTILE: HOSTILE}, HOSTILE, "/m")
    typed = {"words": [HOSTILE], "describe.other": [HOSTILE], HOSTILE: [HOSTILE]}
    for html in (PAGES.alert(alert), PAGES.mail(mail), PAGES.form(replace(form(), clinic=clinic, fields=typed)),
                 PAGES.called(CalledPage(FR, clinic, False, TUESDAY, HOSTILE, HOSTILE))):  # fmt: skip
        page = parsed(html)
        assert not page.all("script")
        assert not page.all("img")
        assert HOSTILE.replace("'", "’") in page.text.replace("'", "’")


@pytest.mark.parametrize(
    ("written", "digits"),
    [("03 80 00 00 00", "0380000000"), ("+33 3.80-00", "+3338000"), ("15", "15"), ("javascript:alert(1)", "1")],
)
def test_a_telephone_link_holds_digits_only(written: str, digits: str) -> None:
    assert telephone_digits(written) == digits


# The style sheet


def test_the_style_sheet_loads_nothing_and_knows_dark_motion_and_paper() -> None:
    style = (STATIC / "vigil.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
    for known in ("prefers-color-scheme: dark", "prefers-reduced-motion", "@media print", "forced-colors"):
        assert known in style


def test_every_class_of_the_pages_is_styled_or_named_on_purpose() -> None:
    style = (STATIC / "vigil.css").read_text("utf-8")
    bare = {"clinic-name", "row-main", "question-words", "question-line", "question-score", "advice-normal",
            "advice-plain", "patient", "notice-done", "paper-question", "options-unknown", "call-number"}  # fmt: skip
    used = {
        name
        for html in DRAWN.values()
        for each in parsed(html).all()
        for name in (each.attributes.get("class") or "").split()
    }
    assert {name for name in used if f".{name}" not in style} <= bare
