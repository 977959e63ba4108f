"""The closed words of a reading: how a reaction stands, and how soon a person must know."""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """How a reaction that the text speaks of stands; ``past`` belongs to an earlier session or time."""

    PRESENT = "present"
    ABSENT = "absent"
    PAST = "past"
    RESOLVED = "resolved"


class Level(IntEnum):
    """The three urgencies that words alone can tell apart; ``routine`` stands for the three lower ones."""

    ROUTINE = 0
    SAME_DAY = 1
    EMERGENCY = 2

    @property
    def code(self) -> str:
        return self.name.lower()


COULD_BE_URGENT = "could be urgent"
"""The reason to hand over that raises a text to the same day: something alarming is said, and no rule reads what."""
