"""Invented patients: names that say so, addresses that lead nowhere, and the temperaments of a waiting room."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva
from vigil.domain.instants import at_local, days_after, local_date
from vigil.domain.recording.facts import CourseFacts, PatientFacts
from vigil.domain.words import AnalgesicLevel, AnalgesicUse, Circumstance, Language, News, RiskFactor
from vigil.simulate.answering import Manner
from vigil.simulate.body import Response
from vigil.simulate.people import Person, Temper, Treatment

PARIS = ZoneInfo("Europe/Paris")
DOMAIN = "inventes.example"

_GIVEN = (
    "Alix", "Basile", "Camille", "Dorian", "Elvire", "Firmin", "Gaëlle", "Hector", "Inès", "Jules", "Kenza", "Lubin",
    "Maëlle", "Noé", "Ondine", "Prosper", "Quitterie", "Rémi", "Solène", "Théo", "Ursule", "Valère", "Wanda", "Yanis",
)  # fmt: skip
_COMPLAINTS = (
    ("lombaire", "Lombalgie chronique"),
    ("cervicale", "Cervicalgie"),
    ("épaule", "Tendinopathie de la coiffe"),
    ("genou", "Gonarthrose"),
    ("coude", "Épicondylalgie"),
    ("cheville", "Entorse, suites"),
)
_RISKS = (
    (RiskFactor.ANTICOAGULANT, 0.05),
    (RiskFactor.ANTIPLATELET, 0.06),
    (RiskFactor.DIABETES, 0.07),
    (RiskFactor.IMMUNOSUPPRESSION, 0.02),
    (RiskFactor.ALLERGY_NSAID, 0.03),
    (RiskFactor.CAPILLARY_FRAGILITY, 0.05),
)


def crowd(count: int, seed: int, starts: Sequence[datetime], *, schedule: str, first: int = 1) -> Iterator[Person]:
    """``count`` patients, numbered from ``first``, one per start, on that schedule (``""``: the clinic's)."""
    for place in range(count):
        yield somebody(first + place, seed, starts[place], schedule=schedule)


def somebody(place: int, seed: int, starts_at: datetime, *, schedule: str) -> Person:
    """One patient of the crowd, drawn from the seed and the place alone."""
    random = Random(f"{seed} patient {place}")
    facts = _facts(place, random, starts_at)
    treatment = _treatment(facts, random, starts_at, schedule)
    return Person(
        facts,
        (treatment,),
        random,
        temper=_temper(random),
        manner=_manner(random, facts),
        reacts=1.8 if RiskFactor.CAPILLARY_FRAGILITY in facts.risk_factors else 0.95,
        new_email=f"nouvelle-{facts.email}" if facts.email and random.random() < 0.5 else "",
    )


def _facts(place: int, random: Random, starts_at: datetime) -> PatientFacts:
    given = _GIVEN[(place - 1) % len(_GIVEN)]
    number = f"INV-{place:04}"
    has_email = random.random() >= 0.08
    does_bounce = has_email and random.random() < 0.02
    age = min(88, max(19, round(random.gauss(54, 16))))
    return PatientFacts(
        number,
        f"Inventé-{place}",
        given,
        born_on=date(starts_at.year - age, random.randint(1, 12), random.randint(1, 28)),
        language=Language.EN if random.random() < 0.15 else Language.FR,
        email=f"{'refuse' if does_bounce else 'patient'}-{place}@{DOMAIN}" if has_email else "",
        phone=f"06 00 00 {place // 100 % 100:02} {place % 100:02}",
        consents_to_email=has_email,
        risk_factors=frozenset(risk for risk, share in _RISKS if random.random() < share),
        is_invented=True,
    )


def _treatment(facts: PatientFacts, random: Random, starts_at: datetime, schedule: str) -> Treatment:
    zone, indication = random.choice(_COMPLAINTS)
    baseline = random.choices((4, 5, 6, 7, 8, 9), (8, 16, 24, 26, 18, 8))[0]
    count = random.choices((3, 4, 5, 6, 7), (38, 14, 36, 8, 4))[0]  # three is usual, five the rule
    slot = slot_near(starts_at, random)
    course = CourseFacts(
        f"{facts.external_id}-C1",
        facts.external_id,
        zone,
        physician=random.choice(("dr-martin", "dr-petit")),
        indication=indication,
        circumstance=random.choice((Circumstance.AVERAGE_24H, Circumstance.AVERAGE_24H, Circumstance.ON_EFFORT)),
        baseline=Eva.of(baseline) if random.random() >= 0.03 else None,
        schedule_name=schedule,
        intended_sessions=count,
        lesion_age_months=random.randint(1, 60),
        analgesics=frozenset({random.choice(tuple(AnalgesicLevel))}) if random.random() < 0.6 else frozenset(),
        is_competitor=random.random() < 0.03,
        opened_at=starts_at,
    )
    return Treatment(
        course,
        tuple(days_after(slot, 7 * week, PARIS) for week in range(count)),
        response(baseline, random),
        stops_after=random.randint(1, count) if random.random() < 0.06 else None,
    )


def response(baseline: float, random: Random) -> Response:
    """Most respond, some do not, a few get worse or lose what they gained."""
    kind = random.choices(("responds", "little", "none", "worse", "loses"), (58, 14, 16, 4, 8))[0]
    if kind in ("responds", "loses"):
        lost_after = timedelta(weeks=random.uniform(4, 8)) if kind == "loses" else None
        return Response(baseline, baseline * random.uniform(0.1, 0.45), random.uniform(0.35, 0.55), lost_after)
    if kind == "little":
        return Response(baseline, baseline * random.uniform(0.6, 0.8), 0.35)
    if kind == "none":
        return Response(baseline, baseline * random.uniform(0.9, 1.05), 0.3)
    return Response(baseline, min(10.0, baseline + random.uniform(1.5, 3)), 0.3)


def _temper(random: Random) -> Temper:
    """Answers to a first mail by half of people (e-mail alone: 35 to 65 %); some answer everything, some nothing."""
    if random.random() < 0.12:
        return Temper(answers=0.02, reminded=0.02, on_phone=0.5)
    return Temper(
        answers=random.betavariate(4, 3.2),
        reminded=random.betavariate(3, 6),
        reads_within=timedelta(hours=random.choice((0.5, 1, 2, 4, 9))),
        stops_after=random.randint(3, 12) if random.random() < 0.03 else None,
        can_call=random.random() < 0.85,
        by_mail=0.2,
    )


def _manner(random: Random, facts: PatientFacts) -> Manner:
    news = random.choices((News.NOTHING, News.MEDICINE, News.ILLNESS, News.COMPETITION), (94, 3, 2, 1))[0]
    use = random.choices(tuple(AnalgesicUse), (20, 30, 30, 5, 15))[0]
    return Manner(facts.language or Language.FR, writes=random.choice((0.0, 0.02, 0.06)), analgesics=use, news=news)


def slot_near(at: datetime, random: Random) -> datetime:
    """An appointment some days after ``at``: a weekday, at a quarter of an hour between 8:30 and 18:30."""
    day = local_date(at, PARIS) + timedelta(days=random.randint(1, 6))
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    quarter = random.randrange(40)
    return at_local(day, time((34 + quarter) // 4, (34 + quarter) % 4 * 15), PARIS)
