from dataclasses import replace
from pathlib import Path

import pytest

from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.mail.promises import betraying_words, check_bundle, health_words
from vigil.mail.texts import TextBundle, load_bundle

FOLDER = Path(__file__).parents[2] / "templates" / "email"


def edited(mail: Mail, part: str, before: str, after: str, language: Language = Language.FR) -> TextBundle:
    """A shipped bundle with one edit, which must be possible, in a part or a base file."""
    bundle = load_bundle(FOLDER, mail, language)
    sources = bundle.sources
    name = part if part in sources else bundle.part(part)
    assert before in sources[name]
    sources[name] = sources[name].replace(before, after)
    return replace(bundle, files=tuple(sorted(sources.items())))


@pytest.mark.parametrize(
    ("mail", "part", "before", "after", "sentence"),
    [
        (Mail.FOLLOWUP, "subject.txt", "Comment", "Votre séance, comment", "the subject names health data: 'séance'"),
        (Mail.FOLLOWUP, "body.txt", "Dites", "Quelle douleur\u202f? Dites", "the text names health data: 'douleur'"),
        (Mail.FOLLOWUP, "body.html", "Dites", "Une PIQÛRE. Dites", "the HTML names health data: 'PIQÛRE'"),
        (Mail.ALERT, "body.txt", "{{ reference }}", "{{ reference }} (fièvre)", "the text names health data: 'fièvre'"),
        (Mail.FOLLOWUP, "subject.txt", "Comment", "{{ first_name }}, comment", "the subject holds the patient's name"),
        (
            Mail.FOLLOWUP,
            "body.txt",
            "Répondre{% endblock %}",
            "Répondre{% endblock %}\nMerci\u00a0!",
            "outside of the blocks",
        ),
        (
            Mail.FOLLOWUP,
            "body.html",
            "{% block action",
            "{{ clinic_name }}{% block action",
            "no mail would show: '{{ … }}'",
        ),
        (Mail.FOLLOWUP, "subject.txt", "\u202f", "", "has a plain or missing space"),
        (Mail.FOLLOWUP, "subject.txt", "Comment", "Comment " * 12, "must be one line of 1 to 70 characters"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "{{ link }}", "", "it does not show link"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "{{ unsubscribe_link }}", "", "it does not show unsubscribe_link"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "{{ also_before_link }}", "", "it does not show also_before_link"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "{{ clinic_phone }}", "", "it does not show clinic_phone"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "{{ minutes }}", "3", "it does not say how long it takes"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "le 15 ou le 112", "nous", "it does not say to call 15 or 112"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "(114 par SMS)", "", "it does not say 114 by SMS"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "pas lues en continu", "lues", "answers are not read continuously"),
        (Mail.FOLLOWUP, "_base/fr/patient.txt", "pas un service", "un service", "that it is not an emergency service"),
        (Mail.FOLLOWUP, "body.html", "même si tout va bien", "vraiment", "only the text says"),
        (Mail.FOLLOWUP, "body.html", "Dites", "Vite. Dites", "only the HTML says 'Vite.'"),
        (
            Mail.FOLLOWUP,
            "body.html",
            "<p>",
            '<p><a href="https://elsewhere.example">',
            "only one of text and HTML links",
        ),
        (
            Mail.FOLLOWUP,
            "body.html",
            "<p>",
            '<p><img src="https://elsewhere.example/p.gif">',
            "fetches or runs something: <img>",
        ),
        (
            Mail.FOLLOWUP,
            "body.html",
            "<p>",
            '<p style="background: url(x)">',
            "fetches or runs something: style of <p>",
        ),
        (Mail.FOLLOWUP, "body.html", "<p>", '<p onclick="x()">', "fetches or runs something: onclick of <p>"),
        (
            Mail.FOLLOWUP,
            "_base/layout.html",
            "</style>",
            "@import 'x';</style>",
            "fetches or runs something: the style sheet",
        ),
        (Mail.FOLLOWUP, "_base/layout.html", "</style>", "/*" + "x" * 20000 + "*/</style>", "allowed: 20000"),
        (Mail.FOLLOWUP, "_base/fr/patient.html", "{% block language %}fr", "{% block language %}de", 'lang="de"'),
        (Mail.FOLLOWUP, "body.txt", "\u202f?", " ?", "has a plain or missing space"),
        (Mail.ALERT, "body.txt", "{{ link }}", "", "it does not show link"),
        (Mail.ALERT, "body.txt", "{{ waiting|spoken }}", "", "it does not show waiting time"),
        (Mail.DIGEST, "body.txt", "{{ list_link }}", "", "it does not show list_link"),
        (Mail.DIGEST, "body.txt", "{{ item.datum }}", "", "only the HTML says 'Xdatum'"),
        (Mail.FOLLOWUP, "body.txt", "Dites", "{{ diagnosis }} Dites", "line 3 is 'diagnosis'"),
    ],
)
def test_a_broken_promise_is_told_as_a_sentence(mail: Mail, part: str, before: str, after: str, sentence: str) -> None:
    assert any(sentence in told for told in check_bundle(edited(mail, part, before, after)))


@pytest.mark.parametrize(
    "text",
    [
        "Votre séance de mésothérapie",
        "after the injection",
        "your pain score",
        "EVA",
        "Avez-vous un bleu\u00a0?",
        "Hématome",
        "votre traitement",
        "la zone du dos",
        "side effects",
        "démangeaisons",
    ],
)
def test_health_words_are_found(text: str) -> None:
    assert health_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "Comment allez-vous\u00a0?",
        "Votre rendez-vous du 12 mars",
        "Cabinet du docteur Eva Martin",
        "consignes",
    ],
)
def test_neutral_words_are_left_alone(text: str) -> None:
    assert health_words(text) == []


@pytest.mark.parametrize(
    ("name", "betrays"),
    [
        ("Cabinet des Volets Bleus", False),
        ("Docteur Eva Martin", False),
        ("Centre de mésothérapie", True),
        ("Centre anti-douleur", True),
        ("Clinique du dos", True),
        ("The Pain Clinic", True),
    ],
)
def test_a_sender_name_may_not_betray_the_treatment(name: str, betrays: bool) -> None:
    assert bool(betraying_words(name)) is betrays
