"""The tables of the rules, as a physician reviews them: what is told, what is expected, and why."""

from tests.domain.rules.scenes import Case
from tests.domain.rules.tables import course, demands, emergencies, near_misses, pain, reactions

CASES: tuple[Case, ...] = (
    *emergencies.CASES,
    *reactions.CASES,
    *pain.CASES,
    *demands.CASES,
    *course.CASES,
    *near_misses.CASES,
)
