"""How much a text reads like an out-of-office answer, French first.

No single turn of phrase decides: patients write of holidays, of absence and of calling back. An automatic answer puts
several together (away, until when, whom to turn to, no access to mail) and does not speak of a treatment.
"""

import re

from vigil.replies.words.away_notes import notes_score, tells_of_activity, tells_of_body
from vigil.replies.words.away_parts import parts_score, thanks_in_own_words
from vigil.replies.words.health_words import health_count

_SAYS_SO = 5  # the weight of words that name an automatic answer
_LONGEST = 1500  # characters: automatic answers are short

_SIGNS: tuple[tuple[int, str], ...] = (
    (5, r"(?:ceci est|il s['’]agit d['’]|vous recevez) une? (?:message|r[ée]ponse|mail|courriel|"
        r"e-mail) (?:g[ée]n[ée]r[ée]e? )?automatique"),
    (5, r"\b(?:message|r[ée]ponse|e-?mail|courriel) (?:automatique|auto\b|"
        r"g[ée]n[ée]r[ée]e? automatiquement|envoy[ée]e? automatiquement)"),
    (5, r"this is an automat(?:ic|ed) (?:reply|response|message|e-?mail)|\bautomatically generated\b|\bauto-?reply\b"),
    (5, r"(?:merci de )?ne pas r[ée]pondre (?:à|a) ce(?:t)? (?:message|mail|e-?mail|courriel)"),
    (3, r"\b(?:actuellement|pr[ée]sentement|momentan[ée]ment|currently|presently)\b.{0,40}(?:absente?|"
        r"absent\(e\)|en cong[ée]|en vacances|en d[ée]placement|en formation|en arr[êe]t|indisponible|"
        r"out of (?:the )?office|away|on (?:leave|holiday|vacation))"),
    (3, r"\babsente?s?\b(?:\(e\))? (?:du bureau|de mon (?:bureau|poste))|out of (?:the |my )?office|"
        r"away from (?:the |my )?(?:office|desk)"),
    (2, r"\bje (?:suis|serai) (?:absente?|absent\(e\)|en cong[ée]s?|en vacances|en d[ée]placement|"
        r"en formation|en arr[êe]t|injoignable|indisponible)|\bi(?:['’]m| am| will be|"
        r"['’]ll be) (?:away|out|on (?:leave|holiday|vacation|annual leave))"),
    (1, r"\b(?:jusqu['’ ]?au|du \w+(?: \w+)? au|from .{2,30} (?:to|until|through)|until) (?:\w+ )?\d|"
        r"jusqu['’]au \w+ \d|(?:de )?retour (?:le|à partir du|au bureau)|\bback on\b|"
        r"\breturn(?:ing)? on\b|jusqu['’]à nouvel ordre"),
    (2, r"(?:d[èe]s|[àa]) mon retour|(?:when i|upon my|on my) return|as soon as (?:i(?:['’]m| am) back|possible upon)"),
    (3, r"(?:pas|aucun|ni|sans|limit[ée]|peu|no|not|limited|"
        r"without).{0,25}acc[èe]s.{0,40}(?:e-?mails?|mails?|messagerie|messages|bo[îi]te|courriels?|"
        r"internet)"),
    (3, r"(?:ne|n['’]).{0,12}(?:consulte|consulterai|lis|lirai|rel[èe]ve|rel[èe]verai|"
        r"pourrai consulter|pourrai lire|serai pas en mesure de (?:lire|consulter)).{0,30}(?:mails?|"
        r"e-?mails?|messages?|messagerie|courriels?|bo[îi]te)"),
    (3, r"\bje ne (?:suis|travaille|fais) plus (?:dans|chez|partie|au sein|à|en poste|salari)|"
        r"\bj['’]ai quitt[ée] (?:la soci[ée]t[ée]|l['’]entreprise|mes fonctions|mon poste|le service)|"
        r"\bi (?:no longer work|have left the company|am no longer (?:with|at|employed))"),
    (2, r"\ben (?:raison|cause) de (?:mes cong[ée]s|mon absence|vacances|cong[ée]s|la fermeture)|"
        r"(?:^|[.,] )en (?:d[ée]placement|cong[ée]s?|vacances|formation|arr[êe]t)\b.{0,40}jusqu|\bactuellement en\b"),
    (3, r"ne (?:pourrai|pourrons|serai en mesure de) (?:pas )?(?:vous |y )?r[ée]pondre.{0,30}"
        r"(?:avant|qu['’]à partir|qu['’]au|pendant|durant)"),
    (3, r"acc[èe]s (?:tr[èe]s |assez )?(?:limit[ée]|restreint|r[ée]duit|difficile).{0,40}(?:mails?|messagerie|messages|"
        r"bo[îi]te|courriels?|internet)"),
    (3, r"(?:limited|no) access to (?:my )?(?:e-?mail|mail)|(?:will not|won['’]t|"
        r"cannot) (?:be )?(?:check|read|access)\w* (?:my )?e-?mails?"),
    (2, r"(?:en cas d['’]urgence|pour toute? (?:urgence|demande|question|autre demande)|"
        r"si (?:votre demande est )?urgent|if (?:your matter|this|it) is urgent|for urgent|"
        r"for anything urgent|in case of emergency|for immediate assistance).{0,80}(?:contacter|"
        r"contactez|adresser|joindre|appeler|appelez|tourner vers|\bcontact\b|\bcall\b|reach|@|"
        r"\d{2}[ .]\d{2})"),
    (2, r"(?:vous pouvez|merci de|veuillez|je vous (?:invite|prie)(?: à| de)|please|"
        r"you can) .{0,30}(?:contacter|contactez|vous adresser|joindre|contact|"
        r"reach out)\b.{0,60}(?:@|\d{2}[ .]\d{2}|mon (?:coll[èe]gue|assistante?|remplaçante?)|m(?:me|"
        r"r|\.|onsieur|adame)\b|coll[èe]gue|secr[ée]tariat|my colleague)"),
    (3, r"(?:votre|your) (?:message|mail|e-?mail|courriel|"
        r"demande).{0,30}(?:a bien [ée]t[ée] (?:re[çc]u|pris|enregistr[ée])|has been received|"
        r"sera trait[ée]|will be (?:read|answered|processed))"),
    (2, r"(?:nous (?:avons|accusons)|j['’](?:ai|accuse)).{0,12}(?:bien re[çc]u|"
        r"r[ée]ception).{0,20}(?:votre (?:message|mail|e-?mail|courriel|demande))|(?:we|"
        r"i) (?:have )?received your (?:message|e-?mail)|thank you for (?:your (?:message|e-?mail)|"
        r"contacting)"),
    (3, r"(?:laissez|laisser|leave)(?:-moi| me)? (?:un|a) message|je ne suis pas (?:disponible|joignable|au bureau)"
        r" (?:actuellement|pour le moment|en ce moment)"),
    (2, r"(?:je (?:vous |ne )?(?:r[ée]pondrai|recontacterai|rappellerai|traiterai|reviendrai vers)|"
        r"(?:nous |y |vous )+(?:r[ée]pondrons|reviendrons)|une r[ée]ponse vous|i will (?:reply|respond|"
        r"get back|answer)|we will (?:reply|respond|get back)).{0,80}(?:retour|return|"
        r"meilleurs d[ée]lais|plus brefs d[ée]lais|possible|back|heures|hours|bref d[ée]lai)"),
    (2, r"(?:cette (?:adresse|bo[îi]te|messagerie)|this (?:address|mailbox|"
        r"inbox)).{0,60}(?:n['’]est (?:plus|pas)|plus utilis|(?:is )?no longer|not monitored|"
        r"d[ée]sactiv|supprim)"),
    (2, r"(?:j['’]ai chang[ée] d['’]adresse|ma nouvelle adresse|"
        r"merci d['’]utiliser (?:d[ée]sormais )?l['’]adresse|new (?:e-?mail )?address is)"),
    (3, r"(?:merci|nous vous remercions) de votre (?:message|mail|courriel|e-?mail).{0,120}(?:absent|"
        r"cong[ée]|vacances|ferm[ée])"),
    (3, r"(?:bureaux?|[ée]tude|cabinet|magasin|service|entreprise|agence|office) (?:est|sont|sera|"
        r"seront|is|will be) (?:actuellement )?(?:ferm[ée]e?s?|closed)"),
)  # fmt: skip
_COMPILED = tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _SIGNS)

