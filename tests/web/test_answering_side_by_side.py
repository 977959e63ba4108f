"""Patients of two clinics on one PostgreSQL: an answer does not wait for what is written elsewhere."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.people import DAY, HOUR, NOON, Cabinet
from tests.web.conftest import site_of
from vigil.store.tables import Report

pytestmark = [pytest.mark.end_to_end, pytest.mark.postgres]


def test_an_answer_is_kept_while_another_clinic_writes(cabinet: Cabinet, tmp_path: Path) -> None:
    cabinet.treats()
    cabinet.live(2 * DAY + HOUR, step=6 * HOUR)
    site = site_of(cabinet, tmp_path)
    with cabinet.store.writing(NOON, "elsewhere", clinic_id=UUID(int=7)) as session:
        session.execute(text("SET LOCAL lock_timeout = '1s'"))
        assert site.post(site.answer_url(), {"danger": "none", "past": "none", "reaction": "none"}).status_code == 200
        assert len(cabinet.rows(Report)) == 1
