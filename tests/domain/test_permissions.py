"""Who may do what: every permission is told, and the lines that must not be crossed are not."""

import pytest

from vigil.domain.permissions import Permission, may
from vigil.domain.words import Language, Role


@pytest.mark.parametrize("permission", Permission)
def test_everything_that_may_be_done_has_its_people_and_its_words(permission: Permission) -> None:
    assert permission.roles
    assert all(permission.sentence[language] for language in Language)


def test_whoever_only_administers_sees_no_patient() -> None:
    allowed = {permission for permission in Permission if Role.ADMIN in permission.roles}
    assert allowed == {Permission.ADMINISTER, Permission.MANAGE_PEOPLE, Permission.IMPORT_AGENDA}


def test_a_secretary_sees_no_record_and_judges_nothing() -> None:
    kept_from = {Permission.SEE_ALERTS, Permission.SEE_RECORDS, Permission.RESOLVE_ALERTS, Permission.RECORD_SESSIONS}
    assert not [permission for permission in kept_from if may(permission, frozenset({Role.SECRETARY}))]


def test_what_is_a_diagnosis_is_a_physicians() -> None:
    for permission in (Permission.DECIDE_REVIEWS, Permission.PERFORM_HELD_SESSIONS, Permission.OPEN_COURSES):
        assert permission.roles == (Role.PHYSICIAN,)


def test_two_roles_may_do_what_either_may() -> None:
    both = frozenset({Role.PHYSICIAN, Role.ADMIN})
    assert may(Permission.DECIDE_REVIEWS, both)
    assert may(Permission.MANAGE_PEOPLE, both)
    assert not may(Permission.MANAGE_PEOPLE, frozenset({Role.PHYSICIAN}))
