"""Diagnosis reviews: those that wait, and one with its evidence and the decision that ends it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vigil.actions.decide_review import decide_review
from vigil.actions.judge import rule_book
from vigil.domain.decisions import CauseToReview, Following, ReviewOutcome
from vigil.domain.diagnosis_review import REVIEW_RULES
from vigil.domain.errors import Refused, TooLong
from vigil.domain.permissions import Permission
from vigil.domain.recording.notices import NotRecorded, Unacknowledged
from vigil.domain.review_facts import NewCourse, ReviewFacts
from vigil.domain.timeline import AlertMark
from vigil.domain.words import AlertState, SessionState
from vigil.replies.fields import cleaned
from vigil.store import histories, timelines
from vigil.store.tables import Alert, Course, Patient, ReviewDecision
from vigil.web.desk.door import NotHere, at, for_members
from vigil.web.desk.drawing import draw
from vigil.web.desk.member import Member
from vigil.web.desk.patient_view import CourseView, course_view
from vigil.web.desk.refusals import refusal
from vigil.web.desk.words import WORDS
from vigil.web.forms import Posted, request_id
from vigil.web.occasions import fresh_request_id
from vigil.web.site import Site, path

_MOST = 50


@dataclass(frozen=True)
class Waiting:
    """A review that waits: whose it is, and what the alert said."""

    alert: AlertMark
    patient: Patient


@dataclass(frozen=True)
class Wrong:
    """What was refused of a decision: the field, why, and the warnings that are to be acknowledged first."""

    input: str
    sentence: str
    warnings: tuple[object, ...] = ()


@dataclass(frozen=True)
class ReviewView:
    """``decision`` is what ended the review, if it was ended; ``coming`` are the course's appointments to come."""

    alert: AlertMark
    patient: Patient
    row: Course
    course: CourseView
    decision: ReviewDecision | None
    decided_by: str
    coming: tuple[datetime, ...]


@for_members(*Permission.SEE_RECORDS.roles)
def show_reviews(request: Request, site: Site, member: Member) -> Response:
    """GET: the reviews that wait, the longest waiting first."""
    open_reviews = (
        Alert.clinic_id == member.clinic_id,
        Alert.state != AlertState.RESOLVED,
        Alert.rule.in_(sorted(REVIEW_RULES)),
    )
    with site.store.reading() as session:
        count = session.scalar(select(func.count()).select_from(Alert).where(*open_reviews)) or 0
        rows = session.execute(
            select(Alert, Patient)
            .join(Patient, (Patient.clinic_id == Alert.clinic_id) & (Patient.id == Alert.patient_id))
            .where(*open_reviews)
            .order_by(Alert.opened_at, Alert.id)
            .limit(_MOST)
        ).all()
        waiting = [Waiting(timelines.alert_mark(alert, {}), patient) for alert, patient in rows]
        return draw(request, site, member, "reviews", waiting=waiting, count=count, now=site.now(), **WORDS)


@for_members(*Permission.SEE_RECORDS.roles)
def show_review(request: Request, site: Site, member: Member) -> Response:
    """GET: the evidence, and the form of the decision for whoever may decide."""
    return _drawn(request, site, member, {})


@for_members(*Permission.DECIDE_REVIEWS.roles, writes=True)
def take_decision(request: Request, site: Site, member: Member, form: Posted) -> Response:
    """POST: the decision; then the page that says what was decided and what followed."""
    now = site.now()
    try:
        with member.writing(site.store, now) as session:
            alert = _alert(session, request, member)
            decide_review(session, alert, _facts(form), member.staff_id, now, request_id(form))
        return RedirectResponse(request.url.path, status_code=303)
    except Refused as refused:
        return _drawn(request, site, member, form, _wrong(site, member, refused), 422)


