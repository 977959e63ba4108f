"""What each role may do at the desk, in one place; ``docs/reference/roles.md`` prints it.

Somebody may hold a clinical role and administer the clinic as well (a physician who practises alone does): what they
may do is then the sum of both. An administrator alone sees no patient.
"""

from enum import StrEnum

from vigil.domain.findings import Bilingual
from vigil.domain.words import Role

_PHYSICIAN, _NURSE, _SECRETARY, _ADMIN = Role
_CLINICIANS = (_PHYSICIAN, _NURSE)
_PRACTICE = (_PHYSICIAN, _NURSE, _SECRETARY)


class Permission(StrEnum):
    """One thing that somebody may do; ``roles`` says who, ``sentence`` what it is."""

    SEE_ALERTS = "see_alerts"
    TAKE_ALERTS = "take_alerts"
    RESOLVE_ALERTS = "resolve_alerts"
    SEE_PATIENTS = "see_patients"
    SEE_RECORDS = "see_records"
    CHANGE_PATIENTS = "change_patients"
    PLAN_SESSIONS = "plan_sessions"
    RECORD_SESSIONS = "record_sessions"
    OPEN_COURSES = "open_courses"
    PERFORM_HELD_SESSIONS = "perform_held_sessions"
    ENTER_ANSWERS = "enter_answers"
    WORK_CALLS = "work_calls"
    CHANGE_MESSAGES = "change_messages"
    STOP_EVERYTHING = "stop_everything"
    DECIDE_REVIEWS = "decide_reviews"
    IMPORT_AGENDA = "import_agenda"
    ADMINISTER = "administer"
    MANAGE_PEOPLE = "manage_people"

    @property
    def roles(self) -> tuple[Role, ...]:
        return _TABLE[self][0]

    @property
    def sentence(self) -> Bilingual:
        return _TABLE[self][1]


def may(permission: Permission, roles: frozenset[Role]) -> bool:
    """Whether somebody who holds these roles may do it."""
    return not roles.isdisjoint(permission.roles)


_TABLE: dict[Permission, tuple[tuple[Role, ...], Bilingual]] = {
    Permission.SEE_ALERTS: (_CLINICIANS, Bilingual("voir les alertes et leur motif", "see alerts and their reason")),
    Permission.TAKE_ALERTS: (
        _CLINICIANS,
        Bilingual("prendre en charge, transmettre ou différer une alerte", "acknowledge, hand over or snooze an alert"),
    ),
    Permission.RESOLVE_ALERTS: (
        _CLINICIANS,
        Bilingual("clore une alerte avec son issue", "resolve an alert with its outcome"),
    ),
    Permission.SEE_PATIENTS: (
        _PRACTICE,
        Bilingual(
            "chercher un patient, voir son identité, ses coordonnées et ses rendez-vous",
            "find a patient, see who they are, how to reach them and their appointments",
        ),
    ),
    Permission.SEE_RECORDS: (
        _CLINICIANS,
        Bilingual(
            "voir le dossier : EVA, séances, produits, réactions, réponses, alertes",
            "see the record: EVA, sessions, products, reactions, answers, alerts",
        ),
    ),
    Permission.CHANGE_PATIENTS: (
        _PRACTICE,
        Bilingual("inscrire un patient, corriger ses coordonnées", "enter a patient, correct how to reach them"),
    ),
    Permission.PLAN_SESSIONS: (
        _PRACTICE,
        Bilingual("planifier, déplacer ou annuler une séance", "plan, move or cancel a session"),
    ),
    Permission.RECORD_SESSIONS: (
        _CLINICIANS,
        Bilingual("enregistrer une séance faite, avec ses produits", "record a performed session with its products"),
    ),
    Permission.OPEN_COURSES: (
        (_PHYSICIAN,),
        Bilingual("ouvrir et clore une cure", "open and close a course"),
    ),
    Permission.PERFORM_HELD_SESSIONS: (
        (_PHYSICIAN,),
        Bilingual("autoriser une séance suspendue par une alerte", "allow a session that an alert holds"),
    ),
    Permission.ENTER_ANSWERS: (
        _PRACTICE,
        Bilingual(
            "saisir une réponse reçue par téléphone ou sur papier", "enter an answer that came by phone or paper"
        ),
    ),
    Permission.WORK_CALLS: (
        _PRACTICE,
        Bilingual("faire les appels et imprimer les feuilles dus", "make the calls and print the sheets that are due"),
    ),
    Permission.CHANGE_MESSAGES: (
        _PRACTICE,
        Bilingual("retenir un message ou l'envoyer maintenant", "hold a message back or send it now"),
    ),
    Permission.STOP_EVERYTHING: (
        _PRACTICE,
        Bilingual("tout arrêter pour un décès ou un transfert", "stop everything for a death or a transfer"),
    ),
    Permission.DECIDE_REVIEWS: (
        (_PHYSICIAN,),
        Bilingual("décider d'une revue diagnostique", "decide a diagnosis review"),
    ),
    Permission.IMPORT_AGENDA: (
        (_PHYSICIAN, _SECRETARY, _ADMIN),
        Bilingual("importer l'agenda", "import the agenda"),
    ),
    Permission.ADMINISTER: (
        (_ADMIN,),
        Bilingual(
            "régler calendriers, textes, horaires, échelles, garde et accès des logiciels, importer des fichiers",
            "set schedules, texts, hours, ladders, who is on call and what other software may do, import files",
        ),
    ),
    Permission.MANAGE_PEOPLE: (
        (_ADMIN,),
        Bilingual(
            "inviter et retirer les personnes, changer leur rôle, réinitialiser un second facteur",
            "invite and remove people, change their role, reset a second factor",
        ),
    ),
}
