"""Drawing the pages: a view in, HTML out. Pure but for the templates, which are read once.

Every page is whole without JavaScript, takes one style sheet from ``/static`` and nothing from anywhere else.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vigil.domain import wording
from vigil.domain.dates import long_day, long_instant, waiting
from vigil.domain.findings import Bilingual
from vigil.domain.instructions import Instruction, Instructions, Moment
from vigil.domain.words import Language
from vigil.replies.fields import FieldReader, Fields
from vigil.replies.question_texts import danger
from vigil.replies.questionnaire import FormContext, questions
from vigil.replies.questions import NONE, Question
from vigil.web.strings import read_strings, typeset
from vigil.web.views import (
    AdvicePage,
    AlertPage,
    AlertsPage,
    CalledPage,
    FormPage,
    InstructionsPage,
    LinkPage,
    MailboxPage,
    MailPage,
    OptOutPage,
    Page,
    PhotoPage,
    SheetPage,
    TasksPage,
)

STATIC = Path(__file__).parent / "static"
_BLANKS = 2_000  # questions as they are drawn before anybody has typed; most are the same for every patient
_ON_PAPER = (Moment.AFTER, Moment.BEFORE, Moment.DAY)


@dataclass(frozen=True)
class ShownInstruction:
    """An instruction as a page shows it: how long it lasts, and until (or from) when if the session is known."""

    text: str
    lasts: str = ""
    bound: str = ""


class Pages:
    """The pages of the program in both languages; ``templates`` is the folder that holds ``_base.html``."""

    def __init__(self, templates: Path, instructions: Mapping[Language, Instructions]) -> None:
        self._strings = read_strings(templates)
        self._instructions = instructions
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["stylesheet"] = _versioned("vigil.css")
        self._environment.globals["desk_stylesheet"] = _versioned("desk.css")
        self._environment.globals["desk_script"] = _versioned("desk.js")
        self._environment.globals["passkey_script"] = _versioned("passkey.js")
        self._environment.filters["tel"] = telephone_digits
        self._blank = lru_cache(maxsize=_BLANKS)(self._blank_question)

    def form(self, view: FormPage) -> str:
        """A form, empty or with what was typed."""
        return self.draw("form.html", view, questions=self.questions(view.context, view.fields, view.language))

    def questions(self, context: FormContext, fields: Fields, language: Language) -> list[str]:
        """The questions of a form as safe markup, empty or with what was typed; whoever shows them draws the form."""
        asked, typed = questions(context), _typed(fields)
        if typed:
            return [self._question(one, typed, n, len(asked), language) for n, one in enumerate(asked, start=1)]
        return [self._blank(one, n, len(asked), language) for n, one in enumerate(asked, start=1)]

    def advice(self, view: AdvicePage) -> str:
        """What to do now, after an answer."""
        return self.draw("advice.html", view)

    def photo(self, view: PhotoPage) -> str:
        """After a photo was sent."""
        return self.draw("photo.html", view)

    def called(self, view: CalledPage) -> str:
        """After "I called" or "I could not"."""
        return self.draw("called.html", view)

    def link(self, view: LinkPage) -> str:
        """A link that leads to no form."""
        return self.draw("link.html", view)

    def instructions(self, view: InstructionsPage) -> str:
        """Instructions of some moments, with the danger signs where asked for."""
        shown = [(moment, self._shown(view, moment)) for moment in view.moments]
        return self.draw("instructions.html", view, sections=shown, danger_signs=_signs(view.is_immunosuppressed))

    def opt_out(self, view: OptOutPage) -> str:
        """The button to receive no more messages, or what it did."""
        return self.draw("opt_out.html", view)

    def sheet(self, view: SheetPage) -> str:
        """The printed sheet (A4)."""
        shown = [(moment, self._shown(_instructions_of(view, moment), moment)) for moment in _ON_PAPER]
        signs = _signs(view.context.is_immunosuppressed)
        return self.draw("sheet.html", view, questions=questions(view.context), sections=shown, danger_signs=signs)

    def alert(self, view: AlertPage) -> str:
        """One alert, for whoever was told of it."""
        return self.draw("alert.html", view)

    def alerts(self, view: AlertsPage) -> str:
        """The open alerts."""
        return self.draw("alerts.html", view)

    def tasks(self, view: TasksPage) -> str:
        """Telephone calls and sheets to print."""
        return self.draw("tasks.html", view)

    def mailbox(self, view: MailboxPage) -> str:
        """The demo's mails."""
        return self.draw("mailbox.html", view)

    def mail(self, view: MailPage) -> str:
        """One mail of the demo."""
        return self.draw("mail.html", view)

    def _blank_question(self, asked: Question, n: int, total: int, language: Language) -> str:
        return self._question(asked, {}, n, total, language)

    def _question(self, asked: Question, typed: Fields, n: int, total: int, language: Language) -> str:
        """One question of a form; drawn with the macros, which are most of the work of a form."""
        macros: Any = self._environment.get_template("_questions.html").make_module(self._known(language))
        drawn: str = macros.numbered(asked, typed, n, total)  # safe markup
        return drawn

    def draw(self, template: str, view: Page, *, this_year: int | None = None, **more: object) -> str:
        """A template with what it shows as ``page``, and with ``more``; days of another than ``this_year`` name it."""
        known = self._known(view.language, this_year)
        return self._environment.get_template(template).render(page=view, **known, **more)

    def strings(self, language: Language) -> SimpleNamespace:
        """The sentences of the pages in one language."""
        return self._strings[language]

    def _known(self, language: Language, this_year: int | None = None) -> dict[str, object]:
        """What every template may say, in one language."""

        def say(text: Bilingual) -> str:
            return typeset(text[language], language)

        def day(on: date) -> str:
            return long_day(on, this_year)[language]

        def when(at: datetime, zone: ZoneInfo) -> str:
            return long_instant(at, zone, this_year)[language]

        def short_day(at: datetime, zone: ZoneInfo) -> str:
            return wording.day(at, zone, this_year)[language]

        def length(span: timedelta) -> str:
            return waiting(span)[language]

        dates = {"day": day, "short_day": short_day, "when": when, "length": length}
        return {"t": self._strings[language], "say": say, **dates}

    def _shown(self, view: InstructionsPage, moment: Moment) -> list[ShownInstruction]:
        chosen = self._instructions[view.language].at(moment, is_competitor=view.is_competitor)
        return [self._shown_one(each, view, moment) for each in chosen]

    def _shown_one(self, instruction: Instruction, view: InstructionsPage, moment: Moment) -> ShownInstruction:
        text = typeset(instruction.text, view.language)
        if instruction.lasts is None:
            return ShownInstruction(text)
        common = self._strings[view.language].common
        days, hours = instruction.lasts.days, int(instruction.lasts.total_seconds() // 3600)
        spelled = common.days.format(n=days) if hours % 24 == 0 and days > 2 else common.hours.format(n=hours)
        if view.session_at is None:
            return ShownInstruction(text, typeset(spelled, view.language))
        is_before = moment is Moment.BEFORE
        bound_at = view.session_at - instruction.lasts if is_before else view.session_at + instruction.lasts
        bound = long_instant(bound_at, view.zone)[view.language]
        sentence = (common.since if is_before else common.until).format(when=bound)
        return ShownInstruction(text, typeset(spelled, view.language), sentence)


def _versioned(name: str) -> str:
    """The address of a style sheet, which changes with its content."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _instructions_of(view: SheetPage, moment: Moment) -> InstructionsPage:
    """What is left after a session is timed from it; what is left before one, from the next appointment."""
    session_at = view.session_at if moment is Moment.AFTER else view.next_session_at
    return InstructionsPage(view.language, view.clinic, (moment,), session_at, view.zone, view.is_competitor)


def telephone_digits(phone: str) -> str:
    """A number as ``tel:`` wants it: digits and a leading plus."""
    return re.sub(r"(?!^\+)[^0-9]", "", phone.strip())


def _typed(fields: Fields) -> dict[str, list[str]]:
    """What was typed, cleaned of what no page can show."""
    return dict(FieldReader(fields).everything())


def _signs(is_immunosuppressed: bool) -> list[Bilingual]:
    asked = danger(is_immunosuppressed=is_immunosuppressed)
    return [choice.label for choice in asked.choices if choice.value != NONE]
