"""The 25 real patients of a published study: chronic low-back pain treated by large dilutions, as its figure 8 prints.

Source: an open retrospective study of mesotherapy in large dilutions (25 patients, figure 8, "tableau récapitulatif").
The table is ``fig8_lombalgies.csv`` beside this file, one line per patient, as printed. Nobody in it has a name.

Real are the indication, the age, the age of the lesion, previous treatments, analgesics, the EVA on entry and at the
end (two values where two are printed), the day of the first consultation and that of the improvement. Each patient's
dates are moved by a whole number of weeks of their own, so that the course ends some weeks before the play does; the
printed dates stay in the record, under previous treatments. Sessions lie in the study's rhythm between the two days,
the last on the day of the improvement. Answers, reactions and addresses are the play's, for want of real ones.

Of patient 17 the table prints only a year for the first consultation (2002), an improvement on 2004-08-01 and
"52 weeks", which do not agree: the weeks are kept, and the first consultation is put 52 weeks before the improvement.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva
from vigil.domain.instants import at_local
from vigil.domain.recording.facts import CourseFacts, PatientFacts
from vigil.domain.schedule import Schedule
from vigil.domain.words import AnalgesicLevel, AnalgesicUse, Language
from vigil.simulate.answering import Manner
from vigil.simulate.people import Person, Temper, Treatment

TABLE = Path(__file__).with_name("fig8_lombalgies.csv")
PARIS = ZoneInfo("Europe/Paris")
SCHEDULE = "large_dilution"
_DAY = timedelta(days=1)

_LEVELS = {
    "ains": AnalgesicLevel.NSAID,
    "paracétamol": AnalgesicLevel.LEVEL_1,
    "palier i ": AnalgesicLevel.LEVEL_1,
    "palier ii": AnalgesicLevel.LEVEL_2,
    "ou et ii": AnalgesicLevel.LEVEL_2,
    "zaldiar": AnalgesicLevel.LEVEL_2,
    "lamaline": AnalgesicLevel.LEVEL_2,
    "topalgic": AnalgesicLevel.LEVEL_2,
    "morphinique": AnalgesicLevel.LEVEL_3,
    "lyrica": AnalgesicLevel.OTHER,
    "corticoïdes": AnalgesicLevel.OTHER,
}
"""What the printed names are on the WHO ladder."""


@dataclass(frozen=True)
class Line:
    """One patient as printed; ``first_on`` is put where the table leaves it open (see above)."""

    number: int
    printed_first: str
    first_on: date
    improved_on: date
    printed_weeks: int
    indication: str
    age: int
    lesion_age_months: int
    previous_treatment: str
    analgesics: str
    has_stopped_analgesics: bool
    entry: Eva
    exit: Eva
    printed_end: str

    @property
    def levels(self) -> frozenset[AnalgesicLevel]:
        written = f"{self.analgesics.casefold()} "
        return frozenset(level for word, level in _LEVELS.items() if word in written)

    @property
    def as_printed(self) -> str:
        """The original dates and scores, for the record."""
        ended = f", fin d'étude {self.printed_end}" if self.printed_end else ""
        return (
            f"[Fig. 8, dates d'origine] 1re consultation {self.printed_first}, amélioration {self.improved_on} "
            f"({self.printed_weeks} semaines){ended}. EVA {self.entry} à l'entrée, {self.exit} en fin d'étude. "
            f"Antalgiques : {self.analgesics or 'non précisés'}"
            f"{', arrêtés' if self.has_stopped_analgesics else ''}."
        )


@dataclass(frozen=True)
class Between:
    """Pain that goes evenly from entry to exit and stays there."""

    first_at: datetime
    improved_at: datetime
    entry: float
    exit: float

    def __call__(self, at: datetime, sessions: tuple[datetime, ...]) -> float:
        share = (at - self.first_at) / (self.improved_at - self.first_at)
        return self.entry + (self.exit - self.entry) * max(0.0, min(1.0, share))


def read_table() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [_line(row) for row in csv.DictReader(file)]


def patients(schedule: Schedule, until: datetime, seed: int) -> Iterator[Person]:
    """The 25, on the rhythm of ``schedule``, their courses over by ``until``."""
    for line in read_table():
        yield _person(line, schedule, until, Random(f"{seed} fig8 {line.number}"))


def shift(line: Line, until: datetime) -> timedelta:
    """By how many whole weeks the patient's dates move: their course ends 2 to 16 weeks before ``until``."""
    weeks_before = 2 + line.number * 7 % 15
    latest = until.astimezone(PARIS).date() - timedelta(weeks=weeks_before)
    return timedelta(weeks=(latest - line.improved_on).days // 7)


def sessions(schedule: Schedule, first_on: date, improved_on: date) -> list[date]:
    """The days of the sessions: in the schedule's rhythm from the first, the last on the day of the improvement."""
    days = [first_on]
    while (following := days[-1] + schedule.spacing_after(len(days)) * _DAY) < improved_on - 3 * _DAY:
        days.append(following)
    return [*days, improved_on]


def _line(row: dict[str, str]) -> Line:
    improved_on = date.fromisoformat(row["improved_on"])
    weeks = int(row["improved_after_weeks_stated"])
    has_day = len(row["first_consultation_on"]) > 4
    low, high = (int(row[end]) * 10 for end in ("eva_end_low", "eva_end_high"))
    return Line(
        number=int(row["patient"]),
        printed_first=row["first_consultation_on"],
        first_on=date.fromisoformat(row["first_consultation_on"]) if has_day else improved_on - timedelta(weeks=weeks),
        improved_on=improved_on,
        printed_weeks=weeks,
        indication=row["indication"],
        age=int(row["age_years"]),
        lesion_age_months=int(row["lesion_age_months"]),
        previous_treatment=row["previous_treatment"],
        analgesics=row["analgesics"],
        has_stopped_analgesics=row["analgesics_stopped"] == "yes",
        entry=Eva.of(int(row["eva_entry"])),
        exit=Eva(low, high),
        printed_end=row["ended_on"],
    )


def _person(line: Line, schedule: Schedule, until: datetime, random: Random) -> Person:
    moved = shift(line, until)
    slot = time(9 + line.number % 8, 15 * (line.number % 4))
    days = sessions(schedule, line.first_on + moved, line.improved_on + moved)
    appointments = tuple(at_local(day, slot, PARIS) for day in days)
    course = _course(line, appointments, f"Fig. 8 ; dates décalées de {moved.days // 7} semaines")
    pain = Between(appointments[0], appointments[-1], line.entry.middle, line.exit.middle)
    return Person(
        PatientFacts(
            f"FIG8-{line.number:02}",
            f"Patient {line.number} (Fig. 8)",
            born_on=date(days[0].year - line.age, 1, 1),
            language=Language.FR,
            email=f"patient-{line.number}@fig8.example",
            consents_to_email=True,
        ),
        (Treatment(course, appointments, pain, exit_eva=line.exit, is_as_told=True),),
        random,
        temper=Temper(answers=random.uniform(0.35, 0.7), reminded=0.4),
        manner=Manner("fr", analgesics=_use(line)),
    )


def _course(line: Line, appointments: tuple[datetime, ...], protocol: str) -> CourseFacts:
    return CourseFacts(
        f"FIG8-{line.number:02}-C1",
        f"FIG8-{line.number:02}",
        "lombaire",
        physician="dr-martin",
        indication=line.indication,
        baseline=line.entry,
        schedule_name=SCHEDULE,
        intended_sessions=len(appointments),
        lesion_age_months=line.lesion_age_months,
        previous_treatment="\n".join(filter(None, [line.previous_treatment, line.as_printed])),
        analgesics=line.levels,
        protocol=protocol,
        opened_at=appointments[0] - timedelta(minutes=30),
    )


def _use(line: Line) -> AnalgesicUse:
    if line.has_stopped_analgesics:
        return AnalgesicUse.STOPPED
    return AnalgesicUse.LESS if line.analgesics else AnalgesicUse.NEVER
