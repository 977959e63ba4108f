"""The reference page of the import, written from the columns themselves, so that it cannot say otherwise."""

from vigil.actions.importing.columns import COLUMNS, TELLING, Column
from vigil.actions.importing.sheets import Kind
from vigil.domain.recording.notices import Refusal, Warned

_INTRODUCTION = """\
# The files of `vigil import`

CSV files in UTF-8 (with or without a byte-order mark), one kind of record a file, the first line naming the columns.
The delimiter is a comma, a semicolon or a tab, told from the header (or from Excel's `sep=;` line before it). The order
of the columns is free; a column that is not listed here is refused, and one that is not required may be absent.

- **References** are external ids of the same clinic: your own numbers. Each is unique among its kind in its clinic.
- **A column that is absent** leaves what is on record as it is; **an empty cell** empties it, or gives the default.
- **Days** are `2026-03-10`. **Times** are `2026-03-10T14:30` by the clinic's clocks, or with an offset
  (`2026-03-10T14:30+01:00`). A time that a spring night skips, or that an autumn night shows twice, is refused: write
  the latter with its offset.
- **Numbers** take a point or a comma. **EVA** is `7`, `7,5`, or a range `1-2`.
- **Lists** have `|` between their words (`;` works too, where it is not the delimiter).
- **Yes and no** are `oui`/`non`, `yes`/`no`, `true`/`false`, `1`/`0`.
- Nothing is removed by leaving it out of a file: a session that was entered by mistake has the state `void`.
"""

_RULES = """\
## What is refused

One bad line refuses all files, and every bad line is listed with file, line, column, value and what is expected.
Besides cells that cannot be read:

{refusals}

## What has to be acknowledged

These warnings are acknowledged, once a physician has read them, by their codes in the column `acknowledged` of the
session (or of the course, for what hangs on the patient):

{warnings}
"""

_REFUSED = {
    Refusal.PERFORMED_IN_FUTURE: "a session in the future that is marked as performed",
    Refusal.COURSE_CLOSED: "a new or moved session of a closed course (details may still be corrected)",
    Refusal.FOURTH_PRODUCT: "a planned session with a fourth product in a syringe",
    Refusal.CORTICOSTEROID: "a planned session with a corticosteroid, by class or by name",
    Refusal.DEVIATION_WITHOUT_REASON: "a performed session with either, without a `deviation_reason`",
    Refusal.EVA_WITHOUT_PAIN: "an EVA of a course that treats no pain",
    Refusal.EVA_BEFORE_APPOINTMENT: "an EVA before the injection of a session that is only planned",
    Refusal.HELD_WITHOUT_PHYSICIAN: (
        "a performed session that an open alert holds, with `session_held` acknowledged and an `operator` who is no "
        "physician: the hold waits for a physician's yes, which anybody else's code is not"
    ),
}

_WARNED = {
    Warned.UNDER_10: "the patient is under 10",
    Warned.IMMUNOSUPPRESSION: "formal contra-indication",
    Warned.UNSTABLE_AUTOIMMUNE: "formal contra-indication",
    Warned.COAGULOPATHY: "formal contra-indication",
    Warned.SKIN_DISEASE_ON_ZONE: "skin disease or infection on the zone",
    Warned.COURSE_TOO_SOON: "a new course less than three months after the last session of one of its zone, or closed",
    Warned.SAME_DAY: "another session of the course takes place on the same day",
    Warned.SESSION_HELD: "an unresolved alert holds the next session (once performed: `operator` is a physician)",
    Warned.ALLERGY_LOCAL_ANAESTHETIC: "known allergy and a local anaesthetic",
    Warned.ALLERGY_NSAID: "known allergy and an NSAID",
    Warned.ALLERGY_CHLORHEXIDINE: "known allergy and an antiseptic that holds chlorhexidine",
    Warned.ALLERGY_PRESERVATIVE: "known allergy and any product but a diluent",
    Warned.ALLERGY_OTHER: "another allergy on record and any product but a diluent",
    Warned.ASTHMA_NSAID: "aspirin-sensitive asthma and an NSAID",
    Warned.NSAID_PREGNANCY: "an NSAID during a pregnancy",
    Warned.THIOCOLCHICOSIDE_UNDER_16: "thiocolchicoside before 16",
    Warned.THIOCOLCHICOSIDE_PREGNANCY: "thiocolchicoside during a pregnancy",
    Warned.THIOCOLCHICOSIDE_BREASTFEEDING: "thiocolchicoside while breastfeeding",
    Warned.THIOCOLCHICOSIDE_NO_CONTRACEPTION: "thiocolchicoside without contraception",
    Warned.CALCITONIN_UNDER_18: "calcitonin before 18",
    Warned.CALCITONIN_TOO_DEEP: "calcitonin deeper than intradermal (4 mm)",
    Warned.AGE_UNKNOWN: "a product with a minimum age and no date of birth on record",
    Warned.COMPETITOR: "an athlete who competes and any product but a diluent",
    Warned.PRODUCT_EXPIRED: "a product past its last day at the date of the session",
}


def reference() -> str:
    """The page, in Markdown."""
    refusals = "\n".join(f"- {_REFUSED[code]};" for code in Refusal).rstrip(";") + "."
    warnings = "\n".join(f"| `{code}` | {_WARNED[code]} |" for code in Warned)
    table = f"| Code | When |\n|---|---|\n{warnings}"
    parts = [_INTRODUCTION, *map(_section, Kind), _RULES.format(refusals=refusals, warnings=table)]
    return "\n".join(parts)


def _section(kind: Kind) -> str:
    rows = "\n".join(map(_row, COLUMNS[kind]))
    head = "| Column | What | Written |\n|---|---|---|"
    return f"## {kind.capitalize()}\n\nRecognised by `{TELLING[kind]}`.\n\n{head}\n{rows}\n"


def _row(column: Column) -> str:
    name = f"`{column.name}`{' **required**' if column.required else ''}"
    written = column.cell.expected.replace("|", "\\|")
    return f"| {name} | {column.about} | {written} |"
