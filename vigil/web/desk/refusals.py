"""What an action refuses, in the reader's language: the sentence of the program, put into French at the desk's door.

The names of fields and columns stay as they are: they are those of the files. A test holds every sentence of the
actions and their domain to have its French here.
"""

import re

from vigil.actions.importing.problems import Problem
from vigil.domain.errors import Refused
from vigil.domain.findings import Bilingual
from vigil.domain.wording import say

_FRENCH: tuple[tuple[str, str], ...] = (
    # Cells and headers of files.
    (r"is empty; expected: (.+)\.", r"est vide ; attendu : \1."),
    (r"expected: (.+)\.", r"attendu : \1."),
    (r"is also on (.+)\.", r"est aussi à \1."),
    (r"there is no clinic of this external id\.", "il n'y a pas de cabinet de ce nom externe."),
    (r"only lines of '(.+)' are taken here\.", r"seules les lignes de « \1 » sont prises ici."),
    (r"holds clinics: .+", "contient des cabinets : on les ouvre sur la machine elle-même, pas ici."),
    (
        r"warnings are acknowledged by a physician: .+",
        "un médecin prend acte des mises en garde : laissez vide, ou qu'un médecin importe le fichier.",
    ),
    (r"to be acknowledged here first: (.+)", r"à prendre acte ici d'abord : \1"),
    (r"the clinic has no session of this external id\.", "le cabinet n'a pas de séance de ce numéro."),
    (r"is empty: the first line names the columns\.", "est vide : la première ligne nomme les colonnes."),
    (
        r"the header does not say what the file holds \((.+)\)\.",
        r"l'en-tête ne dit pas ce que contient le fichier (\1).",
    ),
    (r"is in the header twice\.", "est deux fois dans l'en-tête."),
    (r"is no column of (\w+); did you mean (.+)\?", r"n'est pas une colonne de \1 ; vouliez-vous dire \2 ?"),
    (
        r"is no column of (\w+); the columns of \w+ are (.+)\.",
        r"n'est pas une colonne de \1 ; les colonnes sont \2.",
    ),
    (r"is missing: every file of (\w+) has it\.", r"manque : tout fichier de \1 l'a."),
    (r"has (\d+) cells, the header (\d+)\.", r"a \1 cellules, l'en-tête \2."),
    (r"is longer than (\d+) characters\.", r"dépasse \1 signes."),
    (r"is larger than (\d+) MB: split it\.", r"dépasse \1 Mo : partagez-le."),
    (r"cannot be read from here on: (.+)\.", r"ne peut pas être lu à partir d'ici (\1)."),
    (r"cannot be read: (.+)\.", r"ne peut pas être lu (\1)."),
    (r"is UTF-16, not UTF-8: .+", "est en UTF-16, pas en UTF-8 : enregistrez-le en « CSV UTF-8 »."),
    (r"is not UTF-8 \(it looks like (.+)\): .+", r"n'est pas en UTF-8 (plutôt \1) : enregistrez-le en « CSV UTF-8 »."),
    (r"holds a NUL character: .+", "contient un caractère NUL : ce n'est pas un fichier de texte."),
    (
        r"the clocks of (\S+) skip this time that night: .+",
        r"les horloges de \1 sautent cette heure cette nuit-là : écrivez l'heure qu'elles montraient.",
    ),
    (
        r"the clocks of (\S+) show this time twice that night: write (\S+) or (\S+)\.",
        r"les horloges de \1 montrent cette heure deux fois cette nuit-là : écrivez \2 ou \3.",
    ),
    (r"line (\S+): the clinic is not '(.+)'\.", r"ligne \1 : le cabinet n'est pas « \2 »."),
    (
        r"line (\S+): a performed session is recorded at the desk\.",
        r"ligne \1 : une séance faite s'enregistre au bureau, une par une.",
    ),
    (r"This is no iCalendar file .+", "Ce n'est pas un fichier iCalendar (.ics) lisible."),
    (r"The file holds no appointment\.", "Le fichier ne contient aucun rendez-vous."),
    (r"The file holds (\S+) appointments: at most (\S+)\.", r"Le fichier contient \1 rendez-vous : \2 au plus."),
    # Facts.
    (
        r"email is empty: a physician or a nurse .+",
        "email est vide : un médecin ou une infirmière est prévenu par e-mail.",
    ),
    (r"email is empty: whoever signs in .+", "email est vide : qui se connecte a besoin de sa propre adresse."),
    (r"(\S+) is empty: it is required\.", r"\1 est vide, et il le faut."),
    (r"(\S+) has (\S+) characters: at most (\S+)\.", r"\1 a \2 signes : \3 au plus."),
    (
        r"(\S+) holds a line break or a control character: .+",
        r"\1 contient un retour à la ligne ou un caractère de contrôle : écrivez-le sur une ligne.",
    ),
    (r"(\S+) '(.*)' is not an e-mail address such as (.+)\.", r"\1 « \2 » n'est pas une adresse e-mail comme \3."),
    (r"(\S+) '(.*)' is not a telephone number such as (.+)\.", r"\1 « \2 » n'est pas un numéro de téléphone comme \3."),
    (r"(\S+) '(.*)' is not a time zone such as (.+)\.", r"\1 « \2 » n'est pas un fuseau horaire comme \3."),
    (r"(\S+) is (\S+): a whole number from (\S+) to (\S+)\.", r"\1 vaut \2 : un nombre entier de \3 à \4."),
    (r"(\S+) is (\S+) (\S+): from 0 to (\S+) \S+\.", r"\1 vaut \2 \3 : de 0 à \4 \3."),
    (r"(\S+) has no time zone\.", r"\1 n'a pas de fuseau horaire."),
    (r"(\S+) is (\S+): from (\S+) to three years from now\.", r"\1 est le \2 : de \3 à dans trois ans."),
    (r"born_on (\S+) is not possible: from (\S+) to today\.", r"born_on \1 n'est pas possible : de \2 à aujourd'hui."),
    (r"expires_on (\S+) is not possible: .+", r"expires_on \1 n'est pas possible : de 1990 à 2100."),
    (r"This course treats no pain: it has no EVA\.", "Cette cure ne traite pas de douleur : elle n'a pas d'EVA."),
    (r"EVA (.+) to (.+) is not possible: .+", r"EVA \1 à \2 n'est pas possible : un score va de 0 à 10."),
    (
        r"EVA '(.*)' is not a score: .+",
        r"EVA « \1 » n'est pas un score : écrivez un nombre de 0 à 10, ou une plage comme 1-2.",
    ),
    (r"EVA (.+) is outside 0 to 10\.", r"EVA \1 est hors de 0 à 10."),
    (r"(\S+) '(.*)': the clinic has no member of staff of .+", r"\1 « \2 » : personne de ce nom externe au cabinet."),
    (r"(\S+) '(.*)': the clinic has no patient of .+", r"\1 « \2 » : le cabinet n'a pas de patient de ce numéro."),
    (r"(\S+) '(.*)': the clinic has no course of .+", r"\1 « \2 » : le cabinet n'a pas de cure de ce numéro."),
    (r"(\S+) '(.*)': the clinic has no session of .+", r"\1 « \2 » : le cabinet n'a pas de séance de ce numéro."),
    (r"(\S+) '(.*)': the clinic has no product of .+", r"\1 « \2 » : le cabinet n'a pas de produit de ce numéro."),
    (r"Patient '(.*)' was merged into another: .+", r"Le dossier « \1 » a été réuni à un autre : modifiez celui-là."),
    (
        r"Course '(.*)' belongs to another patient: .+",
        r"La cure « \1 » est celle d'un autre patient : elle ne change pas.",
    ),
    (r"Session '(.*)' belongs to another course: .+", r"La séance « \1 » est d'une autre cure : elle ne change pas."),
    (
        r"schedule_name '(.*)': the clinic has no schedule of that name\.",
        r"schedule_name « \1 » : le cabinet n'a pas de calendrier de ce nom.",
    ),
    (
        r"physician '(.*)' is on record as (\S+), not as a physician\.",
        r"physician « \1 » est inscrit comme \2, pas comme médecin.",
    ),
    (r"products: '(.*)' is the external id of two products\.", r"products : « \1 » est le numéro de deux produits."),
    (r"products: '(.*)' is a product of another session\.", r"products : « \1 » est un produit d'une autre séance."),
    (r"closed_reason is longer than (\S+) characters\.", r"closed_reason dépasse \1 signes."),
    (r"closed_at is (\S+): a course is not closed in the future\.", r"closed_at est le \1 : on ne clôt pas au futur."),
    (r"closed_at is (\S+): before the course was opened\.", r"closed_at est le \1 : avant l'ouverture de la cure."),
    (
        r"A session is planned on (\S+): .+",
        r"Une séance est prévue le \1 : annulez-la ou dites-la manquée avant de clore la cure.",
    ),
    (r"'(.*)' is not an address that mail can go to: .+", r"« \1 » n'est pas une adresse où un e-mail peut aller."),
    (
        r"A photo is added to an answer, and there is none yet\.",
        "Une photo s'ajoute à une réponse, et il n'y en a pas encore.",
    ),
    (r"An answer has at most (\S+) photos\.", r"Une réponse a au plus \1 photos."),
    # People.
    (
        r"Nobody would administer the clinic any more: .+",
        "Plus personne n'administrerait le cabinet : nommez d'abord quelqu'un.",
    ),
    (
        r"There is an account at this address already: .+",
        "Un compte existe déjà à cette adresse : connectez-vous avec lui.",
    ),
    (r"This account works at the clinic already, .+", "Ce compte travaille déjà au cabinet, sous un autre nom."),
    (r"This person has an account already: .+", "Cette personne a déjà un compte : envoyez un nouveau mot de passe."),
    (
        r"An invitation needs an active member of staff .+",
        "Une invitation demande une personne active avec une adresse e-mail.",
    ),
    (r"This person has no account yet: invite her\.", "Cette personne n'a pas encore de compte : invitez-la."),
    (r"No device waits to be paired\.", "Aucun appareil n'attend d'être associé."),
    (r"At most (\S+) tests a day\.", r"\1 envois de test par jour au plus."),
    (
        r"A test goes to the address with which .+",
        "Un test va à l'adresse de connexion, et cette personne n'a pas de compte.",
    ),
    (r"The end is not after the beginning\.", "La fin n'est pas après le début."),
    (r"A stretch lasts a year at most\.", "Une période dure un an au plus."),
    (r"A stretch lasts (\S+|a week) at most\.", "Une période de chaque semaine dure une semaine au plus."),
    (r"The last week is before the first\.", "La dernière semaine est avant la première."),
    (r"Only an active physician of the clinic .+", "Seul un médecin actif du cabinet, avec une adresse e-mail."),
    (r"The calendar holds (\S+) entries: .+", r"Le calendrier a déjà \1 lignes : retirez celles qui sont passées."),
    # Alerts, reviews, messages, calls.
    (r"This patient is not followed here any more\.", "Ce patient n'est plus suivi ici."),
    (r"This patient is followed here\.", "Ce patient est suivi ici."),
    (
        r"An alert is resolved with an outcome: .+",
        "Une alerte se clôt avec son issue : dites en quelques mots comment.",
    ),
    (
        r"An alert is handed over to a physician or a nurse .+",
        "Une alerte se transmet à un médecin ou une infirmière du cabinet.",
    ),
    (
        r"This alert would be handed over to yourself: .+",
        "Vous transmettriez cette alerte à vous-même : prenez-la en charge.",
    ),
    (
        r"An alert of this urgency can be put off for (\S+) hours at most\.",
        r"Cette alerte se diffère de \1 heures au plus.",
    ),
    (r"An alert is put off with a reason: .+", "Une alerte se diffère avec un motif : dites ce qu'elle attend."),
    (
        r"Say in a few words why nothing was done, .+",
        "Dites en quelques mots pourquoi rien n'a été fait, ou personne joint.",
    ),
    (r"Choose for how long\.", "Choisissez pour combien de temps."),
    (r"Choose one of (.+)\.", r"Choisissez l'un de \1."),
    (r"Say whether this reply is the patient's\.", "Dites si cette réponse est celle du patient."),
    (r"Only the reading of a reply that answers .+", "Seule la lecture d'une réponse à une question se corrige."),
    (r"A correction says the score, .+", "Une correction dit le score, ou qu'il n'y en a pas."),
    (r"This alert asks for no diagnosis review\.", "Cette alerte ne demande pas de revue diagnostique."),
    (r"This review was ended already\.", "Cette revue est déjà terminée."),
    (r"A diagnosis review is decided by a physician .+", "Une revue diagnostique se décide par un médecin du cabinet."),
    (r"Say how the review ends\.", "Dites comment la revue se termine."),
    (r"Say what becomes of the course\.", "Dites ce que devient la cure."),
    (r"intended_sessions is not a number from 1 to 30\.", "Le nombre de séances va de 1 à 30."),
    (r"(\S+) is longer than (\S+) characters\.", r"\1 dépasse \2 signes."),
    (r"Say what the diagnosis is now\.", "Dites quel est maintenant le diagnostic."),
    (r"Say what the treatment is now\.", "Dites quel est maintenant le traitement."),
    (r"Going on after five sessions without .+", "Continuer après cinq séances sans amélioration demande un motif."),
    (r"A course that is to go on is neither .+", "Une cure qui continue n'est ni arrêtée ni remplacée."),
    (r"Say which zone the new course treats\.", "Dites quelle zone la nouvelle cure traite."),
    (r"None of the questions was answered\.", "Aucune des questions n'a de réponse."),
    (r"Something has come in since .+", "Du nouveau est arrivé depuis : lisez-le d'abord."),
    (r"The text is longer than (\S+) characters: shorten it\.", r"Le texte dépasse \1 signes : raccourcissez-le."),
    (r"Say in a few words why\.", "Dites en quelques mots pourquoi."),
    (r"Say why the session may take place\.", "Dites pourquoi la séance peut avoir lieu."),
    (r"A held session is cleared by a physician .+", "Une séance suspendue est autorisée par un médecin du cabinet."),
    (r"A sheet is printed, not sent\.", "Une feuille s'imprime, elle ne s'envoie pas."),
    (r"This message is not one of a patient's .+", "Ce message n'est pas du suivi d'un patient : il part de lui-même."),
    (
        r"This message is (\S+): only one that is planned can be changed\.",
        "Seul un message encore prévu peut être changé.",
    ),
    (
        r"Only telephone calls and printed sheets .+",
        "Seuls les appels et les feuilles se font à la main ; ceci est un e-mail.",
    ),
    (
        r"This session was performed: correct its date .+",
        "Cette séance est faite : corrigez sa date là où elle est enregistrée.",
    ),
    (
        r"This session was performed: only a physician or a nurse .+",
        "Cette séance est faite : seul un médecin ou une infirmière peut la changer.",
    ),
    (r"The text has (\S+) characters; at most (\S+) can be kept\.", r"Le texte a \1 signes ; \2 au plus sont gardés."),
    (r"The request id is longer than 64 characters\.", "Le numéro de la demande dépasse 64 signes."),
    (r"The request id was already used for (\S+)\.", "Ce formulaire a déjà servi à autre chose : rechargez la page."),
    (r"role '(.*)' is none of (.+)\.", r"role « \1 » n'est pas l'un de \2."),
    (r"language '(.*)' is none of (.+)\.", r"language « \1 » n'est pas l'un de \2."),
    (r"A key needs a name of 1 to (\d+) characters\.", r"Une clé a un nom de 1 à \1 signes."),
    (r"An account has at most (\d+) keys: .+", r"Un compte a \1 clés au plus : retirez-en une d'abord."),
    (
        r"The key's answer does not fit what was asked of it\.",
        "La clé n'a pas répondu à ce qui lui était demandé : réessayez.",
    ),
    (r"This key is kept already\.", "Cette clé est déjà enregistrée."),
)

