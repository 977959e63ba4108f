"""Small words that say of whom, when and whether a reaction is told: denied, over, supposed, of others."""

from dataclasses import dataclass

from vigil.replies.meaning.kinds import Beginnings, Phrases, Words


@dataclass(frozen=True)
class Causes:
    like: Words
    """Before a cause that is only an image: "comme si je m'étais cogné"."""
    needles: Words


@dataclass(frozen=True)
class Clauses:
    joining: Words
    patient: Words
    taking_up: Words
    """Pronouns before a verb that take up what the clause before named: "je la cache"."""
    clinic: Words
    treating: Beginnings
    articles: Words
    determiners: Words
    reaching: Words
    """Between the word that says how strong it is and a score: "tape à 8"."""
    hours: Words


@dataclass(frozen=True)
class Composing:
    articles: Words
    after: Words
    """Before the needle where it tells when or why, and not where: "depuis les piqûres", "grâce à vos aiguilles"."""
    at: Words
    """Between a pain and the place that it is at: "mal aux piqûres"."""
    in_a_part: Words
    """Before a part of the body that the place is on: "les piqûres du mollet"."""
    easing: Beginnings
    """What the needle does that is no pain: "les piqûres ont calmé la douleur"."""
    taking_up: Words
    """How a clause begins that goes on about the place: "les piqûres, elles tirent"."""
    opening: Words
    """How a clause begins that says when it hurts: "quand on touche une piqûre, je grimace"."""
    taken_up: Words
    """After "je" there: "vos coups d'aiguille, je les compte"."""
    especially: Words
    doing: Words
    no_parts: Words
    doers: Words
    """Who does something, where no pain does: "j'ai doublé mes longueurs"."""
    for_pain: Words
    """Pronouns that stand for the pain: "ça a empiré"."""
    no_pains: Words
    sizes: Words
    """What says of a part that it is larger, and of a pain that it is worse: "doublé"."""
    of: Words
    of_a_time: Words
    then: Words
    """Before a score of before the session: "j'étais à 4"."""
    pricked: Words
    pricking: Words
    """Before a word for having been pricked, which is no pain: "vous avez piqué"."""
    of_a_part: Words


@dataclass(frozen=True)
class Earlier:
    nothing: Words
    as_if: Phrases
    named: Words
    """What a time long past is named by: "à la séance de mars j'avais eu un bleu"."""
    had: Words


@dataclass(frozen=True)
class Ending:
    lasting: Words
    what_is_now: Words
    before_nothing: Words
    next_days: Phrases
    going_on: Words
    """Before a time that goes on, and ``until_now`` after it: "been pressing for an hour", "for an hour now"."""
    until_now: Words
    no_more: Phrases
    of_signs: Beginnings
    """Verbs and states of signs: "doesn't hurt any more" is an end, and "doesn't fit any more" none."""
    taking_up: Words
    """Pronouns for what was told before, as subjects of an end: "c'est parti"."""
    set_after: Words
    """What may stand between an end and what is over: "disparus, les bleus"."""
    gone_before: Words
    links: Words
    turning: Words
    """Words that turn to something else: "ça gratte, sinon la douleur a disparu"."""
    reaching: Words
    of_who_goes: Beginnings
    persons: Words
    errands: Words
    away_from: Words
    recurring: Words
    """Before what comes back, however it ends each time: "chaque matin"."""
    no_leaving: Words
    """Before "part" where it is no verb: "à part ça", "nulle part"."""
    through: Words
    """What goes there goes on: "le sang passe au travers"."""
    from_itself: Words
    into: Words
    times: Words
    needles: Words
    units: Words
    still: Words
    every: Words
    """What comes again and again: "39 tous les soirs"."""
    joining: Words
    continues: Words


@dataclass(frozen=True)
class Lasting:
    lengths: Words
    some: Words
    parts: Words
    of: Words
    reckoned: Words
    """Before a length that is none of the reaction: "depuis deux jours"."""
    going_on: Words
    past: Words
    having: Words


@dataclass(frozen=True)
class Likening:
    like: Words
    articles: Words


@dataclass(frozen=True)
class Moments:
    weak: Words
    likening: Words
    ages: Words
    articles: Words
    comparing: Words
    being: Words
    was: Words
    opposing: Words


@dataclass(frozen=True)
class Negation:
    negations: Words
    unable: Words
    none: Words
    """Right before what they deny: "n'ont laissé nulle douleur"."""
    listing: Words
    of: Words
    not_any: Phrases
    hurting: Words
    after_item: Words
    before_points: Words
    """Before "point" where it is a place and no negation."""


@dataclass(frozen=True)
class NoneTold:
    of_benefit: Words
    """What follows an effect that was hoped for: "aucun effet sur la douleur"."""
    on_the_body: Words
    """What such an effect is none of, where it is on this."""


@dataclass(frozen=True)
class People:
    copulas: Words
    of_things: Words
    owning: Words
    """Before the noun that has a state: "mon téléphone est à plat"."""
    selves: Words
    """Nouns that stand for the patient: "mon corps est fatigué"."""
    belonging: Words
    his: Words
    of_images: Words
    oneself: Words
    compared: Words
    verbs: Words
    own: Words
    """Before what is the patient's own: "ma fille compte mes boutons"."""
    on: Words
    mine: Words
    needles: Words
    told: Words
    sizes: Words


@dataclass(frozen=True)
class Supposing:
    listing: Words
    pointing: Words
    sizes: Words
    to_worry: Words


@dataclass(frozen=True)
class Topics:
    answers: Words
    counts: Words
    general: Words
