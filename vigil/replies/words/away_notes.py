"""Out-of-office notes without a formula: a shop that is shut, a teacher in the holidays, somebody at sea.

Such a note says that somebody is away, until when, what becomes of the mail, or who stands in for whose work. Patients
write of all this too, and then of themselves: what tells of the body, a score or a question is never a note.
"""

import re

from vigil.replies.words.away_parts import DAYS
from vigil.replies.words.folding import unaccented

_WEIGHT = 2
_DAY = rf"(?:{DAYS}|easter|christmas|new year|paques|noel|la rentree|nouvel ordre|\d)"
_AWAY = re.compile(
    r"(?<!etais en )(?<!retour de )(?<!rentre de )(?<!rentree de )(?<!back from )(?:\bconges?\b|\bvacances\b"
    r"|\bsabbati\w+|\bannee de cesure|\b(?:annual|parental|unpaid|study|family|on|sick"
    r"|bereavement) (?:\w+ )?leave\b|\b(?:pa|ma)ternit[ey]|\bhalf[- ]term|\bschool'?s out|\bfait le pont"
    r"|\bquartiers d'(?:ete|hiver)|\b(?:treve|pause) (?:estivale|hivernale|des confiseurs)|\bfermetures?\b"
    r"|\bferme (?:pour|ses portes|du|jusqu|cette|la semaine|l'ete|en )|\ba ferme ses portes|\best close?\b"
    r"|\bnous fermons\b|\bdemenagement de nos|\bjury duty|\bout \w+ing\b|\b(?:fermee?s?|closed|shut) (?:au public"
    r"|between|on|pour|du|jusqu|cette|la semaine|en |for|until|till|from|this|over)|\bcloses? (?:at|for"
    r"|from|over)|\b(?:rouvr\w+|reouv\w+|re-?opens?|open again)\b|\b(?:dorment|sommeille\w*|au repos) (?:jusqu|du)"
    r"|\bis dark (?:this|until|till)|\b(?:bureaux?|locaux) (?:sont|est) (?:vides?|fermes?)|\bhors de portee"
    r"|\bsans (?:reseau"
    r"|ordinateur|connexion)|\bpas de reseau|\bno (?:signal|reception|internet)|\boff[- ]?grid"
    r"|\btelephone (?:coupe|eteint)"
    r"|\bdeconnectee?\b|\b(?:partie?|suis|actuellement) (?:en mer|en montagne|en randonnee|en trek|marcher|naviguer"
    r"|a l'etranger)|^en mer\b|\btrekking\b|\bgone (?:fishing|sailing|hiking|walking|skiing|where|to)\b"
    r"|\b(?:away|off|out) (?:on|in|at|until|till|through|from|for)\b|\bpas en fonction|\bplus en (?:fonction|poste)"
    r"|\bsortie scolaire|\bclasse (?:verte|de neige)|\bjours de (?:repos|pause)|\ben (?:formation|mission|tournee|stage"
    r"|seminaire|deplacement)\b|\babsen(?:ce|te?)\b|\brtt\b|\bpas a mon poste\b|\b(?:de|totale) deconnexion"
    r"|\bdeconnexion totale"
    r"|\bout of the country|\b(?:at|in) (?:a |the )?(?:conference|trade fair|workshop|training|offsite)\b"
    r"|\bon (?:a )?(?:training"
    r"|course|secondment|sabbatical|strike)\b|\bdans un avion|\ba l'etranger|\bdecalage horaire|\bne travaille pas le\b"
    r"|\bi (?:only )?work (?:\w+ ){1,4}(?:to|only|and)\b|\bnon[- ]working day|\bnext working day|\bpart[- ]time\b"
    r"|\ba temps partiel"
    r"|\bhas (?:retired|left)\b|\bleft the (?:company|firm|school|practice)|\bpris sa retraite|\ba quitte\b"
    r"|\best en arret\b"
    r"|\ben pont\b|\btreve\b|\ben greve\b|\bsur les routes|\bat weekends|\bjour ferie\b|\bjours ouvres"
    r"|\bplus partie de (?:nos|la|l')|\blimited connect|\bhors connexion|\bloin de (?:mon|ma|mes|tout)"
    r"|\bpas (?:au|dans mes?|la) (?:bureau|cabinet|locaux)|\bnot (?:in|at) (?:the|my) (?:office|desk)"
    r"|\bhors (?:de )?france)"
)
_UNTIL = re.compile(
    rf"\bjusqu'?\s?(?:au|aux|en|a|apres)?\s?(?:\w+ )?{_DAY}|\b(?:until|till|through) (?:the |on |early |late "
    rf"|mid-?)?{_DAY}"
    rf"|\bdu \d{{1,2}}(?:er)?(?: \w+)? au \d|\b\d{{1,2}}(?:st|nd|rd|th)? (?:to|-|–) \d{{1,2}}(?:st|nd|rd|th)? [a-z]"
    rf"|\b(?:retour|reprise|reouverture|rouvr\w+|revien\w+|reviendr\w+|reprend\w*|repart\w*|reparle\w*|retrouve\w*)"
    rf"(?: \w+){{0,3}} (?:le |en |au |des |vers |a )?{_DAY}|\bde retour\b|\bau retour\b|\bd'ici la\b|\b(?:back"
    rf"|reopen\w*|open again"
    rf"|returns?|returning|resumes?)(?: on| in| the)* {_DAY}|\ba (?:ma|mon|notre) (?:reprise|retour)\b|\bthis week\b"
    rf"|\b(?:cette|la) semaine(?: prochaine)?\b|\b(?:again|reply|replies|answer) on (?:the )?\d|\b(?:lus?"
    rf"|relevee?s?|vus?"
    rf"|traitee?s?) (?:lundi|mardi|mercredi|jeudi|vendredi|des|a partir)|\bpour l'ete\b|\bwhen i'?m (?:home|back)"
)
_MAIL = re.compile(
    r"\b(?:votre|vos|your) (?:message|mail|e-?mail|courriel|demande|courrier)s?\b|\bcourrier n'est|\b(?:seront"
    r"|sera) (?:lue?s?"
    r"|traitee?s?|relevee?s?)|\bmails? lus?\b|\blirai tout\b|\breleverai\b|\bcette (?:messagerie|boite|adresse)\b"
    r"|\b(?:this|my) (?:account|inbox|mailbox)\b|\bsends? itself\b|\b(?:envoi|reponse) programmee?\b"
    r"|\brevenons vers vous|\bmes reponses tarde|\bdelai de reponse|\b(?:mailbox|inbox) is(?:n't| not) (?:checked"
    r"|read|monitored)|\bde nouveau joignable|\bcompte est releve|\brepl(?:y|ies) will be"
    r"|\breponses? (?:retardee?s?|differee?s?)"
    r"|\breviens vers vous|\bje vous reponds? (?:lundi|mardi|mercredi|jeudi|vendredi|des|a mon|au retour)"
    r"|\bwe (?:will )?reply|\bje vous (?:lis|lirai|reponds|repondrai|reprends|traiterai|reviens vers vous"
    r"|recontacte)\b"
    r"|\bmails? (?:non|ne sont pas|pas) (?:releve|lu|consulte)|\bemails? will be (?:read|answered|picked)"
    r"|\bpick (?:this|it) up\b"
    r"|\bslow to (?:reply|respond|answer)|\breponse (?:a partir|differee|des|au|le)\b"
    r"|\bmerci (?:de|pour) votre patience|\bhas been forwarded|\btransmis\b"
)
_STAND_IN = re.compile(
    r"\b(?:poste|extension|ext\.?|guichet|bureau|batiment) (?:\d+|[a-z])\b|\b0\d(?:[ .]?\d\d){4}\b"
    r"|\b0 8\d\d(?: \d{3}){2}\b|@"
    r"|\bcolleg\w+|\bcolleagues?\b|\bconfreres?\b|\bconsoeurs?\b|\b(?:mon|ma|notre) (?:associee?|adjointe?|remplacante?"
    r"|assistante?)\b|\b(?:reprend|prend|assure|gere|suit|traite|encadre|couvre|remplace|recoit) (?:mes"
    r"|les urgences|la suite"
    r"|le relais|vos|nos|mon)\b|\b(?:covers?|handles?|has|looks after|takes) (?:for )?my\b|\bs'adresser\b"
    r"|\badressez[- ]vous"
    r"|\ba (?:deposer|retirer|adresser|remettre)\b|\bl'accueil\b|\bfront desk|\breception\b|\bsecretariat\b"
    r"|\bstandard\b"
    r"|\bboite generale|\bastreinte\b|\bpermanence\b|\b(?:try|ring|ask|see|contact) [a-z]+ (?:at|on|in)\b|\binstead\b"
    r"|\b(?:accounts?|sales|purchasing) department|\bscolarite\b|\binterlocut\w+|\becrivez (?:a|au)\b"
    r"|\bask \w+ (?:for|about|meanwhile)\b|\bcan help\b|\btraite les urgences|\bsuccessor\b|\bsuccesseur\b"
    r"|\b[a-z]+(?:-[a-z]+)? (?:traitera"
    r"|traite|gere|gerera|assure|suivra|s'occupe|prend|prendra|repondra) (?:les|mes|de|vos|la|le)\b"
    r"|\bpour (?:les urgences?|l'urgent)\b|\bthe \d{4}\b|\ble \d{4}\b"
)
_TRADE = re.compile(
    r"\bclients?\b|\bclientele\b|\bdevis\b|\bcommandes?\b|\binscriptions?\b|\bcolis\b|\blivraisons?\b|\binvoices?\b"
    r"|\bdeliver(?:y|ies)\b|\borders?\b|\betudiants\b|\bstudents\b|\bprofesseur\b|\bparents:|\bateliers?\b"
    r"|\bboulangerie\b"
    r"|\bboutique\b|\bmagasin\b|\bagence\b|\bcabinet d'|\bmairie\b|\bprefecture\b|\bl'equipe\b|\bmaitre [a-z]+"
    r"|\bsalon de\b"
    r"|\bstudio\b|\bshop\b|\bour office\b|\bnos (?:bureaux|locaux|ateliers)\b|\bbel ete\b|\b(?:bonnes|joyeuses) fetes\b"
    r"|\bagent\b|\bdossiers\b|\bdepannages?\b|\bsecretariat\b|\blycee\b|\bcollege\b"
)
_OF_BODY = re.compile(
    r"\b\d{1,2}(?:[.,]\d)?\s*(?:/|sur|out of)\s*(?:10|dix|ten)\b|(?:[:,]|\b(?:a|at|suis|reste|dis"
    r"|donne))\s*\d(?:[.,]\d)?"
    r"(?: et demi)?\s*(?:[.!;]|$)|\d et demi\b|\beva\b|\b(?:dos|nuque|cou|epaules?|coudes?|poignets?"
    r"|mains?(?! sur (?:mon|mes|le|les) )|doigts?"
    r"|hanches?|genoux?|chevilles?|pieds?|talons?|jambes?|bras|cuisses?|mollets?|fesses?|tete|ventre|peau|lombaires?"
    r"|cervicales?|visage|gorge|yeux|coeur|poitrine|back pain|my back|the back|necks?|shoulders?|elbows?|wrists?"
    r"|hips?|knees?"
    r"|ankles?|foot|feet|heels?|legs?|arms?|skin|head|chest|throat)\b"
    r"|\b(?:douleurs?|doul|j'ai mal|mal (?:au|a)|souffr\w+|fievre|bleus?|hematomes?|rougeurs?|gonfl\w+|gratt\w+"
    r"|demang\w+|piqures?"
    r"|injections?|seances?|saign\w+|malaises?|vertiges?|fatigu\w+|pain|painful|hurts?|sore|stiff|fever|swollen"
    r"|bruis\w+"
    r"|itch\w+|bleed\w+|dizz\w+|session|needles?|side effects?)\b|\bsur l'echelle\b"
    r"|\b(?:ras|rien a signaler|aucun effet|aucune reaction"
    r"|me sens|i feel|feeling)\b"
)
_OF_PERSON = re.compile(
    r"(?<!question )(?<!urgent)\?|\b(?:ca va|tout va|tout est|je vais|all good|complaints?|soucis?|j'etais|i was"
    r"|kine|genee?s?"
    r"|mieux|better|worse|pire|pareil|soulag\w+|depuis"
    r"|toujours|encore|par jour|rdv|rendez-vous|decaler|reporter|annuler|venir|viendrai|appointment|come|ordonnance"
    r"|traitement|docteur|medecin|doctor|j'ai(?! quitte| change| bien recu| pris)|me repose|changement"
    r"|appeler apres|appelez-moi|m'appeler|call me|i rest)\b"
)


