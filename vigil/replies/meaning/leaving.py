"""To be written to no more, put together from an end and what we send: "vos relances me fatiguent", "assez de mails".

The terms of ``requests.opt_out`` name whole phrases. Here a word for an end, a refusal or weariness meets a word for
our mails with nothing between them but small words; what the patient ended, has lost or could not open is none.
"""

from vigil.replies.meaning.marks import Marks
from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.tokens import Kind, Token

_REACH = 8
_BETWEEN = frozenset(
    {
        "de", "d'", "des", "du", "le", "la", "les", "l'", "vos", "tes", "ces", "ce", "cet", "cette", "votre", "ton",
        "tous", "toutes", "tout", "toute", "a", "au", "aux", "avec", "par", "pour", "sur", "m'", "me", "moi", "nous",
        "vous", "en", "envoyer", "envoi", "ecrire", "adresser", "recevoir", "repondre", "interroger", "solliciter",
        "relancer", "contacter", "questionner", "harceler", "importuner", "deranger", "embeter", "demander", "avoir",
        "lire", "remplir", "ouvrir", "voir", "part", "repetition", "genre", "type", "sorte", "suivi", "quelque",
        "forme", "plus", "pas", "jamais", "aucun", "aucune", "autre", "autres", "nouveau", "nouveaux", "nouvelle",
        "nouvelles", "incessants", "incessantes", "quotidiens", "automatiques", "sempiternels", "eternels", "maudits",
        "fichus", "foutus", "satanes", "petits", "longs", "stupides", "svp", "maintenant", "desormais", "totalement",
        "definitivement", "immediatement", "donc", "bien", "completement", "je", "j'", "ne", "n'", "que", "qu'", "of",
        "with", "the", "these", "those", "your", "this", "that", "any", "all", "more", "getting", "receiving",
        "sending", "answering", "my", "to", "get", "receive", "see", "for", "from", "by", "filling", "in", "further",
        "such", "constant", "endless", "bloody", "automatic", "and", "et", "c'", "est", "commencent", "commence",
        "finissent", "vraiment", "trop", "sont", "are", "is", "on", "un", "peu", "ca", "have", "being", "sent",
        "prochains", "prochain", "futurs", "can", "could", "may", "should", "must", "please", "notre", "nos", "follow",
        "up", "automated", "weekly", "monthly", "daily", "now", "last", "peuvent", "pourraient", "doivent",
        "faire", "parvenir", "be",
    }
)  # fmt: skip
_OWN = frozenset({"mon", "mes", "ma", "son", "ses", "sa", "leur", "leurs", "my", "her", "his", "their"})
_HAVING = frozenset({"ai", "avais", "a", "avait", "have", "had", "suis"})
_DOING = frozenset({"finis", "fini", "termine"})
_NONE = frozenset({"no", "not", "plus", "pas", "aucun", "aucune", "jamais"})
_FINAL = frozenset({"suffit", "basta"})
_DENYING = frozenset({"n'", "ne", "not", "never", "jamais"})
_ENDED = frozenset({Kind.COMMA, Kind.END, Kind.QUESTION})
_POLITE = frozenset(
    {"svp", "stp", "merci", "please", "maintenant", "now", "pour", "desormais", "definitivement", "s'", "thanks"}
)


def leaves_mails(marks: Marks) -> Match | None:
    """The words that want no more of our mails, or ``None``."""
    for mail in marks.found.get("requests.mails", ()):
        if _is_of_others(marks, mail):
            continue
        first, end = marks.sentence(mail.start)
        near = max(first, mail.start - _REACH), min(end, mail.end + _REACH)
        for ending in marks.within("requests.ending", *near) + marks.within("requests.weary", *near):
            if _is_meant(marks, ending) and _is_joined(marks, ending, mail):
                start, last = min(ending.start, mail.start), max(ending.end, mail.end)
                return Match("requests.opt_out", tuple(range(start, last)), False)
    return None


def _is_of_others(marks: Marks, mail: Match) -> bool:
    """ "Mes mails", "100 mails": not what we send."""
    before = marks.tokens[max(0, mail.start - 2) : mail.start]
    return any(token.norm in _OWN or token.kind is Kind.NUMBER for token in before)


def _is_meant(marks: Marks, ending: Match) -> bool:
    """Whether an end is asked for: not "j'ai fini", not "n'arrêtez pas"."""
    before = marks.tokens[max(0, ending.start - 2) : ending.start]
    if marks.covers("requests.weary", ending.start):
        is_of_us = ending.end < len(marks.tokens) and marks.tokens[ending.end].norm in ("you", "vous")
        return not is_of_us and not any(token.norm in _DENYING for token in before)
    if marks.tokens[ending.start].norm in _DOING and any(token.norm in ("je", "j'") for token in before):
        return False
    after = marks.tokens[ending.end : ending.end + 2]
    is_denied = any(token.norm in _DENYING for token in before) and any(t.norm in ("pas", "jamais") for t in after)
    is_denied |= bool(before) and before[-1].norm in ("not", "never")
    is_done = marks.tokens[ending.start].norm not in _NONE and any(token.norm in _HAVING for token in before)
    return not is_denied and not is_done


def _is_joined(marks: Marks, ending: Match, mail: Match) -> bool:
    """Whether nothing but small words lies between, and an end told after has no object of its own."""
    if ending.start < mail.start:
        between = marks.tokens[ending.end : mail.start]
        is_final = marks.tokens[ending.end - 1].norm in _FINAL
        return all(_is_small(token) or (is_final and token.kind is Kind.COMMA) for token in between)
    if marks.covers("requests.weary", ending.start):
        return all(_is_small(token) for token in marks.tokens[mail.end : ending.start])
    after = marks.tokens[ending.end] if ending.end < len(marks.tokens) else None
    is_bare = after is None or after.kind in _ENDED or after.norm in _POLITE
    return is_bare and all(
        _is_small(token) or token.kind is Kind.COMMA for token in marks.tokens[mail.end : ending.start]
    )


def _is_small(token: Token) -> bool:
    return token.norm in _BETWEEN
