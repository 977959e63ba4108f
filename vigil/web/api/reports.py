"""Asks and reports: the questions that were put to patients, and what they answered."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from vigil.actions.receive_report import Received, receive_report
from vigil.domain.advice import Advice
from vigil.domain.answers import Answers
from vigil.domain.answers_json import from_json
from vigil.domain.errors import Refused
from vigil.domain.eva import parse_eva
from vigil.domain.scopes import Scope
from vigil.domain.words import AskKind, AskState, Urgency
from vigil.replies.questionnaire import questions
from vigil.replies.questions import Question, QuestionKind, named
from vigil.replies.reading import read_form
from vigil.store.tables import Ask, Patient, Report
from vigil.web.api.finding import find
from vigil.web.api.listing import Query, page, page_model
from vigil.web.api.models import shown_model
from vigil.web.api.operations import Answer, Call, Operation
from vigil.web.api.problems import Fault, Problem, fault, refused
from vigil.web.api.shapes import Body, Moment, Shown
from vigil.web.occasions import form_context


class Choice(Shown):
    """One answer that may be ticked, and the questions that only it calls for."""

    value: str
    fr: str
    en: str
    details: list["AskedQuestion"]


class AskedQuestion(Shown):
    """One question of the form; ``name`` is what its answers are sent under."""

    name: str
    kind: QuestionKind
    fr: str
    en: str
    choices: list[Choice]


class AskShown(Shown):
    """A question that was put to a patient on an occasion; its ``questions`` are given where one is read alone."""

    id: UUID
    patient_id: UUID
    course_id: UUID
    session_id: UUID
    kind: AskKind
    state: AskState
    opens_at: Moment
    late_at: Moment
    closes_at: Moment
    asked_at: Moment | None
    answered_at: Moment | None
    questions: list[AskedQuestion] | None = None


class AskQuery(Query):
    patient_id: UUID | None = None
    state: AskState | None = None


AnswersShown = shown_model("Answers", Answers, {}, personal=("words",))


class ReportShown(Shown):
    """One version of what a patient answered; the patient's own words only where the token may see them."""

    id: UUID
    ask_id: UUID
    patient_id: UUID
    version: int
    is_current: bool
    channel: str
    answered_at: Moment
    is_late: bool
    urgency: str | None
    answers: AnswersShown  # type: ignore[valid-type]


class ReportReceived(Shown):
    """The report, and what the patient is to be told: ``now`` is to call 15 or 112."""

    report: ReportShown
    advice: Advice
    urgency: str | None


class ReportQuery(Query):
    patient_id: UUID | None = None
    ask_id: UUID | None = None
    is_current: Literal["true", "false"] | None = None
    since: Moment | None = None


class ReportBody(Body):
    """What somebody answered, under the names of the ask's questions; each with its ticked values or its text."""

    ask_id: UUID
    channel: Literal["web", "phone", "print"] = "phone"
    fields: Annotated[
        dict[
            Annotated[str, Field(min_length=1, max_length=80)],
            Annotated[list[Annotated[str, Field(max_length=20_000)]], Field(min_length=1, max_length=40)],
        ],
        Field(min_length=1, max_length=200),
    ]


AskPage, ReportPage = page_model("Ask", AskShown), page_model("Report", ReportShown)


def show_asks(call: Call, rows: Sequence[Ask]) -> list[Shown]:
    return [AskShown(**_columns(AskShown, row)) for row in rows]


def list_asks(call: Call, query: AskQuery) -> Answer:
    """What was or will be asked of the clinic's patients."""
    conditions: list[Any] = [] if query.patient_id is None else [Ask.patient_id == query.patient_id]
    conditions += [] if query.state is None else [Ask.state == query.state]
    return page(call, Ask, query, conditions, show_asks, AskPage)


def get_ask(call: Call) -> Answer:
    """One ask, with the questions of its form as they would be put now."""
    row = find(call, Ask)
    context = form_context(call.session, row, call.session.get_one(Patient, row.patient_id), call.now)
    return Answer(AskShown(**_columns(AskShown, row), questions=[_question(each) for each in questions(context)]))


def show_reports(call: Call, rows: Sequence[Report]) -> list[Shown]:
    return [_report(call, row) for row in rows]


def list_reports(call: Call, query: ReportQuery) -> Answer:
    """What the clinic's patients answered, every version."""
    conditions: list[Any] = [] if query.patient_id is None else [Report.patient_id == query.patient_id]
    conditions += [] if query.ask_id is None else [Report.ask_id == query.ask_id]
    conditions += [] if query.is_current is None else [Report.is_current.is_(query.is_current == "true")]
    conditions += [] if query.since is None else [Report.answered_at >= query.since]
    return page(call, Report, query, conditions, show_reports, ReportPage)


