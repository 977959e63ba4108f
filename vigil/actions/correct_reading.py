"""A person corrects what was read from a reply: the report says what they say, and it is kept as an example."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from vigil.actions.answer_by_mail import current_answers, current_report, painful_courses
from vigil.actions.receive_report import receive_report
from vigil.domain.answers import Answers, EvaAnswer, ReactionAnswer, WordsRead
from vigil.domain.errors import Refused
from vigil.domain.eva import Eva
from vigil.domain.inbound import Fate
from vigil.domain.words import Evolution, ReactionCode
from vigil.replies.keeping import from_kept, kept_object
from vigil.replies.meaning.words import Status
from vigil.replies.understanding import Understood
from vigil.store.database import new_id
from vigil.store.tables import Ask, Inbound, Reaction, ReadingExample


@dataclass(frozen=True)
class Correction:
    """What the words say, as a person read them. ``reactions`` hold what is present or resolved."""

    eva: Eva | None
    reactions: Mapping[ReactionCode, Status]


def correct_reading(session: Session, row: Inbound, correction: Correction, staff_id: UUID, now: datetime) -> bool:
    """Keep the example and amend the report as a new version; ``False`` when the reading was right already.

    ``Refused`` for a message that is no reply of a known patient.
    """
    if row.fate != Fate.REPORT or row.ask_id is None:
        raise Refused("Only the reading of a reply that answers a question can be corrected.", field="reading")
    said = from_kept(row.reading or "{}")
    _keep_example(session, row, said, correction, staff_id, now)
    shown = {code: status for code, status in said.reactions.items() if status in (Status.PRESENT, Status.RESOLVED)}
    if correction.eva == said.eva and dict(correction.reactions) == shown:
        return False
    ask = session.get_one(Ask, row.ask_id)
    before = current_report(session, ask)
    told_at = before.answered_at if before is not None else row.received_at
    answers = _corrected(session, ask, said, correction)
    if not answers.reactions:  # nothing takes the place of what was read wrongly
        session.execute(
            update(Reaction)
            .where(Reaction.clinic_id == ask.clinic_id, Reaction.report_id == row.report_id)
            .values(is_current=False)
        )
    typed = {"corrects": [row.id.hex]}
    received = receive_report(session, ask, answers, now, typed=typed, channel="staff", told_at=told_at)
    row.report_id = received.report_id
    return True


def _corrected(session: Session, ask: Ask, said: Understood, correction: Correction) -> Answers:
    """The current answers, with what came from this reading replaced; what a form said stays."""
    answers = current_answers(session, ask) or Answers()
    told = {reaction.code: reaction for reaction in answers.reactions}
    for code in said.reactions:
        told.pop(code, None)
    for code, status in correction.reactions.items():
        if code is not ReactionCode.NONE_REPORTED:
            told[code] = ReactionAnswer(code, evolution=Evolution.GONE if status is Status.RESOLVED else None)
    evas = answers.evas
    painful = painful_courses(session, ask)
    if correction.eva != said.eva and len(painful) == 1:
        evas = (EvaAnswer(painful[0], correction.eva),)
    is_none = correction.reactions.get(ReactionCode.NONE_REPORTED) is Status.PRESENT
    return replace(
        answers,
        evas=evas,
        reactions=tuple(told.values()),
        has_no_reaction=is_none and not told,
        words_read=WordsRead() if answers.words else None,
    )


def _keep_example(
    session: Session, row: Inbound, said: Understood, correction: Correction, staff_id: UUID, now: datetime
) -> None:
    gold = {
        "id": row.id.hex,
        "subject": kept_object(row.reading or "{}").get("subject", ""),
        "text": said.reply_text,
        "eva": correction.eva.middle if correction.eva else None,
        "reactions": {code.value: status.value for code, status in _labelled(said, correction).items()},
        "opt_out": said.opt_out,
    }
    example = ReadingExample(
        id=new_id(session), clinic_id=row.clinic_id, inbound_id=row.id, corrected_at=now, corrected_by_id=staff_id
    )
    example.gold = json.dumps(gold, ensure_ascii=False)
    session.add(example)
    session.flush()


def _labelled(said: Understood, correction: Correction) -> dict[ReactionCode, Status]:
    """The statuses as corrected; those that a page does not ask about (absent, past) stay as they were read."""
    kept = {code: status for code, status in said.reactions.items() if status in (Status.ABSENT, Status.PAST)}
    return kept | dict(correction.reactions)
