"""What is asked: to be written to no more, an answer, an appointment; and when a person must read."""

import pytest

from tests.replies.meaning.readings import read


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop svp",
        "Bonjour,\nstop\nCordialement\nPaul Martin",
        "désinscription",
        "je me désabonne",
        "ne m'écrivez plus",
        "ne m ecrivez plus",
        "merci d'arrêter de m'envoyer des mails",
        "je ne souhaite plus recevoir vos messages",
        "retirez-moi de votre liste",
        "supprimez mon adresse",
        "plus de mails svp",
        "please unsubscribe me",
        "do not email me again",
        "mettez fin à ces mails",
        "ça suffit les mails",
        "épargnez-moi vos questionnaires",
        "dégagez-moi de votre liste",
        "je décline vos prochains messages",
        "Plus besoin de vos nouvelles",
        "je souhaite mettre un terme à cette correspondance",
        "inutile de continuer à m'écrire",
        "I no longer wish to hear from you",
        "kindly remove my details",
        "enough with the emails",
        "Pas la peine de me réécrire, je ne répondrai pas",
        "Inutile de continuer à m'envoyer ça",
        "Terminé les questionnaires pour moi, merci",
        "ce suivi par mail ne m'intéresse pas",
        "Je me passerai de vos messages à l'avenir",
    ],
)
def test_to_be_left_alone(text: str) -> None:
    assert read(text).opt_out


@pytest.mark.parametrize(
    "text",
    [
        "je veux arrêter les séances",
        "stop au traitement",
        "j'ai arrêté le doliprane",
        "ça m'a stoppé net",
        "je n'arrête pas de me gratter",
        "je ne reçois plus vos messages",
        "le saignement s'est arrêté",
        "continuez à m'écrire",
        "faut-il arrêter le sport ?",
        "je n'ai plus mal",
        "Ne vous arrêtez pas de m'écrire, c'est rassurant",
        "j'ai effacé votre message par erreur",
        "fini la douleur !",
        "enlevez-moi cette douleur",
        "j'en ai marre de souffrir",
        "j'ai fini de remplir le questionnaire",
        "Vous pouvez continuer à m'envoyer vos mails",
        "Ne m'envoyez pas de facture par la poste",
        "Ne m'appelez pas, écrivez-moi plutôt",
    ],
)
def test_to_end_something_else(text: str) -> None:
    assert not read(text).opt_out


def test_the_subject_may_ask_for_it() -> None:
    understood = read("Merci.", subject="Désinscription")
    assert understood.opt_out
    assert [one.words for one in understood.evidence if one.field == "opt_out"] == ["Désinscription"]


@pytest.mark.parametrize(
    "text",
    [
        "puis-je nager ?",
        "est ce que je peux nager",
        "je voudrais décaler mon rendez-vous",
        "rappelez-moi",
        "il me faut une ordonnance",
        "je veux arrêter la mésothérapie",
        "j'ai peur",
        "c'est bizarre",
        "asdfgh qsdfgh",
        "bof",
    ],
)
def test_a_person_must_read(text: str) -> None:
    understood = read(text)
    assert understood.needs_human
    assert any(one.field == "needs_human" for one in understood.evidence)


@pytest.mark.parametrize(
    "text",
    ["merci", "ok", "Bien reçu, bonne journée", "4/10, un petit bleu", "RAS", "des bleus ? non", "", "👍", "STOP"],
)
def test_nobody_needs_to_read(text: str) -> None:
    assert not read(text).needs_human
