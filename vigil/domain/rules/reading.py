"""Reading a history as a physician would: what is told now, since when, about which session, on which ground."""

from datetime import timedelta

from vigil.domain.answers import Answers, ReactionAnswer
from vigil.domain.eva import Eva
from vigil.domain.findings import Bilingual
from vigil.domain.history import History, Session
from vigil.domain.reactions import merged
from vigil.domain.rules.labels import RISK
from vigil.domain.wording import day, listed, span
from vigil.domain.words import Evolution, ReactionCode, RiskFactor, Sign

BLEEDING_RISKS = (RiskFactor.ANTICOAGULANT, RiskFactor.ANTIPLATELET, RiskFactor.COAGULOPATHY)
INFECTION_RISKS = (RiskFactor.IMMUNOSUPPRESSION, RiskFactor.DIABETES)
INFECTION_SIGNS = frozenset({Sign.SPREADING, Sign.WARMTH, Sign.DISCHARGE})
_CAN_BE_INFECTED = frozenset(
    {
        ReactionCode.REDNESS,
        ReactionCode.NODULE,
        ReactionCode.INJECTION_SITE_PAIN,
        ReactionCode.OTHER,
        ReactionCode.INFECTION,
    }
)


def answers(history: History) -> Answers:
    """What the report says; nothing when there is none."""
    return history.report.answers if history.report else Answers()


def told(history: History, *codes: ReactionCode) -> tuple[ReactionAnswer, ...]:
    """The reactions of these codes that the report brings as news.

    One told before and no worse ("same", "fading", without a new detail) is not news: it was judged then. One that has
    grown is.
    """
    ticked = [item for item in answers(history).reactions if item.code in codes and not _is_known(item)]
    return tuple(merged(ticked))


def _is_known(reaction: ReactionAnswer) -> bool:
    return reaction.is_earlier and reaction.evolution is not Evolution.GROWING and not reaction.signs


def is_ongoing(reaction: ReactionAnswer) -> bool:
    """Not said to be gone; an unanswered question is not a "gone"."""
    return reaction.evolution is not Evolution.GONE


def ongoing(history: History, *codes: ReactionCode) -> tuple[ReactionAnswer, ...]:
    """Those told as news and not gone."""
    return tuple(reaction for reaction in told(history, *codes) if is_ongoing(reaction))


def has_ongoing(history: History, *codes: ReactionCode) -> bool:
    """Whether the patient has any of these now, newly told or not."""
    return any(item.code in codes and is_ongoing(item) for item in answers(history).reactions)


def infected(history: History) -> tuple[ReactionAnswer, ...]:
    """The reactions told with signs that go with an infection, or told as one."""
    return tuple(reaction for reaction in ongoing(history, *_CAN_BE_INFECTED) if _looks_infected(reaction))


def _looks_infected(reaction: ReactionAnswer) -> bool:
    grows = reaction.code is ReactionCode.REDNESS and reaction.evolution is Evolution.GROWING
    return grows or reaction.code is ReactionCode.INFECTION or bool(reaction.signs & INFECTION_SIGNS)


def risks(history: History, factors: tuple[RiskFactor, ...]) -> tuple[Bilingual, ...]:
    """The labels of those factors that the patient has."""
    return tuple(RISK[factor] for factor in factors if history.patient.has(factor))


def ground(labels: tuple[Bilingual, ...]) -> tuple[Bilingual, ...]:
    """One line of evidence naming the risk factors, or none."""
    if not labels:
        return ()
    both = listed(labels)
    return (Bilingual(f"Terrain\u00a0: {both.fr}.", f"Risk factors: {both.en}."),)


def sessions_asked_about(history: History) -> tuple[Session, ...]:
    """Every performed session that the report speaks of: those of one day share one question."""
    if history.report is None:
        return ()
    wanted = set(history.report.ask.session_ids)
    courses = (history.course, *history.other_courses)
    named = tuple(session for course in courses for session in course.performed if session.id in wanted)
    return named or ((history.session,) if history.session else ())


def since_first(history: History) -> timedelta | None:
    """Elapsed time from the first performed session of the course to the answer."""
    if history.report is None or not history.course.performed:
        return None
    return history.report.answered_at - history.course.performed[0].at


def reported_eva(history: History) -> Eva | None:
    """The score that the report gives for this course."""
    given = [answer.eva for answer in answers(history).evas if answer.course_id == history.course.id and answer.eva]
    return given[-1] if given else None


def when(history: History) -> Bilingual:
    """Where the answer stands: "48 h après la séance du 12/03"; empty when no session is known."""
    session, since = history.session, history.since_session
    if session is None or since is None:
        return Bilingual("", "")
    after, on = span(since), day(session.at, history.patient.zone)
    return Bilingual(f"{after.fr} après la séance du {on.fr}", f"{after.en} after the session of {on.en}")


def context(history: History) -> tuple[Bilingual, ...]:
    """The same as one line of evidence, with the zone treated; none when no session is known."""
    placed = when(history)
    if not placed.fr:
        return ()
    zone = history.course.zone
    return (Bilingual(f"Réponse {placed.fr}\u00a0; zone\u00a0: {zone}.", f"Answered {placed.en}; zone: {zone}."),)