_ACTIVITY = re.compile(
    r"\bje (?!suis|serai|ne|vous|revien|repren|retrouve|repond|lirai|lis|releve|pren|consulte|traite|rentre|pars"
    r"|part|rouvre|ferm|reste|trait|rappel|recontact|profite|transmet|vois|m'|l'|consult|peux|pourr|sais|quitt)\w+"
    r"|\bi (?!am|will|have|return|check|reply|read)\w+"
)  # what a person does, and a note does not say


def notes_score(line: str) -> int:
    """The weight of the parts of a note in one line of text; none where it tells of a person's own life."""
    folded = unaccented(line)
    if _OF_BODY.search(folded) or _OF_PERSON.search(folded):
        return 0
    is_away, is_until = bool(_AWAY.search(folded)), bool(_UNTIL.search(folded))
    is_for_others = bool(_MAIL.search(folded)) + bool(_STAND_IN.search(folded))
    if is_for_others:
        return _WEIGHT * (is_away + is_until + is_for_others)
    is_of_work = bool(_TRADE.search(folded)) and not _ACTIVITY.search(folded)
    return _WEIGHT * (is_away + is_of_work) if is_away and is_until else 0


def tells_of_activity(text: str) -> bool:
    """Whether "je" does something that no note says: walks, sleeps, carries."""
    return _ACTIVITY.search(unaccented(text)) is not None


def tells_of_body(text: str) -> bool:
    """Whether a text tells anything of the body or a score: a patient's own words, and no automatic answer."""
    return _OF_BODY.search(unaccented(" ".join(text.split()))) is not None
