"""A patient at home: mail is read after a while, or not; some is answered, through the form that the link opens."""

from datetime import datetime, time, timedelta
from random import Random

from vigil.domain.instants import at_local, local_date
from vigil.simulate.answering import fill
from vigil.simulate.browser import Page, PageBroken, the_form
from vigil.simulate.letters import Link, Opened
from vigil.simulate.mailing import reply, words_of
from vigil.simulate.people import Person
from vigil.simulate.play import Play

_HOUR = timedelta(hours=1)
_WITHIN_TWO_HOURS = 0.8
"""Of those who answer, so many do within two hours of reading (SmartVax, text messages)."""

_CLOSED = 410


class Patient:
    """Reads the mail of one person and answers as their temper and body have it."""

    def __init__(self, play: Play, person: Person) -> None:
        self._play = play
        self._person = person
        self._received = 0
        self._will_answer: set[str] = set()

    def receives(self, mail: Opened) -> None:
        """Decide at once what will become of a mail, and when."""
        person, random = self._person, self._person.random
        self._received += 1
        read_at = self._read_at(self._play.now)
        if person.temper.stops_after and self._received == person.temper.stops_after and mail.stop_url:
            self._play.later(read_at, lambda: self._stop(mail.stop_url))
        for link in mail.to("read"):
            if random.random() < person.temper.reads_pages:
                self._play.later(read_at, lambda link=link: self._look(link))  # type: ignore[misc]
        for link in mail.to("answer"):
            self._consider(link, read_at, mail)

    def _consider(self, link: Link, read_at: datetime, mail: Opened) -> None:
        """The first mail with a link asks; the others remind."""
        temper, random = self._person.temper, self._person.random
        if link.url in self._will_answer or (temper.quiet_from and self._play.now >= temper.quiet_from):
            return
        chance = temper.reminded if f"seen {link.url}" in self._will_answer else temper.answers
        self._will_answer.add(f"seen {link.url}")
        if random.random() >= chance:
            return
        self._will_answer.add(link.url)
        minutes = random.uniform(1, 120) if random.random() < _WITHIN_TWO_HOURS else random.uniform(120, 2000)
        answered_at = read_at + timedelta(minutes=minutes)
        if random.random() < temper.answers_late:
            answered_at += timedelta(days=random.uniform(6, 12))
        by_mail = Random(
            f"{self._person.facts.external_id} {self._received} by mail"
        )  # their other choices stay as they are
        if by_mail.random() < temper.by_mail:
            self._play.later(answered_at, lambda: self._reply(mail, link, by_mail))
        else:
            self._play.later(answered_at, lambda: self._answer(link))
        if random.random() < temper.amends:
            self._play.later(answered_at + random.uniform(1, 30) * _HOUR, lambda: self._answer(link))

    def _answer(self, link: Link) -> None:
        """Open the form, fill in what it holds, send it; in an emergency, say whether the call could be made."""
        browser, person = self._play.browser, self._person
        page = browser.open(link.url)
        if page.status == _CLOSED:
            return
        form = the_form(page)
        fields = fill(form, person.body, self._play.now, person.zone, person.manner, person.random)
        advice = _fine(browser.send(page, form, fields))
        for asked in advice.forms:
            if "called" in asked.buttons:
                _fine(browser.send(advice, asked, {"called": ["yes" if person.temper.can_call else "no"]}))

    def _reply(self, mail: Opened, link: Link, random: Random) -> None:
        """Answer by e-mail; whoever has a sign of danger uses the form, which tells them at once what to do."""
        person, now = self._person, self._play.now
        felt = person.body.felt(now)
        if any(each.danger or each.past for each in felt):
            self._answer(link)
            return
        pain = person.body.pain(next(iter(person.body.pains)), now) if len(person.body.pains) == 1 else None
        self._play.post(reply(mail.letter, words_of(felt, pain, person.manner.language, random), now, random))

    def _look(self, link: Link) -> None:
        _fine(self._play.browser.open(link.url))

    def _stop(self, url: str) -> None:
        """What a mail reader's own unsubscribe button posts (RFC 8058)."""
        _fine(self._play.browser.post(url, {"List-Unsubscribe": "One-Click"}))

    def _read_at(self, now: datetime) -> datetime:
        """When they next look at their mail: soon, or much later; not in the middle of the night."""
        person = self._person
        hours = person.temper.reads_within / _HOUR * person.random.lognormvariate(0, 1.1)
        at = now + hours * _HOUR
        local = at.astimezone(person.zone)
        if local.hour < 7:
            at = at_local(local_date(at, person.zone), time(7, person.random.randrange(60)), person.zone)
        return at


def _fine(page: Page) -> Page:
    if page.status != 200:
        raise PageBroken(f"{page.url} answered {page.status}.")
    return page
