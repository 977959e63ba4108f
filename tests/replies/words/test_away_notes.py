"""Notes of people who are away, without a formula; what patients write of their holidays and their work is none."""

import pytest

from vigil.replies.words.auto_replies import reads_automatic

AWAY = """
Fermeture pour travaux jusqu'au 12 mai. Les colis sont à retirer au point relais.
Le cabinet d'avocats Lenoir est clos du 24 au 2. Maître Roux traite les urgences.
En mer jusqu'à dimanche, pas de réseau. Je lirai tout au retour.
Congé maternité ! Retour prévu en janvier, Claire gère mes dossiers.
Je suis parti marcher dans le Vercors, je vous réponds lundi.
L'atelier est fermé la semaine prochaine, réouverture le 8.
Professeur en sortie scolaire, mails lus vendredi.
Agent en formation cette semaine, s'adresser à l'accueil.
Bonjour, je profite de quelques jours de repos. Mon associé Luc prend la suite.
Away on a boat till Monday. Ring Jo at the shop.
Shop shut for stocktaking, open again Tuesday.
On paternity leave, back in June. Dana has my accounts.
Our office closes at Easter. We reply on the 6th.
Sabbatical until September; write to the department instead.
The studio is dark this week. Orders resume on the 14th.
Le salon de coiffure ferme pour l'été et rouvre le 1er septembre.
Absence pour raison familiale, mon collègue Yann suit vos demandes.
Nous fermons pour inventaire du 2 au 5. Les commandes partiront le 6.
Chers parents, l'école est en vacances, le secrétariat rouvre le 4.
Maître Dubois est en audience toute la semaine. Son cabinet prend vos messages.
Je suis en voyage de noces ! Mails lus à partir du 22.
Out climbing until the 3rd. Pete at the desk can help.
Je plonge aux Philippines, retour le 9. Sophie suit mes dossiers.
Je ne suis plus en poste. Écrivez à la direction.
Réserviste en mission jusqu'en mars, messagerie relevée une fois par mois.
Déménagement de nos bureaux : réponses retardées jusqu'au 15.
On jury duty this week, replies will be slow. Ask Helen for orders.
Bibliothèque fermée au public en août, retours au guichet B.
""".strip().splitlines()

PRESENT = """
Je suis en congé, je marche beaucoup, ça va mieux.
En vacances jusqu'au 20, je vous réponds au retour pour le genou.
Je pars lundi, pouvez-vous décaler ?
Je suis absent jusqu'au 12, merci de m'appeler après.
De retour le 8, je prendrai un rendez-vous.
Au bureau toute la semaine, le dos tient.
En arrêt jusqu'au 15, je me repose, peu de changement.
Mon magasin est fermé le lundi, je peux venir ce jour-là.
Je rentre de congés, tout est passé.
Retour au travail lundi, rien à signaler.
Je suis en déplacement, je réponds vite : 3.
In Spain until Sunday, swimming daily, no complaints.
On leave, so I rest. Still stiff in the morning.
Back at work Monday, all good.
I'm away till the 9th, can I come on the 10th?
L'école reprend, je porte des cartables toute la journée.
Je suis institutrice, en vacances, je me sens bien.
Au large de Brest, 3 et demi.
Je réponds avec retard, j'étais en mer. Les bleus ont jauni.
Je pars en Corse jusqu'au 12, je marche deux heures chaque matin.
En congé jusqu'à lundi, je nage tous les jours sans gêne.
Fermée la boutique cette semaine, je souffle et je récupère bien.
Je reprends l'atelier le 8, on verra comment ça tient.
Vacances finies, retour au bureau lundi, je boite un peu.
Absente hier, je réponds aujourd'hui : rien de spécial.
Merci de ne plus m'envoyer de messages jusqu'à nouvel ordre.
My leave starts Monday, I walk without the stick now.
I was away till Sunday, the swelling went down.
En déplacement jusqu'à jeudi, je dors mal à l'hôtel.
Congé maladie jusqu'au 14, le kiné vient à la maison.
Je suis en vacances, tout roule, merci.
En formation cette semaine, assise huit heures, ça tire.
J'étais en mer jusqu'à dimanche, pas de réseau, aucun souci.
Je serai en vacances du 3 au 17, pensez-y pour la prochaine fois.
On part en vacances jusqu'au 20, aucun effet à signaler.
Je rouvre mon salon mardi, je tiens debout toute la journée.
""".strip().splitlines()


@pytest.mark.parametrize("text", AWAY)
def test_a_note_without_a_formula_is_an_absence(text: str) -> None:
    assert reads_automatic("", text)


@pytest.mark.parametrize("text", PRESENT)
def test_whoever_tells_of_themselves_is_present(text: str) -> None:
    assert not reads_automatic("", text)


def test_a_subject_of_absence_throws_no_score_away() -> None:
    assert reads_automatic("Absente jusqu'au 15", "Merci, je vous lirai lundi.")
    assert not reads_automatic("Absente jusqu'au 15", "Genou 3/10, et un petit bleu.")


@pytest.mark.parametrize(
    "text",
    [
        "Je ne suis pas à mon poste cette semaine. Marie-Claude traitera les dossiers courants.",
        "I work Monday to Wednesday only and will pick this up on my next working day.",
        "Mr Hughes has retired. Your message has been forwarded to his successor.",
        "Mails non relevés pendant la trêve, à l'an prochain !",
        "This mailbox isn't checked at weekends.",
    ],
)
def test_who_works_other_days_has_left_or_reads_no_mails_is_away(text: str) -> None:
    assert reads_automatic("", text)


@pytest.mark.parametrize(
    "text",
    [
        "Je suis en vacances jusqu'à lundi et je profite, 2 sur l'échelle.",
        "En grève cette semaine, donc moins de charges à porter.",
        "Toute la semaine au vert avec les petits, impeccable.",
        "I work Monday to Wednesday so Thursday suits me.",
        "Rtt aujourd'hui, j'ai jardiné quatre heures !",
        "Je ne travaille pas le mercredi, vous pouvez passer la séance ce jour-là.",
    ],
)
def test_a_patient_who_has_days_off_is_not_away(text: str) -> None:
    assert not reads_automatic("", text)
