"""Recording what a practice keeps: the same four calls for patients, courses and sessions, each by its own action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from vigil.actions.recording.recorded import Recorded
from vigil.web.api.finding import external_id_of, find, find_if_any
from vigil.web.api.models import facts_in
from vigil.web.api.operations import Answer, Call
from vigil.web.api.problems import Problem, not_found, refused
from vigil.web.api.shapes import Shown


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept: its table, its facts, the action that records them, and how it is shown."""

    noun: str  # as in the address: "patients"
    table: Any
    facts: Any  # a class of vigil.domain.recording.facts
    record: Callable[..., Recorded]
    current: Callable[[Call, Any], Any]
    show: Callable[[Call, Sequence[Any]], Sequence[Shown]]

    def shown(self, call: Call, row: Any) -> Shown:
        (shown,) = self.show(call, [row])
        return shown

    def get(self, call: Call) -> Answer:
        """What the address names."""
        return Answer(self.shown(call, find(call, self.table)))

    def create(self, call: Call, body: BaseModel) -> Answer:
        """Record what is not on record yet."""
        facts = self._facts(body)
        if call.shelf.find(self.table, facts.external_id.strip()) is not None:
            raise Problem(409, "on_record", "This external id is on record: change it with PUT or PATCH.")
        return self._recorded(call, facts)

    def put(self, call: Call, body: BaseModel) -> Answer:
        """Record it as it now stands, whole: new under an external id that is not on record yet."""
        facts, row = self._facts(body), find_if_any(call, self.table, locks=True)
        named = row.external_id if row is not None else external_id_of(call.path["ref"])
        if named is None:
            raise not_found()
        if facts.external_id.strip() != named:
            raise refused("external_id", "The body and the address name different external ids: one cannot change.")
        if row is not None:
            call.unless_changed(lambda: self.shown(call, row))
        elif call.expected is not None:
            raise Problem(412, "changed_meanwhile", "There is nothing under this external id to be changed.")
        return self._recorded(call, facts)

    def patch(self, call: Call, body: BaseModel) -> Answer:
        """Record it with the facts that are given, the others as they are."""
        row = find(call, self.table, locks=True)
        call.unless_changed(lambda: self.shown(call, row))
        given = facts_in(self.facts, body)
        if "acknowledged" in self.facts.__dataclass_fields__:
            given = {"acknowledged": frozenset()} | given  # what was acknowledged before is on record beside it
        return self._recorded(call, replace(self.current(call, row), **given))

    def acted(self, call: Call, row: Any) -> Answer:
        """How it stands after an action of its own."""
        call.look_again()
        return Answer(self.shown(call, row))

    def _facts(self, body: BaseModel) -> Any:
        return self.facts(**facts_in(self.facts, body))

    def _recorded(self, call: Call, facts: Any) -> Answer:
        done = self.record(call.session, call.clinic_id, facts, call.now)
        row = call.session.get_one(self.table, done.id)
        call.look_again()
        shown = self.shown(call, row)
        return Answer(shown, 201, f"/{self.noun}/{done.id}") if done.is_new else Answer(shown)
