"""Pain at the needle put together from its parts: a place where somebody was pricked, and that something hurts there.

No list of phrases holds all that people say of it: "les trous font un mal de chien", "la chaussure sur les points, quel
calvaire". What is found so is a mention like any other, denied, over or of an earlier session as its sentence says.
"""

from collections.abc import Mapping, Sequence

from vigil.replies.meaning.patterns import Match
from vigil.replies.meaning.status_lists import Composing
from vigil.replies.meaning.tokens import ENDS, Kind, Token

_WRITTEN = "injection_site_pain"
SITE_PAIN = "site_pain"
_PAINLESS = "injection_site_painless"
HURTING_SITE = "composed.hurting_site"
_SITES = ("composed.site", "composed.needle")
_BARRIERS = ("cues.barrier", "cues.no_reaction", "requests.small_talk")
_REACH = 9
"""Words between the place and what it does."""
_FAR = 14
_PARTED = frozenset({Kind.COMMA, Kind.COLON, Kind.HYPHEN})

Found = Mapping[str, Sequence[Match]]


def site_pains(found: Found, tokens: Sequence[Token], words: Composing) -> dict[str, list[Match]]:
    """The mentions of pain at the needle by name, with those that two parts of a sentence make; and of none there."""
    sites = _sites(found, tokens, words)
    if not sites:
        return {}
    hurts = [(match, False) for match in found.get("composed.hurting", ()) if not _is_a_prick(tokens, words, match)]
    hurts += [(match, True) for match in found.get("composed.pain_name", ()) if not _is_scored(tokens, match)]
    free = [(match, False) for match in found.get("composed.painless", ())]
    made = {SITE_PAIN: _made(found, tokens, words, sites, hurts), _PAINLESS: _made(found, tokens, words, sites, free)}
    written = {place for match in found.get(_WRITTEN, ()) for place in match.places}
    made[SITE_PAIN] = [match for match in made[SITE_PAIN] if written.isdisjoint(match.places)]
    hurting = {place for match in made[SITE_PAIN] for place in match.places}
    made[HURTING_SITE] = [site for site in sites if hurting.issuperset(site.places)]
    return {name: [Match(name, one.places, one.is_verb) for one in own] for name, own in made.items() if own}


def _made(
    found: Found, tokens: Sequence[Token], words: Composing, sites: Sequence[Match], hurts: Sequence[tuple[Match, bool]]
) -> list[Match]:
    """What two parts make, each part once, the nearest first."""
    told: list[Match] = []
    taken: set[int] = set()
    for site in sites:
        for hurt, is_name in sorted(hurts, key=lambda one: _distance(site, one[0])):
            if not taken.isdisjoint(hurt.places) or not taken.isdisjoint(site.places):
                continue
            if _belongs(found, tokens, words, site, hurt, is_name=is_name):
                made = Match(SITE_PAIN, tuple(sorted({*site.places, *hurt.places})), hurt.is_verb)
                told.append(made)
                taken.update(made.places)
    return told


def _sites(found: Found, tokens: Sequence[Token], words: Composing) -> list[Match]:
    """Where somebody was pricked; not "depuis les piqûres", which says when."""
    sites = list(found.get(_SITES[0], ()))
    taken = {place for match in sites for place in range(match.start, match.end)}
    sites += [match for match in found.get(_SITES[1], ()) if taken.isdisjoint(match.places)]
    return [site for site in sites if not _tells_when(tokens, words, site)]


def _tells_when(tokens: Sequence[Token], words: Composing, site: Match) -> bool:
    place = site.start - 1
    while place >= 0 and tokens[place].norm in words.articles and tokens[place].norm not in words.after:
        place -= 1
    if place < 0:
        return False
    norm = tokens[place].norm
    if site.end < len(tokens) and tokens[site.end].norm == "qui":
        return False
    return norm in words.after - {"des"} or (norm == "des" and place > 0 and tokens[place - 1].norm in words.after)


def _is_a_prick(tokens: Sequence[Token], words: Composing, hurt: Match) -> bool:
    """ "Vous avez piqué", "je me suis piqué"; not "ça a piqué"."""
    before = [token.norm for token in tokens[max(0, hurt.start - 2) : hurt.start]]
    is_most = before[1:] == ["plus"] and before[0] in words.of_a_part  # "le point le plus douloureux"
    return is_most or (tokens[hurt.start].norm in words.pricked and not words.pricking.isdisjoint(before))