# What a person who answers us says, and a machine does not.
_PERSONAL = re.compile(
    r"\bdocteur\b|\bdr\b|\bma s[ée]ance\b|\bmon (?:rendez-vous|rdv|traitement|genou|dos|cou|"
    r"[ée]paule)\b|\bj['’]ai (?:eu|encore|toujours|moins|plus)\b|"
    r"\bje (?:vais (?:bien|mieux|mal|pas|tr[èe]s|beaucoup|un peu)|me sens|voudrais|"
    r"ne pourrai pas venir|ne peux pas venir|reviens vous voir)\b|"
    r"\b(?:m['’]appeler|appelez-moi|me rappeler|prochaine fois)\b|\bmy (?:appointment|session|knee|back|neck)\b"
    r"|\bs[ée]ances?\b|\b(?:d[ée]caler|reporter|avancer)\b|"
    r"\bon (?:peut|pourrait|fait)\b|(?<!question )\?|"
    r"\bi (?:feel|can['’]?t come|cannot come|won['’]t be able)\b",
    re.IGNORECASE,
)

_ONLY_AWAY = re.compile(
    r"(?:(?:bonjour|bonsoir|hello|hi|madame, monsieur)\W+)?(?:je (?:suis|serai)|i(?:['’]m| am| will be))"
    r"(?: actuellement| currently)? (?:absente?|absent\(e\)|en cong[ée]s?|away|out|on leave)"
    r" (?:du|jusqu|from|until).{3,60}?\.?(?:\W*(?:bien )?(?:cordialement|bonne journ[ée]e|regards).{0,60})?",
    re.IGNORECASE,
)  # nothing but the absence and its dates, as nobody answers a question


def away_score(text: str) -> int:
    """The weight of the signs in a text, less what speaks for a person; 4 and more is an automatic answer."""
    if not text.strip() or len(text) > _LONGEST:
        return 0
    line = " ".join(text.split())
    alone = 1 if _ONLY_AWAY.fullmatch(line) else 0
    phrases = alone + sum(weight for weight, pattern in _COMPILED if pattern.search(line))
    is_said = any(weight == _SAYS_SO and pattern.search(line) for weight, pattern in _COMPILED)
    if tells_of_body(_without_emergency(line)) and not is_said:
        return 0
    told = max(phrases, parts_score(line))
    is_own = thanks_in_own_words(line)
    if told < _SAYS_SO and (tells_of_activity(line) or is_own):
        told = 0
    score = told if is_own else max(told, notes_score(line))
    against = 2 * len(_PERSONAL.findall(line)) + 2 * min(2, health_count(_without_emergency(line)))
    return score - against


def _without_emergency(line: str) -> str:
    """ "En cas d'urgence" is what automatic answers say, and no word about health."""
    return re.sub(r"urgences?\b", "", line, flags=re.IGNORECASE)
