"""What was typed, told from what is quoted, signed or added by a program."""

import pytest

from tests.replies.words.raw import message, multipart, part, said
from vigil.replies.words import Problem, read_message

QUOTE = "\n> Comment allez-vous ?\n> Avez-vous de la fièvre ?\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "Le mar. 17 mars 2026 à 10:02, Cabinet <a@b.example> a écrit :",
        "Le mar. 17 mars 2026 à 10:02, Cabinet des Tilleuls et de la Colline <\na@b.example> a écrit :",
        "Le mar. 17 mars 2026 à 10:02, Cabinet\n<a@b.example> a\nécrit :",
        "Le 17/03/2026 à 10:02, Cabinet a écrit\xa0:",
        "Cabinet des Tilleuls a écrit :",
        "---- Cabinet des Tilleuls a écrit ----",
        '17 mars 2026 10:02 "Cabinet" <a@b.example> a écrit:',
        "Le 17/03/26 10:02, « Cabinet » <a@b.example> a écrit :",
        "Le 2026-03-17 10:02, a@b.example a écrit :",
        "Le mardi 17 mars 2026, 10 h 02, Cabinet <a@b.example> a ecrit :",
        "Cabinet <a@b.example> a écrit le 17 mars 2026 à 10:02 :",
        "Cabinet des Tilleuls <a@b.example> a écrit :",
        "On Tue, Mar 17, 2026 at 10:02 AM Cabinet <a@b.example> wrote:",
        "On 17 Mar 2026, at 10:02, Cabinet <a@b.example>\nwrote:",
        "El mar, 17 mar 2026 a las 10:02, Cabinet (<a@b.example>) escribió:",
        "Em ter., 17 de mar. de 2026 às 10:02, Cabinet <a@b.example> escreveu:",
        "Il giorno mar 17 mar 2026 alle ore 10:02 Cabinet <a@b.example> ha scritto:",
        "Am Di., 17. März 2026 um 10:02 Uhr schrieb Cabinet <a@b.example>:",
        "في الثلاثاء، 17 مارس 2026 في 10:02 ص تمت كتابة ما يلي بواسطة Cabinet <\na@b.example>:",
        "17 Mar 2026 10:02:16 Cabinet <a@b.example>:",
        "wt., 17 mar 2026 o 10:02 Cabinet <a@b.example> napisał(a):",
        "17 Mar 2026 Sal, 10:02 tarihinde Cabinet des Tilleuls\n<a@b.example> şunu yazdı:",
        "Op di 17 mrt 2026 om 10:02 schreef Cabinet <a@b.example>:",
    ],
)
def test_an_attribution_in_any_language_and_wrapping_goes_with_its_quote(attribution: str) -> None:
    assert read_message(said(f"Mieux, 3.\n\n{attribution}\n{QUOTE}")).reply_text == "Mieux, 3."


@pytest.mark.parametrize(
    "header",
    [
        "De : Cabinet\nEnvoyé : mardi 17 mars 2026 10:02\nÀ : Claire\nObjet : Suivi",
        "De: Cabinet\nDate: mar. 17 mars 2026\nObjet: Suivi\nÀ: Claire",
        "*De :* Cabinet\n*Envoyé :* mardi\n*À :* Claire\n*Objet :* Suivi",
        "From: Cabinet\nSent: Tuesday\nTo: Claire\nSubject: Suivi",
        "-----Message d'origine-----\nDe : Cabinet\nEnvoyé : mardi\nObjet : Suivi",
        "-----Message d’origine-----\nCabinet, mardi",
        "-------- Message original --------\nDe : Cabinet",
        "----- Mail original -----\nDe: Cabinet",
        "________________________________\nDe : Cabinet\nEnvoyé : mardi\nÀ : Claire\nObjet : Suivi",
        "de : Cabinet\nenvoyé : mardi\nà : Claire\nobjet : Suivi",
        "envoyé : 17 mars 2026 à 10:02\nde : Cabinet\nà : Claire\nobjet : Suivi",
        "> Message du 17/03/26 10:02\n> De : Cabinet\n> A : Claire\n> Objet : Suivi\n>",
    ],
)
def test_a_message_quoted_under_its_header_is_left_out(header: str) -> None:
    marked = header.startswith(">")
    quote = QUOTE if marked else "\nAvez-vous de la fièvre ?"
    assert read_message(said(f"Mieux, 3.\n\n{header}\n{quote}")).reply_text == "Mieux, 3."


@pytest.mark.parametrize(
    "text",
    [
        "Le docteur a écrit :\nprendre deux comprimés",
        "De : 3 à 5 selon les jours",
        "De la fièvre hier, à 38.\nObjet trouvé : aucun",
        "Bonjour\n\n>38 depuis hier soir\n\nque faire ?",
        "Douleur : 4\nDate : hier\nÀ signaler : rien",
        "J'ai mal :\n- au dos\n- au cou",
        "Le 12 mars j'ai eu de la fièvre, mon médecin m'a prescrit du repos.",
        "Envoyé de mon lit : je ne peux plus bouger",
        "Matin 3\n--\nSoir : douleur 6",
        "Bonne journée,\nClaire Morel\n06 00 00 00 00",
    ],
)
def test_what_only_looks_like_a_quote_is_kept(text: str) -> None:
    assert read_message(said(text)).reply_text == text