def _is_scored(tokens: Sequence[Token], hurt: Match) -> bool:
    """ "Douleur 4", "pain: 4": the treated one, of which a score is told."""
    following = tokens[hurt.end : hurt.end + 2]
    return any(token.kind is Kind.NUMBER for token in following) and not any(
        token.kind is Kind.COMMA for token in following[:1]
    )


def _distance(site: Match, hurt: Match) -> int:
    return max(hurt.start - site.end, site.start - hurt.end, 0)


def _belongs(
    found: Found, tokens: Sequence[Token], words: Composing, site: Match, hurt: Match, *, is_name: bool
) -> bool:
    """Whether it is the place that hurts."""
    if not set(site.places).isdisjoint(hurt.places):
        return False
    is_after = hurt.start >= site.end
    first, end = (site.end, hurt.start) if is_after else (hurt.end, site.start)
    if hurt.start < site.end and not hurt.end <= site.start:
        return True  # one within the other: "points ... brûlants ... d'injection"
    between = tokens[first:end]
    count = sum(token.kind is Kind.WORD for token in between)
    if count > _FAR or any(token.kind in ENDS for token in between):
        return False
    if _is_of_a_part(found, tokens, words, hurt, first, end) or _is_turned(found, tokens, words, first, end):
        return False
    if not is_after:
        return _is_at(tokens, words, site, between, is_strong=site.name == _SITES[0])
    is_strong = site.name == _SITES[0]
    return (
        _goes_on(tokens, words, site, between)
        and (count <= _REACH or is_strong)
        and (is_strong or not is_name or _is_done(tokens, words, hurt))
    )


def _is_done(tokens: Sequence[Token], words: Composing, hurt: Match) -> bool:
    """ "Les piqûres me font très mal", "ont laissé une douleur", and not "les piqûres contre la douleur"."""
    return any(token.norm in words.doing for token in tokens[max(0, hurt.start - 4) : hurt.start])


def _is_turned(found: Found, tokens: Sequence[Token], words: Composing, first: int, end: int) -> bool:
    """Whether something else is said in between: "les piqûres vont bien, mais", "ont calmé"."""
    if any(token.norm.startswith(words.easing) for token in tokens[first:end]):
        return True
    return any(
        first <= match.start
        and match.end <= end
        and (match.end > match.start + 1 or tokens[match.start].norm not in words.especially)
        for name in _BARRIERS
        for match in found.get(name, ())
    )


def _is_of_a_part(found: Found, tokens: Sequence[Token], words: Composing, hurt: Match, first: int, end: int) -> bool:
    """Whether it is a part of the body that hurts: "les piqûres ont calmé mon dos douloureux"."""
    for zone in found.get("pain.zone", ()):
        if not first <= zone.start < end or tokens[zone.start].norm in words.no_parts:
            continue
        place = zone.start - 1
        while place > first and tokens[place].norm in words.of_a_part:
            place -= 1
        is_within = tokens[place].norm in words.in_a_part
        if not is_within or (zone.end == hurt.start and not hurt.is_verb):
            return True
    return False


def _is_at(
    tokens: Sequence[Token], words: Composing, site: Match, between: Sequence[Token], *, is_strong: bool
) -> bool:
    """ "Mal aux piqûres", "un supplice sur les endroits piqués", "je grimace quand on touche une piqûre"."""
    commas = [index for index, token in enumerate(between) if token.kind in _PARTED]
    if commas and (commas[-1] + 1 >= len(between) or between[commas[-1] + 1].norm not in words.especially):
        return False
    if tokens[site.start].norm in words.at:
        return True
    near = between[(commas[-1] + 1) if commas else 0 :]
    if any(token.norm in words.opening for token in near):
        return True
    before = [token.norm for token in near]
    while before and before[-1] in words.articles and before[-1] not in words.at:
        before.pop()
    return bool(before) and before[-1] in words.at and (is_strong or len(before) <= _REACH)


def _goes_on(tokens: Sequence[Token], words: Composing, site: Match, between: Sequence[Token]) -> bool:
    """Whether what follows a comma goes on about the place: "elles tirent", "quel calvaire"."""
    commas = [index for index, token in enumerate(between) if token.kind in _PARTED]
    if not commas:
        return True
    start = site.start
    while start and tokens[start - 1].kind not in (*_PARTED, *ENDS):
        start -= 1
    if any(token.norm in words.opening for token in tokens[start : site.start]):
        return True
    following = [token.norm for token in between[commas[0] + 1 :]]
    if following[:1] == ["je"]:
        return len(following) > 1 and following[1] in words.taken_up
    return not following or following[0] in words.taking_up
