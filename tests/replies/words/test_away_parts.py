"""Absences of any turn of phrase, by their parts; patients who write of holidays are none."""

import pytest

from vigil.replies.words.auto_replies import reads_automatic

AWAY = """
Absent du 3 au 10. Merci de contacter Julie Martin au 01 40 00 00 00.
De retour au bureau le 2 septembre.
Je pars quelques jours sans ordinateur. Réponse à partir du 15.
Je ne lirai pas mes mails avant le 6 janvier.
Notre étude est fermée pour les fêtes. Réouverture le 3 janvier.
L'équipe est en séminaire jusqu'à jeudi, nous revenons vers vous dès vendredi.
J'ai quitté mes fonctions. Votre interlocuteur est désormais M. Blanc.
Merci de votre message, nous y répondrons sous 48 heures ouvrées.
Hors du bureau jusqu'au 22, joignable en cas d'extrême urgence au 06 00 00 00 00
Back on 9 September. Please contact reception@firm.example in my absence.
Our office is closed for the holidays and reopens January 2.
On parental leave through May; reach out to Kim instead.
""".strip().splitlines()

PRESENT = """
Je suis en vacances jusqu'au 15 et mon dos va mieux, 3/10
Je serai absente du 3 au 10, peut-on décaler la séance ?
En arrêt de travail depuis lundi, j'ai encore très mal, 8
Désolé de répondre tard, j'étais en congés, tout va bien
Mon médecin est absent jusqu'au 12, qui peut me faire mon ordonnance ?
Merci de m'appeler au 06 12 34 56 78 en urgence, ma jambe gonfle
I'm away until Friday but pain is 3/10
Merci de votre message, tout va bien
""".strip().splitlines()


@pytest.mark.parametrize("text", AWAY)
def test_an_absence_is_told_by_its_parts(text: str) -> None:
    assert reads_automatic("", text)


@pytest.mark.parametrize("text", PRESENT)
def test_a_patient_who_is_away_has_answered(text: str) -> None:
    assert not reads_automatic("", text)