def get_report(call: Call) -> Answer:
    return Answer(_report(call, find(call, Report)))


def receive(call: Call, body: ReportBody) -> Answer:
    """Keep an answer; the rules read it at once. What no question knows is refused, so that nothing is passed over."""
    query = select(Ask).where(Ask.clinic_id == call.clinic_id, Ask.id == body.ask_id).with_for_update()
    ask = call.session.scalar(query)
    if ask is None:
        raise refused("ask_id", "The clinic has no ask of that id.")
    context = form_context(call.session, ask, call.session.get_one(Patient, ask.patient_id), call.now)
    faults = list(_not_understood(body.fields, questions(context)))
    if faults:
        raise Problem(422, "not_valid", "The form has no such question or answer.", errors=faults)
    answers = read_form(body.fields, context)
    if answers == Answers():
        raise refused("fields", "Nothing is answered.")
    done = receive_report(call.session, ask, answers, call.now, typed=body.fields, channel=body.channel)
    return _received(call, done)


def _received(call: Call, done: Received) -> Answer:
    report = _report(call, call.session.get_one(Report, done.report_id))
    urgency = done.urgency.code if done.urgency is not None else None
    shown = ReportReceived(report=report, advice=done.advice, urgency=urgency)
    return Answer(shown, 201, f"/reports/{done.report_id}")


def _not_understood(fields: Mapping[str, Sequence[str]], asked: Iterable[Question]) -> Iterable[Fault]:
    by_name = {question.name: question for question in named(asked)}
    for name, values in fields.items():
        place = "fields/" + name.replace("~", "~0").replace("/", "~1")
        if name not in by_name:
            yield fault("fields", f"The form has no question {name!r}.")
        elif any(not _is_answer(value, by_name[name]) for value in values):
            yield fault(place, "This is none of the answers to this question.")


def _is_answer(value: str, question: Question) -> bool:
    if question.kind in (QuestionKind.LINE, QuestionKind.WORDS):
        return True
    if question.kind is QuestionKind.NUMBER:
        return value.isascii() and value.isdigit() and len(value) <= 3 and int(value) > 0
    if value in {choice.value for choice in question.choices}:
        return True
    return question.kind is QuestionKind.SCORE and _is_score(value)


def _is_score(value: str) -> bool:
    try:
        parse_eva(value)
    except Refused:
        return False
    return True


def _question(question: Question) -> AskedQuestion:
    choices = [
        Choice(
            value=each.value, fr=each.label.fr, en=each.label.en, details=[_question(detail) for detail in each.details]
        )
        for each in question.choices
    ]
    return AskedQuestion(
        name=question.name, kind=question.kind, fr=question.text.fr, en=question.text.en, choices=choices
    )


def _report(call: Call, row: Report) -> ReportShown:
    said = from_json(row.answers or "{}")
    told = {name: value for name, value in vars(said).items() if call.is_personal or name != "words"}
    for name, value in told.items():
        if isinstance(value, frozenset):
            told[name] = sorted(value)
    told["evas"] = [vars(each) for each in said.evas]
    told["reactions"] = [vars(each) | {"signs": sorted(each.signs)} for each in said.reactions]
    values = _columns(ReportShown, row) | {"urgency": _code(row.urgency), "answers": AnswersShown(**told)}
    return ReportShown(**values)


def _code(urgency: int | None) -> str | None:
    return None if urgency is None else Urgency(urgency).code


def _columns(model: type[Shown], row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields if name in row.__table__.columns}


_READ, _WRITE = Scope.READ_REPORTS, Scope.WRITE_REPORTS

OPERATIONS = (
    Operation("list_asks", "GET", "/asks", _READ, "List asks", list_asks, AskPage, query=AskQuery),
    Operation("get_ask", "GET", "/asks/{ref}", _READ, "Read an ask with its questions", get_ask, AskShown),
    Operation("list_reports", "GET", "/reports", _READ, "List reports", list_reports, ReportPage, query=ReportQuery),
    Operation("receive_report", "POST", "/reports", _WRITE, "Keep an answer", receive, ReportReceived,
              body=ReportBody, creates=True),
    Operation("get_report", "GET", "/reports/{ref}", _READ, "Read a report", get_report, ReportShown),
)  # fmt: skip