def test_lines_typed_between_quoted_ones_are_kept_in_order() -> None:
    text = "Le 17/03/2026 à 10:02, X a écrit :\n> Votre douleur ?\n3\n> De la fièvre ?\nnon\n> Autre ?\nun bleu"
    assert read_message(said(text)).reply_text == "3\n\nnon\n\nun bleu"


@pytest.mark.parametrize(
    "line",
    [
        "Envoyé de mon iPhone",
        "Envoyé depuis mon mobile Orange",
        "Message envoyé depuis mon mobile Orange",
        "Télécharger BlueMail pour Android",
        "Envoyé de mon téléphone Samsung Galaxy.",
        "Envoyé à partir de Yahoo Mail pour Android",
        "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>",
        "Obtenir Outlook pour Android",
        "Provenance : Courrier pour Windows",
        "Sent from my Galaxy",
        "Get Outlook for iOS",
        "Envoyé avec la messagerie sécurisée\n[Proton Mail](https://proton.me/).",
        "Garanti sans virus. www.avast.com",
        "Sent with Proton Mail secure email.",
        "[cid:image001.png@01DB.1234]",
        "[image: IMG_2031.jpeg]",
        "Enviado desde mi iPhone",
        "Envoyé depuis l'application Mail Orange",
        "Envoyé depuis Yahoo Mail. Téléchargez l'application",
    ],
)
def test_what_a_program_adds_is_left_out(line: str) -> None:
    assert read_message(said(f"Mieux, 3.\n\n{line}\n")).reply_text == "Mieux, 3."


def test_a_delimited_signature_is_left_out_unless_it_says_something() -> None:
    assert read_message(said("Mieux.\n-- \nClaire Morel\n06 00 00 00 00")).reply_text == "Mieux."
    for text in ("P.-S. j'ai de la fièvre", "Puis-je courir ?", "Rappelez-moi", "STOP"):
        assert text in read_message(said(f"Mieux.\n-- \n{text}")).reply_text


def test_a_legal_notice_is_left_out() -> None:
    notice = (
        "Ce message et ses pièces jointes sont confidentiels et destinés exclusivement à leur destinataire.\n"
        "Si vous l'avez reçu par erreur, merci d'en avertir l'expéditeur et de le supprimer."
    )
    more = "Tout message électronique est susceptible d'altération. La société décline toute responsabilité."
    for following in ("", f"\n\n{more}", f"\n\n{more}\n______"):
        raw = said(f"Mieux, 3.\n\nClaire\n\n____\n{notice}{following}")
        assert read_message(raw).reply_text == "Mieux, 3.\n\nClaire"


def test_a_message_passed_on_is_not_the_patients_words() -> None:
    read = read_message(
        said("Voyez.\n\n---------- Forwarded message ---------\nDe : Labo\nObjet : CRP\n\nInfection grave")
    )
    assert (read.reply_text, read.problems) == ("Voyez.", (Problem.FORWARDED,))


def test_html_speaks_where_the_plain_text_says_nothing() -> None:
    both = multipart("alternative", part("Envoyé de mon iPhone"), part("<div>Ça va, 2</div>", "text/html"))
    assert read_message(message(both)).reply_text == "Ça va, 2"


def test_html_does_not_bring_back_what_the_plain_text_marks_as_quoted() -> None:
    both = multipart("alternative", part(QUOTE), part("<div>Avez-vous de la fièvre ?</div>", "text/html"))
    assert read_message(message(both)).reply_text == ""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Bonjour,</p><p>4 sur 10</p>", "Bonjour,\n\n4 sur 10"),
        ("<p class=MsoNormal>Bonjour,</p><p class=MsoNormal>4 sur 10</p>", "Bonjour,\n4 sur 10"),
        ("<div>Bonjour,</div><div><br></div><div>4 &lt; 5&nbsp;!</div>", "Bonjour,\n\n4 < 5 !"),
        ("<ul><li>dos</li><li>cou</li></ul>", "- dos\n- cou"),
        ("<style>p{}</style><script>mal()</script><!-- mal --><p style='display:none'>mal</p>3", "3"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("<head><title>x</title><body>3", "3"),
        ("ok<blockquote type=cite>mal</blockquote>", "ok"),
        ("<blockquote style='margin:0 0 0 40px;border:none'>typed</blockquote>", "typed"),
        ("a <b>b", "a b"),
        ("fièvre < 38", "fièvre < 38"),
    ],
)
def test_html_becomes_the_lines_that_were_typed(markup: str, text: str) -> None:
    assert read_message(message(part(markup, "text/html"))).reply_text == text
