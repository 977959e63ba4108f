"""What an out-of-office answer is made of, whatever its turn of phrase: away, until when, the mailbox, whom to turn to.

Two of these parts, and nothing of a patient's own, make an automatic answer. Patients write of holidays too, and then
of how it goes, in the past ("j'étais en congés"), or of an appointment; what speaks for a person is counted elsewhere.
"""

import re

from vigil.replies.words.folding import unaccented

_WEIGHT = 2
DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
)
_DAY = rf"(?:{DAYS}|demain|tomorrow|\d)"
_PARTS = (
    # away
    r"(?<!etais )(?<!etait )(?<!rentre de )(?<!retour de )(?<!was )(?:\babsent(?:e|s|\(e\))?\b|\babsence\b|\ben "
    r"(?:conges?|vacances|deplacement|seminaire|formation|mission|voyage|teletravail)\b|\bconges? "
    r"(?:annuels?|mater|pater|parental|sans solde)|\bhors du bureau|\b(?:indisponible|injoignable)\b|\b(?:est|sont|"
    r"sera|seront) (?:actuellement |exceptionnellement )?fermee?s?\b|\bquitte (?:mes fonctions|la societe|"
    r"l'entreprise|l'etablissement|le cabinet|mon poste)|\bne (?:fais|travaille|suis) plus\b|\bje pars\b|\bout of "
    r"(?:the )?office|\b(?:away|out|off) (?:until|till|from|for|through|on)\b|\baway from\b|\bon (?:\w+ )?(?:leave|"
    r"holiday|vacation)\b|\btravell?ing\b|\bclosed for\b|\boffice is closed|\bretour au (?:bureau|travail)\b)",
    # until when
    r"\bjusqu'?(?: ?au?x?| a)? |\bdu \d[\d/. ]*(?:\w+ )?au \d|\bretour (?:le|lundi|mardi|mercredi|jeudi|vendredi|au "
    rf"bureau)|\b(?:a|des|de) mon retour|\bmy return\b|\b(?:a partir|a compter) (?:du|de)\b|\bdes (?:le )?{_DAY}|"
    rf"\breouvert|\breouverture|\bd'ici la\b|\bduree indeterminee|\bsous \d+ ?(?:h|heures|jours)|\bavant le \d|\buntil "
    rf"(?:the |on )?{_DAY}|\bback (?:on |in the office )?(?:the )?{_DAY}|\breopen|\breturning on|\bthrough {_DAY}",
    # the mailbox, and what becomes of a message
    r"\b(?:votre|vos|your) (?:message|mail|e-?mail|courriel|demande|messages|mails|courriels|demandes|emails?)\b|"
    r"\b(?:mes|my) (?:mails?|e-?mails?|messages|courriels)\b|\bmessagerie\b|\bprendr(?:ai|ons) connaissance|"
    r"\b(?:repondr(?:ai|ons|a)|traiter(?:ai|ons|a)|reviendr(?:ai|ons)|revenons vers)\b|\breponse a partir|\breponds "
    r"avec (?:du )?retard|\bwill (?:be dealt|reply|respond|get back)|\be-?mail access\b",
    # a mailbox that nobody reads
    r"\b(?:pas|plus|peu|sans|limite|restreint|no|limited|patchy|intermittent|not)\b.{0,30}(?:relevee?|consultee?|lue?\b|"
    r"acces|access|monitored|ordinateur|connexion|reseau)|\b(?:ne|n')\W?(?:\w+ )?(?:lirai|lis|consulte\w*|releve\w*|"
    r"accede)\b|\bacces (?:tres )?(?:limite|restreint|reduit)",
    # whom to turn to
    r"\b(?:contacter|contactez|joindre|joignable|joignez|adresser|adressez|ecrivez|ecrire|appeler|contact|reach out|"
    r"reach|call|interlocut\w+|remplac\w+|relais|transfer\w+|transmis)\b.{0,60}(?:@|\d{2}[ .]\d{2}|colleg|secretariat|"
    r"accueil|standard|remplac|\bm(?:me|r|\.)? |colleague|\bto [a-z]+\b|\bcontact [a-z]+\b)|\bprennent le relais|"
    r"\bpour toute urgence|\ben cas d'(?:extreme )?urgence|\bin my absence|\bpendant mon absence|\bfor anything "
    r"(?:urgent|pressing)|\binterlocuteur\b",
)  # fmt: skip
_OWN_WORDS = 2
_THANKS = re.compile(r"\bmerci\b|\bthank")
_CAPITAL = re.compile(r"(?<=\W)[A-ZÀ-Ý][\w-]+")  # whoever signs
_FORMULA = re.compile(
    r"[^\w\s]|\b(?:j|l|d|m|bonjour|bonsoir|hello|hi|merci|beaucoup|pour|de|du|et|and|vous|avoir|ecrit|bien|recu|je|suis|serai"
    r"|actuellement|en ce moment|thanks?|thank you|you|for|i|am|m|currently|presently|cordialement|bien a vous|bonne"
    r"|journee|kind|best|regards|madame|monsieur|nous|sommes|our|my|mon|ma|mes|the|le|la|les|un|une|a)\b"
)
_COMPILED = tuple(re.compile(part) for part in _PARTS)
_PERSONAL = re.compile(
    r"\bdesolee? (?:de|pour)\b|\b(?:tout|ca|cela) va\b|\bvais (?:bien|mieux)\b|\bras\b|\brdv\b|\brendez-vous\b|"
    r"\b(?:epaule|genou|nuque|cou|bras|pied|main|hanche|cheville|tete|ventre|peau|lombaire|cervicale|mollet|cuisse)s?\b|"
    r"\b(?:tire|tiraille|lance|pique)\b|\bvenir\b|"
    r"\bme (?:joindre|dire|rappeler)\b|\bpiqures?\b|\bsoucis?\b|\bdois\b|\bseances?\b|\bconges? maladie\b|"
    r"\bordonnance\b|\btraitement\b|\bjambe|\bdos\b|\bmedecin\b|\bfeel|\bfeeling\b|\bmoi\b|\bnote [a-z]* ?\d"
)


def parts_score(line: str) -> int:
    """The weight of the parts in one line of text, less what is a patient's own; total and linear."""
    folded = unaccented(line)
    found = sum(1 for part in _COMPILED if part.search(folded))
    return _WEIGHT * (found - len(_PERSONAL.findall(folded)))


def thanks_in_own_words(line: str) -> bool:
    """ "Merci pour votre message, ça fait plaisir, je suis en vacances": away, and more said than that, but no note."""
    folded = unaccented(line)
    away, _, mailbox, *_ = _COMPILED
    is_note = any(part.search(folded) for part in _COMPILED if part not in (away, mailbox))
    if is_note or not _THANKS.search(folded):
        return False
    left = mailbox.sub(" ", away.sub(" ", unaccented(_CAPITAL.sub(" ", line))))
    return len(_FORMULA.sub(" ", left).split()) >= _OWN_WORDS
