"""The people of the practice who act on what vigil tells them: physicians on alerts, a secretary on telephone tasks."""

import re
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from vigil.actions.acknowledge_alert import resolve_alert
from vigil.actions.change_contact import change_email
from vigil.domain.instants import at_local, local_date
from vigil.domain.words import AlertState
from vigil.simulate.answering import fill
from vigil.simulate.browser import Form, Page, PageBroken
from vigil.simulate.letters import Opened
from vigil.simulate.people import Person
from vigil.simulate.play import Play
from vigil.store import tokens
from vigil.store.tables import Alert, Patient

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_TASK = re.compile(
    r'<a class="button-link" href="(/worklist/[^"]+/tasks/[0-9a-f-]+)">[^<]*<span[^>]*> \(([^<]+)\)</span>'
)
_OUTCOMES = ("appelé, conseils donnés", "vu au cabinet", "évolution simple", "adressé à un confrère")
_TRIES = 3


class Physician:
    """Opens the alerts that come by mail and takes most of them on; those left alone climb."""

    def __init__(self, play: Play, staff_id: UUID, zone: ZoneInfo, seed: int, patients: dict[UUID, Person]) -> None:
        self._play = play
        self._staff_id = staff_id
        self._zone = zone
        self._random = Random(f"{seed} staff {staff_id}")
        self._patients = patients
        self._taken: set[str] = set()

    def receives(self, mail: Opened) -> None:
        """An alert's mail is opened within minutes, by day; a digest is worked through later in the morning."""
        is_digest = bool(mail.to("worklist"))
        for link in mail.to("alert"):
            if link.url in self._taken or self._random.random() >= (0.55 if is_digest else 0.8):
                continue
            self._taken.add(link.url)
            delay = self._random.uniform(20, 200) * _MINUTE if is_digest else self._delay()
            self._play.later(self._play.now + delay, lambda url=link.url: self._take_on(url))  # type: ignore[misc]

    def _delay(self) -> timedelta:
        is_night = not 7 <= self._play.now.astimezone(self._zone).hour < 22
        return self._random.lognormvariate(0, 0.8) * (50 if is_night else 12) * _MINUTE

    def _take_on(self, url: str) -> None:
        """Read the alert and press its button; somebody else may have been faster. Later, say how it ended."""
        page = self._play.browser.open(url)
        if page.status != 200:
            raise PageBroken(f"{page.url} answered {page.status}.")
        for form in page.forms:
            if form.action.endswith("/match"):
                self._play.browser.send(page, form, {"theirs": ["yes"]})
            elif not form.action.endswith("/reading"):  # they let the reading stand
                self._play.browser.send(page, form, {})
        ends_at = self._play.now + self._random.uniform(0.1, 4) * _DAY
        self._play.later(ends_at, lambda: self._resolve(url))

    def _resolve(self, url: str) -> None:
        now = self._play.now
        with self._play.app.store.writing(now, "play:physician") as session:
            link = tokens.find(session, url.rpartition("/")[2], tokens.Purpose.ACKNOWLEDGE)
            alert = session.get(Alert, link.alert_id) if link else None
            if alert is None or alert.state is AlertState.RESOLVED:
                return
            person = self._patients.get(alert.patient_id) if alert.patient_id else None
            if alert.rule == "unreachable" and person is not None and person.new_email:
                change_email(session, session.get_one(Patient, alert.patient_id), person.new_email, now)
            resolve_alert(session, alert, self._random.choice(_OUTCOMES), self._staff_id, now)


class Secretary:
    """Works through the telephone calls and the sheets of each weekday, on the practice's own page."""

    def __init__(self, play: Play, clinic_id: UUID, staff_id: UUID, zone: ZoneInfo, seed: int) -> None:
        self._play = play
        self._clinic_id = clinic_id
        self._staff_id = staff_id
        self._zone = zone
        self._random = Random(f"{seed} staff {staff_id}")
        self._tries: dict[str, int] = {}
        self.files: dict[str, Person] = {}

    def begin(self) -> None:
        self._play.later(self._next_noon(), self._work)

    def _work(self) -> None:
        now = self._play.now
        if now.astimezone(self._zone).weekday() < 5:
            with self._play.app.store.writing(now, "play:secretary") as session:
                day = str(local_date(now, self._zone))
                token = tokens.issue(
                    session,
                    tokens.Purpose.WORKLIST,
                    self._clinic_id,
                    self._staff_id,
                    extra=day,
                    expires_at=now + 12 * _HOUR,
                    staff_id=self._staff_id,
                )
            self._go_through(f"/worklist/{token}/tasks")
        self._play.later(self._next_noon(), self._work)

    def _go_through(self, url: str) -> None:
        listed = self._open(url)
        done = {form.action.removesuffix("/done"): form for form in listed.forms}
        for place, number in _TASK.findall(listed.text):
            page = self._open(place)
            form = next((form for form in page.forms if "danger" in form.choices), None)
            if form is None:  # a sheet: printed and handed over
                self._send(listed, done[place], {})
            else:
                self._call(page, form, listed, done[place], self.files[number])

    def _call(self, page: Page, form: Form, listed: Page, done: Form, person: Person) -> None:
        """Whoever is reached answers; whoever is not is called again, and in the end counts as asked."""
        task = form.action.rpartition("/")[2]
        tried = self._tries[task] = self._tries.get(task, 0) + 1
        if self._random.random() < person.temper.on_phone:
            fields = fill(form, person.body, self._play.now, person.zone, person.manner, person.random)
            self._send(page, form, fields)
        elif tried >= _TRIES:
            self._send(listed, done, {})

    def _send(self, page: Page, form: Form, fields: dict[str, list[str]]) -> None:
        answer = self._play.browser.send(page, form, fields)
        if answer.status != 200:
            raise PageBroken(f"{answer.url} answered {answer.status}.")

    def _open(self, url: str) -> Page:
        page = self._play.browser.open(url)
        if page.status != 200:
            raise PageBroken(f"{page.url} answered {page.status}.")
        return page

    def _next_noon(self) -> datetime:
        day = local_date(self._play.now, self._zone)
        noon = at_local(day, time(12, 15), self._zone)
        return noon if noon > self._play.now else at_local(day + _DAY, time(12, 15), self._zone)
