"""What is typed into the forms of the administration."""

import pytest

from vigil.web.desk.administration.typed import in_file_words


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("4j", "4d"),
        ("4 jours", "4d"),
        ("12 semaines, 26 sem", "12w, 26w"),
        ("24 h, 72 heures", "24h, 72h"),
        ("30 mn", "30min"),
        ("samedi, Dimanche, 2026-12-24", "saturday, sunday, 2026-12-24"),
        ("les mardis", "les tuesday"),
        ("48h", "48h"),
        ("09:00", "09:00"),
        ("2026-12-24/2027-01-02", "2026-12-24/2027-01-02"),
        ("1d12h", "1d12h"),
        ("4 ans", "4 ans"),
        ("demain", "demain"),
    ],
)
def test_units_and_days_are_written_as_files_have_them_and_the_rest_as_typed(typed: str, written: str) -> None:
    assert in_file_words(typed) == written
