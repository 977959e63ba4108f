"""The sessions of a day, and where a session of one patient begins: which course, which appointment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from vigil.domain.instants import at_local, local_date
from vigil.domain.permissions import Permission
from vigil.store import appointments
from vigil.store.tables import Course, Patient, TreatmentSession
from vigil.web.desk.door import at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient import patient_at, place
from vigil.web.desk.worklist import page_of
from vigil.web.site import Site

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CourseChoice:
    """A course in which a session may be recorded or planned, with its open appointments."""

    course: Course
    planned: tuple[TreatmentSession, ...]


@for_members(*Permission.SEE_PATIENTS.roles)
def show_sessions(request: Request, site: Site, member: Member) -> Response:
    """GET: a page of a day's sessions, today's unless the address names another."""
    now, page = site.now(), page_of(request)
    today = local_date(now, member.zone)
    on = _day(request.query_params.get("on", ""), today)
    with site.store.reading() as session:
        lines, has_more = appointments.between(
            session, member.clinic_id, _midnight(on, member), _midnight(on + _DAY, member), page=page
        )
        past = appointments.count_past(session, member.clinic_id, _midnight(today, member))
        here = member.url(f"/sessions?on={on}")
        return draw(
            request,
            site,
            member,
            "sessions",
            lines=lines,
            on=on,
            is_today=on == today,
            yesterday=member.url(f"/sessions?on={on - _DAY}"),
            tomorrow=member.url(f"/sessions?on={on + _DAY}"),
            earlier=f"{here}&page={page - 1}" if page else "",
            later=f"{here}&page={page + 1}" if has_more else "",
            past=past,
            now=now,
            sees_records=member.may(Permission.SEE_RECORDS),
            may_record=member.may(Permission.RECORD_SESSIONS),
            may_import=member.may(Permission.IMPORT_AGENDA),
            may_plan=member.may(Permission.PLAN_SESSIONS),
        )


@for_members(*Permission.PLAN_SESSIONS.roles)
def show_choices(request: Request, site: Site, member: Member) -> Response:
    """GET: the open courses of a patient; an appointment of today stands first."""
    now = site.now()
    with site.store.reading() as session:
        patient = patient_at(session, request, member)
        choices = _choices(session, patient)
        return draw(
            request,
            site,
            member,
            "choices",
            patient=patient,
            choices=choices,
            is_gone=not patient.state.is_followed,
            today=local_date(now, member.zone),
            on_day=lambda when: local_date(when, member.zone),
            place=place(member, patient.id),
            sees_records=member.may(Permission.SEE_RECORDS),
            may_record=member.may(Permission.RECORD_SESSIONS),
            may_open=member.may(Permission.OPEN_COURSES),
        )


def _choices(session: Session, patient: Patient) -> list[CourseChoice]:
    courses = session.scalars(
        select(Course)
        .where(Course.clinic_id == patient.clinic_id, Course.patient_id == patient.id, Course.closed_at.is_(None))
        .order_by(Course.opened_at.desc(), Course.id)
    ).all()
    planned = appointments.planned_for(session, patient.clinic_id, patient.id)
    return [CourseChoice(course, tuple(each for each in planned if each.course_id == course.id)) for course in courses]


def _midnight(day: date, member: Member) -> datetime:
    return at_local(day, time(0), member.zone)


def _day(written: str, today: date) -> date:
    """The day that an address names; today for anything else."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return today
    return day if 1990 <= day.year <= 2100 else today


ROUTES = [*at("/sessions", show_sessions), *at("/sessions/patients/{patient}", show_choices)]