def _facts(form: Posted) -> ReviewFacts:
    outcome, following = _one(form, "outcome"), _one(form, "following")
    if outcome not in tuple(ReviewOutcome):
        raise Refused("Say how the review ends.", field="outcome")
    if following not in tuple(Following):
        raise Refused("Say what becomes of the course.", field="following")
    count = _one(form, "intended_sessions")
    if count and not (count.isdecimal() and 1 <= int(count) <= 30):
        raise Refused("intended_sessions is not a number from 1 to 30.", field="intended_sessions")
    return ReviewFacts(
        ReviewOutcome(outcome),
        Following(following),
        reason=_one(form, "reason"),
        diagnosis=_one(form, "diagnosis"),
        treatment=_one(form, "treatment"),
        referral=_one(form, "referral"),
        causes=frozenset(CauseToReview(each) for each in form.get("cause", []) if each in tuple(CauseToReview)),
        new_course=NewCourse(
            zone=_one(form, "new_zone"),
            indication=_one(form, "new_indication"),
            intended_sessions=int(count) if count else None,
            acknowledged=frozenset(form.get("acknowledged", [])),
        ),
    )


def _wrong(site: Site, member: Member, refused: Refused) -> Wrong:
    if isinstance(refused, Unacknowledged):
        return Wrong("acknowledged", "", tuple(refused.warnings))
    if isinstance(refused, NotRecorded):
        return Wrong(refused.field or "", " ".join(each.sentence[member.language] for each in refused.notices))
    texts = site.pages.strings(member.language).reviews.wrong
    said = refusal(refused)[member.language]
    if isinstance(refused, TooLong):
        return Wrong(refused.field or "", said)
    return Wrong(refused.field or "", str(getattr(texts, refused.field or "", said)))


def _drawn(
    request: Request, site: Site, member: Member, typed: Posted, wrong: Wrong | None = None, status: int = 200
) -> Response:
    now = site.now()
    with site.store.reading() as session:
        alert = _alert(session, request, member)
        view = _view(session, member, alert, now)
        return draw(
            request,
            site,
            member,
            "review",
            status=status,
            shown=view,
            typed=typed or _prefilled(view),
            wrong=wrong,
            outcomes=tuple(ReviewOutcome),
            followings=tuple(Following),
            causes=tuple(CauseToReview),
            may_decide=member.may(Permission.DECIDE_REVIEWS) and alert.state is not AlertState.RESOLVED,
            request_id=fresh_request_id(),
            now=now,
            **WORDS,
        )


def _prefilled(view: ReviewView) -> Posted:
    """What the form of a new course starts from: the course that it would replace."""
    return {
        "new_zone": [view.row.zone],
        "new_indication": [view.row.indication or ""],
        "intended_sessions": [str(view.row.intended_sessions)],
    }


def _view(session: Session, member: Member, alert: Alert, now: datetime) -> ReviewView:
    patient = session.get_one(Patient, alert.patient_id)
    facts = histories.load(session, patient.id, now)
    names = timelines.names_of(session, member.clinic_id)
    criteria = rule_book(session, member.clinic_id)[0].criteria
    found = timelines.course_timelines(session, facts, names, criteria.windows)
    timeline = next(each for each in found if each.course.id == alert.course_id)
    decision = session.scalar(
        select(ReviewDecision).where(ReviewDecision.clinic_id == alert.clinic_id, ReviewDecision.alert_id == alert.id)
        .order_by(ReviewDecision.decided_at.desc()).limit(1)
    )  # fmt: skip
    return ReviewView(
        timelines.alert_mark(alert, names),
        patient,
        session.get_one(Course, alert.course_id),
        course_view(facts, timeline, criteria, now),
        decision,
        names.get(decision.staff_id, "") if decision else "",
        tuple(each.at for each in timeline.sessions if each.state is SessionState.PLANNED and each.at > now),
    )


def _alert(session: Session, request: Request, member: Member) -> Alert:
    try:
        alert = session.get(Alert, UUID(path(request, "alert")))
    except ValueError:
        raise NotHere from None
    if alert is None or alert.clinic_id != member.clinic_id or alert.rule not in REVIEW_RULES or not alert.course_id:
        raise NotHere
    return alert


def _one(form: Posted, name: str) -> str:
    return cleaned((form.get(name) or [""])[0])


ROUTES = [*at("/reviews", show_reviews), *at("/reviews/{alert}", show_review, take_decision)]
