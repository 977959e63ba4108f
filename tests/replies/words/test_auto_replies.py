"""Programs that answer are told from people who do."""

from email.header import Header

import pytest

from tests.replies.words.raw import message, multipart, part, said
from vigil.replies.words import Problem, read_message


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; type=vacation",
        "X-Autoreply: yes",
        "X-Autorespond: absent",
        "X-Mail-Autoreply: oui",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "List-Id: <liste.example>",
        "From: Banque <ne-pas-repondre@banque.example>",
    ],
)
def test_headers_that_say_so_are_believed(field: str) -> None:
    assert read_message(said("Merci, à bientôt.", field)).is_auto_reply


@pytest.mark.parametrize(
    "field", ["Auto-Submitted: no", "X-Autoreply: no", "Precedence: normal", "Return-Path: <a@b.example>"]
)
def test_headers_that_deny_it_are_believed_too(field: str) -> None:
    assert not read_message(said("Merci, à bientôt.", field)).is_auto_reply


AWAY = [
    "Bonjour, je suis absent du 3 au 14 août. Je répondrai à votre message dès mon retour.",
    "Je suis actuellement en congés, sans accès à ma messagerie. En cas d'urgence, contactez le 03 80 00 00 00.",
    "Absente du bureau jusqu'au 4 mai, je prendrai connaissance de vos messages à mon retour. Cordialement",
    "Je suis en déplacement jusqu'à jeudi.\nPour toute question, vous pouvez contacter ma collègue Anne.",
    "Votre message a bien été reçu. Il sera traité dans les meilleurs délais. Ceci est une réponse automatique.",
    "Thank you for your e-mail. I am currently on annual leave until 2 April and will reply on my return.",
    "I am away from the office with no access to e-mail. For anything urgent please contact paul@x.example.",
    "Bonjour, je suis absente du 1er au 15 avril. Cordialement",
    "Absent du bureau, de retour le 12/04.",
    "Je suis momentanément absent, laissez-moi un message.",
    "Bonjour, je ne suis pas disponible actuellement. Je vous recontacterai dès que possible.",
    "Merci de votre message. Notre étude est fermée pour congés jusqu'au 24 août inclus.",
]  # fmt: skip
PEOPLE = [
    "Bonjour docteur, je suis en congés jusqu'au 14, puis-je décaler la séance ? Sinon ça va, 2 sur 10.",
    "Je suis absente du travail depuis lundi, le dos me fait trop mal.",
    "Je pars en vacances du 3 au 14 août. La douleur a disparu.",
    "En cas d'urgence, dois-je vous contacter ou appeler le 15 ? J'ai de la fièvre.",
    "Bien reçu votre message, merci. Tout va bien.",
    "De retour au bureau lundi, mais l'épaule tire encore.",
    "I am on holiday until Sunday, pain is 3, no rash.",
    "Merci pour votre message, ça fait plaisir, je suis en vacances",
    "Thanks for your message, I'm on holiday and swimming daily",
    "Désolé du retard, je n'avais pas accès à mes mails. Rien à signaler, 1/10.",
    "Merci de me contacter au 06 00 00 00 00, j'ai des plaques rouges partout.",
    "Je ne peux pas venir mardi, je suis en déplacement.",
    "Non",
    "Je ne serai pas là du 3 au 8, merci de décaler mon rendez-vous",
    "Je suis en arrêt jusqu'au 3 avril",
    "J'accuse réception de votre message, tout va bien.",
    "ok je vous rappelle à mon retour de vacances",
]  # fmt: skip


@pytest.mark.parametrize("text", AWAY)
@pytest.mark.parametrize(
    "change", [str, str.upper, lambda text: text.replace("é", "e").replace("è", "e").replace("à", "a")]
)
def test_an_out_of_office_text_is_known_by_its_words(text: str, change: type[str]) -> None:
    assert read_message(said(change(text))).is_auto_reply


@pytest.mark.parametrize("text", PEOPLE)
def test_a_patient_who_writes_of_holidays_is_a_person(text: str) -> None:
    assert not read_message(said(text)).is_auto_reply


@pytest.mark.parametrize(
    "subject",
    ["Réponse automatique : De vos nouvelles ?", "Automatic reply: How are you?", "Absence du bureau", "Out of Office"],
)
def test_the_subject_of_a_mail_program_is_enough(subject: str) -> None:
    assert read_message(said("À bientôt.", subject=Header(subject, "utf-8").encode())).is_auto_reply


def test_a_read_receipt_is_no_reply() -> None:
    receipt = b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action; displayed\r\n"
    content = multipart(
        "report", part("Votre message a été lu."), receipt, extra="; report-type=disposition-notification"
    )
    read = read_message(message(content, subject="Lu : De vos nouvelles ?"))
    assert (read.is_auto_reply, read.bounce) == (True, None)


def test_a_filter_that_asks_who_we_are_goes_to_a_person() -> None:
    text = "Pour confirmer votre adresse et délivrer votre message, cliquez sur ce lien : https://filtre.example/x"
    read = read_message(said(text))
    assert read.is_auto_reply
    assert Problem.WANTS_PROOF in read.problems
