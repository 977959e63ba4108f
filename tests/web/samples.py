"""One of every page, in both languages, filled in as a real one would be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from tests.replies.occasions import AFTER_48H, BETWEEN, END, LATE, TWO_ZONES, WITHOUT_PAIN
from vigil.domain.advice import Advice
from vigil.domain.findings import Bilingual
from vigil.domain.instructions import Moment, parse_instructions
from vigil.domain.words import AlertState, Language, Urgency
from vigil.replies.questionnaire import FormContext
from vigil.web.pages import Pages
from vigil.web.views import (
    AdvicePage,
    AlertLine,
    AlertPage,
    AlertsPage,
    CalledPage,
    Clinic,
    FormPage,
    InstructionsPage,
    LinkPage,
    LinkState,
    MailboxPage,
    MailLine,
    MailPage,
    OptOutPage,
    PhotoPage,
    PhotoState,
    SheetPage,
    TaskLine,
    TasksPage,
    Trouble,
)

ROOT = Path(__file__).parents[2]
CLINIC = Clinic("Cabinet des Tilleuls", "03 80 00 00 00", "Fermé le dimanche. Hors des heures d’ouverture : le 15.")
TUESDAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 13, 30, tzinfo=UTC)  # 14:30 in Paris


def instructions_file(language: Language) -> Path:
    return ROOT / "config" / f"instructions.{language}.toml"


def pages() -> Pages:
    parsed = {
        language: parse_instructions(instructions_file(language).name, instructions_file(language).read_text("utf-8"))
        for language in Language
    }
    return Pages(ROOT / "templates" / "web", parsed)


def form(context: FormContext = AFTER_48H, language: Language = Language.FR) -> FormPage:
    return FormPage(language, CLINIC, context, TUESDAY, action="/r/secret", request_id="0192f0c1")


def _photo(state: PhotoState, language: Language, pages: Pages) -> str:
    return pages.photo(PhotoPage(language, CLINIC, state, "/answer/secret/photo", "0194", "/answer/secret"))


def advice(level: Advice, language: Language = Language.FR) -> AdvicePage:
    return AdvicePage(
        language,
        CLINIC,
        level,
        TUESDAY,
        "/r/secret",
        called_action="/r/secret/called",
        request_id="0192",
        photo_action="" if level is Advice.NOW else "/answer/secret/photo",
    )


EMERGENCY = AlertLine(
    "/a/1",
    Urgency.EMERGENCY,
    Bilingual("Gêne pour respirer, maintenant, 48 h après la séance 2", "Trouble breathing, now, 48 h after session 2"),
    "A. M.",
    "1042",
    timedelta(minutes=7),
)
ALERTS = (
    EMERGENCY,
    AlertLine(
        "/a/2",
        Urgency.SAME_DAY,
        Bilingual("Rougeur qui s’étend, chaude, qui coule", "Spreading redness, warm, oozing"),
        "B. L.",
        "977",
        timedelta(hours=2, minutes=5),
        AlertState.ACKNOWLEDGED,
    ),
    AlertLine(
        "/a/3",
        Urgency.WITHIN_72H,
        Bilingual("EVA 9, +5 depuis le 03/03", "EVA 9, +5 since 3 Mar"),
        "C. D.",
        "1203",
        timedelta(days=3),
    ),
)
MAIL = MailLine(
    "/mailbox/1", AT, "alice@patients.example", "Votre rendez-vous du mardi : deux minutes pour nous répondre"
)


def every_page(language: Language) -> dict[str, Callable[[Pages], str]]:
    """Each page by name, as what draws it."""
    alert = AlertPage(
        language,
        CLINIC,
        EMERGENCY,
        rule="emergency_signs 1",
        opened_at=AT,
        evidence=(
            Bilingual("Coché : du mal à respirer ou mal dans la poitrine", "Ticked: trouble breathing or chest pain"),
            Bilingual("EVA 6, +1 depuis le 03/03", "EVA 6, +1 since 3 Mar"),
            Bilingual("Séance 2 le 10/03 : lidocaïne, 4 mm", "Session 2 on 10 Mar: lidocaine, 4 mm"),
        ),
        words=("J’ai du mal à monter l’escalier depuis ce matin.\nJe suis seule.", "Tout va bien."),
        phone="06 00 00 00 00",
        could_not_call=True,
        wants_call=True,
        holds_next_session=True,
        acknowledge_action="/a/1",
        request_id="0192",
        alerts_url="/alerts",
    )
    typed = {
        "danger": ["none"],
        "reaction": ["haematoma", "other"],
        "now.haematoma": ["growing"],
        "signs.haematoma": ["hard"],
        "describe.other": ["le bras lourd"],
        "words": ["J’ai écrit longtemps."],
    }
    return {
        "form-48h": lambda pages: pages.form(form(AFTER_48H, language)),
        "form-two-zones": lambda pages: pages.form(form(TWO_ZONES, language)),
        "form-between": lambda pages: pages.form(replace(form(BETWEEN, language), was_answered=True)),
        "form-end": lambda pages: pages.form(form(END, language)),
        "form-late-check": lambda pages: pages.form(form(LATE, language)),
        "form-without-pain": lambda pages: pages.form(replace(form(WITHOUT_PAIN, language), is_late=True)),
        "form-not-saved": lambda pages: pages.form(
            replace(form(AFTER_48H, language), trouble=Trouble.NOT_SAVED, fields=typed)
        ),
        "form-too-long": lambda pages: pages.form(
            replace(form(AFTER_48H, language), trouble=Trouble.TOO_LONG, fields=typed | {"danger": ["breathing"]})
        ),
        "advice-now": lambda pages: pages.advice(replace(advice(Advice.NOW, language), wants_call=True)),
        "advice-today": lambda pages: pages.advice(advice(Advice.TODAY, language)),
        "advice-normal": lambda pages: pages.advice(
            replace(advice(Advice.NORMAL, language), wants_call=True, instructions_url="/i/secret")
        ),
        "advice-call-clinic": lambda pages: pages.advice(
            replace(advice(Advice.NORMAL, language), should_call_clinic=True)
        ),
        "advice-thanks": lambda pages: pages.advice(
            replace(advice(Advice.NORMAL, language), has_reaction=False, is_late=True)
        ),
        "called": lambda pages: pages.called(CalledPage(language, CLINIC, has_called=True, session_on=TUESDAY)),
        **{f"photo-{state}": partial(_photo, state, language) for state in PhotoState},
        "could-not-call": lambda pages: pages.called(
            CalledPage(language, CLINIC, False, TUESDAY, "/r/secret/called", "0193")
        ),
        "link-closed": lambda pages: pages.link(LinkPage(language, CLINIC, LinkState.CLOSED)),
        "link-unknown": lambda pages: pages.link(LinkPage(language, None, LinkState.UNKNOWN)),
        "link-too-many": lambda pages: pages.link(
            LinkPage(language, CLINIC, LinkState.TOO_MANY, retry_url="/r/secret")
        ),
        "link-failed": lambda pages: pages.link(LinkPage(language, CLINIC, LinkState.FAILED, retry_url="/r/secret")),
        "instructions-before": lambda pages: pages.instructions(
            InstructionsPage(language, CLINIC, (Moment.BEFORE, Moment.DAY), AT, is_competitor=True)
        ),
        "instructions-after": lambda pages: pages.instructions(
            InstructionsPage(language, CLINIC, (Moment.AFTER,), AT, shows_danger_signs=True)
        ),
        "opt-out": lambda pages: pages.opt_out(OptOutPage(language, CLINIC, "/o/secret", "0192")),
        "opted-out": lambda pages: pages.opt_out(OptOutPage(language, CLINIC, is_done=True)),
        "sheet": lambda pages: pages.sheet(
            SheetPage(
                language,
                CLINIC,
                AFTER_48H,
                AT,
                AT + timedelta(days=7),
                (date(2026, 3, 12), date(2026, 3, 16)),
                reference="1042",
            )
        ),
        "alert": lambda pages: pages.alert(alert),
        "alert-acknowledged": lambda pages: pages.alert(
            replace(
                alert, acknowledged_at=AT + timedelta(minutes=7), acknowledged_by="Dr Bernard", could_not_call=False
            )
        ),
        "alerts": lambda pages: pages.alerts(AlertsPage(language, CLINIC, ALERTS)),
        "alerts-none": lambda pages: pages.alerts(AlertsPage(language, CLINIC, ())),
        "tasks": lambda pages: pages.tasks(
            TasksPage(
                language,
                CLINIC,
                (
                    TaskLine(
                        "phone", "A. M.", "1042", "Silence après la séance 1", AT, "06 00 00 00 00", "", "/t/1", "01"
                    ),
                    TaskLine(
                        "print",
                        "E. F.",
                        "877",
                        "Pas d’e-mail",
                        AT,
                        url="/t/2/sheet",
                        done_action="/t/2",
                        request_id="02",
                    ),
                ),
            )
        ),
        "mailbox": lambda pages: pages.mailbox(
            MailboxPage(language, CLINIC, (MAIL, replace(MAIL, url="/mailbox/2")), 312, older_url="/mailbox?page=2")
        ),
        "mail": lambda pages: pages.mail(
            MailPage(
                language,
                CLINIC,
                MAIL,
                {"Message-ID": "<1@cabinet.example>", "Auto-Submitted": "auto-generated"},
                "Bonjour,\n\nDeux minutes pour nous répondre :\nhttp://localhost:8000/r/secret\n",
                "/mailbox",
                "/mailbox/1/html",
            )
        ),
    }