_EXPECTED = (
    (r"one of (.+)", r"l'un de \1"),
    (r"any of (.+), with \| between them", r"parmi \1, séparés par |"),
    (r"text", "un texte"),
    (r"a whole number", "un nombre entier"),
    (r"a number such as 2\.5 or 2,5", "un nombre comme 2,5"),
    (r"numbers with \| between them, such as (.+)", r"des nombres séparés par |, comme \1"),
    (r"oui or non \(.+", "oui ou non"),
    (
        r"a day such as (\S+) \(from midnight\), or with a time: (\S+)",
        r"un jour comme \1 (dès minuit), ou avec l'heure : \2",
    ),
    (
        r"a day such as (\S+) \(to its end\), or with a time: (\S+)",
        r"un jour comme \1 (jusqu'à sa fin), ou avec l'heure : \2",
    ),
    (r"a day such as (\S+)", r"un jour comme \1"),
    (r"a day and a time such as (\S+)", r"un jour et une heure comme \1"),
    (r"a score from 0 to 10 .+", "un score de 0 à 10 comme 7 ou 7,5, ou une plage comme 1-2"),
)
"""What cells expect; each is within one of the sentences above."""


def in_words(sentence: str) -> Bilingual:
    """A refusal in both languages; in English in both when nobody has said it in French."""
    said = _said(sentence)
    return say(said, sentence) if said else Bilingual(sentence, sentence)


def refusal(refused: Refused) -> Bilingual:
    """The same of what an action raised."""
    return in_words(str(refused))


def problem_in_words(problem: Problem) -> Bilingual:
    """The same of a line of a file."""
    return say(problem.french, problem.sentence) if problem.french else in_words(problem.sentence)


def _said(sentence: str) -> str:
    for pattern, told in _FRENCH:
        match = re.fullmatch(pattern, sentence, re.DOTALL)
        if match:
            said = told
            for place, part in enumerate(match.groups(), start=1):
                said = said.replace(f"\\{place}", _expected(part or ""))
            return said
    return ""


def _expected(part: str) -> str:
    for pattern, told in _EXPECTED:
        match = re.fullmatch(pattern, part, re.DOTALL)
        if match:
            return match.expand(told)
    return part.replace(", line ", ", ligne ") if ", line " in part else re.sub(r"^line (\d+)$", r"la ligne \1", part)
