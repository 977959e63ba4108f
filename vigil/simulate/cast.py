"""The invented patients of the demo: they do not improve, say nothing, bounce, get infected, or have yet to answer.

All are marked as invented; their addresses end in ``.example``. Each reaction of the catalogue befalls somebody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from vigil.domain.eva import Eva
from vigil.domain.instants import at_local, days_after, local_date
from vigil.domain.recording.facts import CourseFacts, PatientFacts
from vigil.domain.words import AnalgesicUse, Bother, Care, Language, RiskFactor, Sign
from vigil.simulate.answering import Manner
from vigil.simulate.body import Course, Response
from vigil.simulate.invented import DOMAIN, PARIS
from vigil.simulate.people import Misfortune, Person, Temper, Treatment

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_ALWAYS = Temper(answers=0.97, reminded=0.9, on_phone=0.95, reads_within=_HOUR, answers_late=0, amends=0)
_NEVER = Temper(answers=0, reminded=0, on_phone=0, amends=0)


def befalls(rank: int, *keys: str, begins: float = 4, peaks: float = 6, lasts: float = 70, **more: Any) -> Misfortune:
    """A reaction after the session of that rank; hours after the session, after its beginning, in all."""
    return Misfortune(rank, keys, begins * _HOUR, peaks * _HOUR, lasts * _HOUR, **more)


@dataclass(frozen=True)
class Role:
    """One of the cast. ``days_ago`` is the latest day, before the play ends, of the session of rank ``at_rank``."""

    given: str
    part: str
    days_ago: int
    at_rank: int = 1
    count: int = 5
    baseline: int = 7
    pain: Course | None = None
    temper: Temper = _ALWAYS
    misfortunes: tuple[Misfortune, ...] = ()
    risks: frozenset[RiskFactor] = frozenset()
    language: Language = Language.FR
    born: int = 1975
    email: str = "own"
    new_email: bool = False
    second_zone: str = ""
    awaits_answer: bool = False


_UNCHANGED = Response(7, 6.8, 0.2)
_S, _R = Sign, RiskFactor

ROLES = (
    # Reactions, each code of the catalogue at least once, most of them present when asked.
    Role("Iris", "infection", 75, misfortunes=(
        befalls(5, "nodule", "discharging_spot", begins=132, peaks=400, lasts=1500, count=2,
                signs=frozenset({_S.WARMTH, _S.DISCHARGE}), care=Care.DOCTOR, said="Une boule qui coule depuis hier."),
    )),
    Role("Aimé", "allergic reaction", 60, misfortunes=(
        befalls(1, "itching", lasts=80, signs=frozenset({_S.EVERYWHERE})),
        befalls(2, past=frozenset({_S.URTICARIA}), lasts=20),
    )),
    Role("Mona", "malaise", 68, misfortunes=(
        befalls(1, "malaise", lasts=75), befalls(3, past=frozenset({_S.FAINTING}), lasts=1),
    )),
    Role("Nour", "necrosis", 52, risks=frozenset({_R.DIABETES}), misfortunes=(
        befalls(2, "redness", begins=20, peaks=60, lasts=300, danger=frozenset({_S.SKIN_DISCOLOURATION}),
                bother=Bother.PREVENTS, said="La peau est devenue noire."),
    )),
    Role("Flora", "fever, then bleeding", 49, misfortunes=(
        befalls(1, "fever", begins=20, lasts=60), befalls(3, "bleeding", begins=0.2, peaks=1, lasts=60),
    )),
    Role("Fanny", "fatigue, then a flush that lasts", 57, misfortunes=(
        befalls(1, "fatigue", lasts=90), befalls(2, "flush", begins=0.3, peaks=1, lasts=70),
    )),
    Role("Oscar", "a lump that stays, and something else", 80, misfortunes=(
        befalls(2, "nodule", begins=10, lasts=700),
        befalls(4, "other", lasts=72, said="Un goût de métal dans la bouche."),
    )),
    Role("Éva", "swollen face, could not call", 45, temper=replace(_ALWAYS, can_call=False), misfortunes=(
        befalls(2, begins=30, lasts=40, danger=frozenset({_S.FACE_SWELLING}), bother=Bother.PREVENTS),
    )),
    Role("Brice", "trouble breathing", 33, misfortunes=(
        befalls(1, begins=36, lasts=30, danger=frozenset({_S.BREATHING}), bother=Bother.PREVENTS),
    )),
    Role("Hugo", "large haematoma on an anticoagulant", 64, risks=frozenset({_R.ANTICOAGULANT}), misfortunes=(
        befalls(1, "haematoma", lasts=330, signs=frozenset({_S.LARGER_THAN_PALM, _S.HARD}), bother=Bother.MUCH),
        befalls(3, "haematoma", lasts=200),
    )),
    Role("Rose", "spreading redness", 38, language=Language.EN, misfortunes=(
        befalls(2, "redness", begins=12, peaks=90, lasts=160, signs=frozenset({_S.SPREADING, _S.WARMTH})),
    )),
    Role("Paul", "a rebound that does not fade", 42, misfortunes=(
        befalls(1, "injection_site_pain", lasts=60), befalls(2, begins=5, lasts=110, rebound=3.0),
    )),
    # Courses that do not help, and one that helps for a while.
    Role("Solange", "no improvement after five", 70, pain=_UNCHANGED),
    Role("Sylvain", "no improvement after five", 63, pain=Response(6, 6, 0.2), baseline=6),
    Role("Sonia", "gets worse", 66, pain=Response(6, 8.6, 0.4), baseline=6),
    Role("Serge", "response lost", 130, pain=Response(8, 2, 0.5, timedelta(weeks=5)), baseline=8),
    # People whom mail does not reach, or not for long.
    Role("Tacite", "silent", 58, temper=_NEVER),
    Role("Taïs", "silent", 44, temper=replace(_NEVER, on_phone=0.8), risks=frozenset({_R.PREVIOUS_REACTION})),
    Role("Ubald", "bounces", 54, email="refused"),
    Role("Ulysse", "bounces, then gives another address", 61, email="refused", new_email=True),
    Role("Victoire", "no e-mail", 56, email=""),
    Role("Zélie", "opts out", 51, temper=replace(_ALWAYS, stops_after=5)),
    Role("Achille", "amends his answers", 47, temper=replace(_ALWAYS, amends=0.8)),
    Role("Lise", "a minor: her guardian answers", 53, born=2011, email="guardian"),
    Role("Double", "two courses on the same days", 50, second_zone="cervicale"),
    # People whose answer is still awaited when the play ends.
    Role("Wendy", "follow-up", 3, language=Language.EN, awaits_answer=True),
    Role("Wassim", "follow-up after a bruise", 3, at_rank=2, awaits_answer=True,
         misfortunes=(befalls(1, "haematoma", lasts=330),)),
    Role("Willy", "between sessions", 6, at_rank=3, awaits_answer=True),
    Role("Wanda", "end of the course", 8, at_rank=5, awaits_answer=True),
    Role("Walid", "late check", 30, at_rank=5, awaits_answer=True),
)  # fmt: skip


def cast(until: datetime, seed: int) -> Iterator[Person]:
    """The whole cast; their sessions lie before ``until`` by as many days as their roles say."""
    for place, role in enumerate(ROLES, 1):
        yield _person(role, place, until, Random(f"{seed} cast {place}"))


def _person(role: Role, place: int, until: datetime, random: Random) -> Person:
    number = f"INV-{place:03}"
    facts = PatientFacts(
        number,
        f"Inventé-{place}",
        role.given,
        born_on=date(role.born, 1 + place % 12, 1 + place % 28),
        language=role.language,
        phone=f"06 00 00 00 {place:02}",
        consents_to_email=bool(role.email),
        risk_factors=role.risks,
        is_invented=True,
    )
    facts = replace(facts, **_addresses(role, place))
    quiet_from = until - 4.5 * _DAY if role.awaits_answer else None
    return Person(
        facts,
        tuple(_treatments(role, number, place, until)),
        random,
        temper=replace(role.temper, quiet_from=quiet_from),
        manner=Manner(role.language, writes=0.05, analgesics=AnalgesicUse.LESS),
        new_email=f"nouvelle-{place}@{DOMAIN}" if role.new_email else "",
    )


def _addresses(role: Role, place: int) -> dict[str, Any]:
    if role.email == "guardian":
        return {"guardian_name": "Parent Inventé", "guardian_email": f"parent-{place}@{DOMAIN}"}
    word = {"own": "role", "refused": "refuse"}.get(role.email)
    return {"email": f"{word}-{place}@{DOMAIN}"} if word else {}


def _treatments(role: Role, number: str, place: int, until: datetime) -> Iterator[Treatment]:
    first_at = _first_at(role, place, until)
    appointments = tuple(days_after(first_at, 7 * week, PARIS) for week in range(role.count))
    pain = role.pain or Response(role.baseline, role.baseline * 0.3, 0.45)
    zones = [zone for zone in ("lombaire", role.second_zone) if zone]
    for rank, zone in enumerate(zones, 1):
        course = CourseFacts(
            f"{number}-C{rank}",
            number,
            zone,
            physician="dr-petit" if place % 2 else "dr-martin",
            indication="Douleur inventée",
            baseline=Eva.of(role.baseline),
            schedule_name="standard",
            intended_sessions=role.count,
            protocol=f"démonstration : {role.part}",
            opened_at=first_at - 3 * _DAY - rank * _HOUR,
        )
        at = appointments if rank == 1 else tuple(each + timedelta(minutes=30) for each in appointments)
        told = role.misfortunes if rank == 1 else ()
        yield Treatment(course, at, pain, misfortunes=told, is_as_told=True, forgets_eva=0.03)


def _first_at(role: Role, place: int, until: datetime) -> datetime:
    """At a quarter of an hour of its own, on a weekday when that leaves enough days."""
    day = local_date(until, PARIS) - timedelta(days=role.days_ago)
    day -= timedelta(days=max(0, day.weekday() - 4))
    day -= timedelta(weeks=role.at_rank - 1)
    return at_local(day, time(9 + place % 8, place % 4 * 15), PARIS)
