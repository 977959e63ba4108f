"""Our own questions never count as answers: each of our mails, quoted as each client quotes, leaves nothing behind."""

import unicodedata
from collections.abc import Callable

import pytest

from tests.replies.words.raw import ADDRESS, CLINIC, markup_of, message, own_mail, part, quoted
from vigil.domain.words import Language
from vigil.mail.contexts import Mail
from vigil.mail.rendering import Rendered
from vigil.replies.words import OwnText, Problem, read_message

ANSWER = "Bonjour, j'ai 4 sur 10.\nUn bleu au genou."
MARKUP = "<div>Bonjour, j'ai 4 sur 10.</div><div>Un bleu au genou.</div>"
HEADER = (
    f"De : {CLINIC} <{ADDRESS}>\nEnvoyé : mardi 17 mars 2026 10:02\n"
    "À : claire.morel@courrier.example\nObjet : Comment allez-vous ?\n\n"
)
WROTE = f"Le mar. 17 mars 2026 à 10:02, {CLINIC} <{ADDRESS}> a\nécrit :\n\n"


def rewrapped(text: str) -> str:
    return "\n".join(line.removeprefix("> ").removeprefix(">") for line in quoted(text, 74).splitlines())


def without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(character for character in plain if not unicodedata.combining(character))


def html(markup: str) -> bytes:
    return part(f"<html><body>{markup}</body></html>", "text/html")


def gmail_quote(own: Rendered) -> str:
    return (
        f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le mar. 17 mars 2026 {CLINIC} a écrit :<br></div>'
        f'<blockquote class="gmail_quote">{markup_of(own)}</blockquote></div>'
    )


def outlook_quote(own: Rendered) -> str:
    return f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>De :</b> {CLINIC}</div>{markup_of(own)}'


def yahoo_quote(own: Rendered) -> str:
    return f'<div id="ydp1yahoo_quoted_2" class="ydp1yahoo_quoted">{markup_of(own)}</div>'


WAYS: dict[str, Callable[[Rendered], bytes]] = {
    "marked": lambda own: part(ANSWER + "\n\n" + WROTE + quoted(own.text)),
    "marked, below": lambda own: part(WROTE + quoted(own.text) + "\n\n" + ANSWER),
    "marked without attribution": lambda own: part(ANSWER + "\n\n" + quoted(own.text)),
    "Outlook header": lambda own: part(ANSWER + "\n\n" + HEADER + own.text),
    "Outlook header, wrapped": lambda own: part(ANSWER + "\n\n" + HEADER + rewrapped(own.text)),
    "Outlook header, below": lambda own: part(HEADER + own.text + "\n\n" + ANSWER),
    "unmarked after an attribution": lambda own: part(ANSWER + "\n\n" + WROTE + own.text),
    "indented after an attribution": lambda own: part(ANSWER + "\n\n" + WROTE + own.text.replace("\n", "\n  ")),
    "bare": lambda own: part(ANSWER + "\n\n" + own.text),
    "bare, wrapped": lambda own: part(ANSWER + "\n\n" + rewrapped(own.text)),
    "bare, below": lambda own: part(own.text + "\n\n" + ANSWER),
    "bare, without accents": lambda own: part(ANSWER + "\n\n" + without_accents(own.text)),
    "bare HTML": lambda own: html(MARKUP + markup_of(own)),
    "bare HTML, below": lambda own: html(markup_of(own) + MARKUP),
    "Gmail HTML": lambda own: html(MARKUP + gmail_quote(own)),
    "Outlook HTML": lambda own: html(MARKUP + outlook_quote(own)),
    "Yahoo HTML": lambda own: html(MARKUP + yahoo_quote(own)),
}
PATIENT_MAILS = [(mail, language) for mail in Mail if mail.is_for_patient for language in Language]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("mail", "language"), PATIENT_MAILS)
def test_nothing_of_a_quoted_mail_of_ours_survives(mail: Mail, language: Language, way: str) -> None:
    assert read_message(message(WAYS[way](own_mail(mail, language)))).reply_text == ANSWER


@pytest.mark.parametrize(("mail", "language"), PATIENT_MAILS)
def test_a_mail_of_ours_sent_back_without_a_word_is_no_answer(mail: Mail, language: Language) -> None:
    own = own_mail(mail, language)
    for content in (part(own.text), part(quoted(own.text)), html(markup_of(own)), part(HEADER + own.text)):
        read = read_message(message(content))
        assert (read.reply_text, read.problems) == ("", (Problem.ONLY_QUOTED,))


def test_words_typed_between_our_unmarked_sentences_are_kept() -> None:
    text = own_mail(Mail.FOLLOWUP).text.replace("même si tout va bien.", "même si tout va bien.\nMal partout, 8.", 1)
    read = read_message(message(part("Voir ci-dessous\n\n" + HEADER + text)))
    assert read.reply_text == "Voir ci-dessous\n\nMal partout, 8."
    assert Problem.ANSWERS_IN_QUOTE in read.problems


def test_one_sentence_of_ours_that_a_patient_types_is_the_patients() -> None:
    assert read_message(message(part("Ne plus recevoir ces messages"))).reply_text == "Ne plus recevoir ces messages"


def test_sentences_that_a_clinic_wrote_itself_are_known_too() -> None:
    question = "Avez-vous eu de la fièvre depuis hier soir ?\n\nRépondez-nous vite,"
    closing = "y tient beaucoup, à toute heure."
    own = OwnText.of([f"Bonjour {{{{ first_name }}}},\n\n{question} {{{{ clinic_name }}}} {closing}\n"])
    raw = message(part(f"Tout va bien.\n\nBonjour Claire,\n\n{question} le cabinet {closing}\n"))
    assert read_message(raw, own).reply_text == "Tout va bien."
    assert "fièvre" in read_message(raw, OwnText()).reply_text
