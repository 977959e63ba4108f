"""What is wrong with an installation, one sentence each: configuration, texts, database, clinics, relay.

Checking makes and changes nothing.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vigil import clock
from vigil.app import courier_of, last_reconciliation, simulated_until
from vigil.domain.errors import ConfigurationError, VigilError
from vigil.domain.instructions import parse_instructions
from vigil.domain.ladder import Rung, parse_clinic
from vigil.domain.reactions import parse_catalogue
from vigil.domain.rules import parse_rules
from vigil.domain.schedule import parse_schedule
from vigil.domain.states import MessageState
from vigil.domain.words import Channel
from vigil.front import has_oidc, provider
from vigil.installed import folder_of
from vigil.keys import FILE
from vigil.mail import imap
from vigil.mail.promises import betraying_words, check_bundle
from vigil.mail.texts import load_all
from vigil.opening import has_database, open_existing, place_of
from vigil.replies.meaning.vocabulary import load_vocabulary
from vigil.settings import Settings, strangers
from vigil.store.database import Store, database_now
from vigil.store.staff import on_rung
from vigil.store.tables import Clinic, Course, Message, Version
from vigil.web.oidc.trouble import ProviderTrouble
from vigil.web.strings import read_strings

_PARSERS = {
    "clinic.toml": parse_clinic,
    "rules.toml": parse_rules,
    "reactions.toml": parse_catalogue,
    "instructions.fr.toml": parse_instructions,
    "instructions.en.toml": parse_instructions,
}
_KEPT = {"schedule": parse_schedule, "rules": parse_rules, "reactions": parse_catalogue, "clinic": parse_clinic}
OVERDUE = timedelta(hours=1)
SKEW = timedelta(seconds=5)
"""How far the clocks of this machine and of the database may differ before it is told."""


@dataclass
class Checked:
    """``problems`` have to be put right; ``notes`` only have to be known."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_files(files: Sequence[Path]) -> list[str]:
    """Check files alone: a known name by its kind, any other as a schedule."""
    problems = []
    for file in files:
        try:
            _PARSERS.get(file.name, parse_schedule)(str(file), file.read_text(encoding="utf-8"))
        except VigilError as error:
            problems.append(str(error))
        except UnicodeDecodeError:
            problems.append(f"{file} is not a text in UTF-8.")
        except OSError as error:
            problems.append(f"{file} cannot be read: {error.strerror}.")
    return problems


def check_installation(settings: Settings) -> Checked:
    """Everything that this installation runs on. Where the database was simulated, its relay is left alone."""
    checked = Checked([*strangers(), *_configuration(settings), *_texts(settings)])
    is_simulated = _check_database(settings, checked)
    if not is_simulated:
        checked.problems += [*_addresses(settings), *_relay(settings), *_inbox(settings), *_provider(settings)]
        if not settings.reads_replies:
            checked.notes.append("VIGIL_IMAP_HOST is not set: replies and bounces are not read, and mails say so.")
    return checked


def _configuration(settings: Settings) -> Iterator[str]:
    try:
        config = folder_of(settings, "config")
    except VigilError as error:
        yield str(error)
        return
    yield from check_files([config / name for name in _PARSERS] + sorted((config / "schedules").glob("*.toml")))
    try:
        load_vocabulary(config / "vocabulary")
    except VigilError as error:
        yield str(error)


def _texts(settings: Settings) -> Iterator[str]:
    try:
        templates = folder_of(settings, "templates")
        bundles = load_all(templates / "email")
        read_strings(templates / "web")
    except VigilError as error:
        yield str(error)
        return
    for (mail, language), bundle in bundles.items():
        for sentence in check_bundle(bundle):
            yield f"templates/email/{mail}/{language}: {sentence}"


def _addresses(settings: Settings) -> Iterator[str]:
    """What patients see of who writes, and where links lead."""
    if not settings.base_url:
        yield f"VIGIL_BASE_URL is not set: links would lead to {settings.public_url}, which no patient can open."
    elif not settings.base_url.startswith("https://"):
        yield f"VIGIL_BASE_URL is {settings.base_url!r}; allowed: an https:// address, since links are secrets."
    if "mail_domain" not in settings.model_fields_set:
        yield f"VIGIL_MAIL_DOMAIN is not set: mails would come from {settings.mail_domain}, which nobody can answer."
    shown = {"BASE_URL": settings.base_url, "MAIL_DOMAIN": settings.mail_domain, "MAILBOX": settings.mailbox}
    for name, value in shown.items():
        if betraying := betraying_words(value):
            yield f"VIGIL_{name} is {value!r}: it betrays the treatment ({', '.join(betraying)})."


def _check_database(settings: Settings, checked: Checked) -> bool:
    """Whether the database was simulated."""
    try:
        if not has_database(settings):
            checked.notes.append(f"There is no database in {place_of(settings)} yet: vigil import … --apply makes it.")
            return False
        store = open_existing(settings, clock.now)
    except VigilError as error:
        checked.problems.append(str(error))
        return False
    try:
        checked.problems += [*_secrets(settings), *_reconciliation(store)]
        with store.reading() as session:
            checked.problems += clock_skew(database_now(session), clock.now())
            for clinic in session.scalars(select(Clinic).order_by(Clinic.external_id)):
                checked.problems += _clinic(session, clinic)
            until = simulated_until(store)
            if until is None:
                checked.problems += _overdue(session, clock.now())
    finally:
        store.close()
    if until is not None:
        checked.notes.append(
            f"The database of {place_of(settings)} was simulated, until {until}: no worker touches it."
        )
    return until is not None


def clock_skew(theirs: datetime, ours: datetime) -> Iterator[str]:
    """Leases run on the database's clock and all else on this machine's: seconds do no harm, minutes do."""
    ahead = round((ours - theirs).total_seconds())
    if abs(ahead) > SKEW.total_seconds():
        told = f"{abs(ahead)} s {'ahead of' if ahead > 0 else 'behind'} the database's"
        yield f"The clock of this machine is {told}: set both by the network's time (NTP)."


def _secrets(settings: Settings) -> Iterator[str]:
    for file in (settings.home / FILE, settings.database_file):
        mode = file.stat().st_mode & 0o777 if file is not None else 0
        if mode & 0o077:
            yield f"{file} can be opened by others ({mode:o}): chmod 600 {file}."


def _clinic(session: Session, clinic: Clinic) -> Iterator[str]:
    name = clinic.external_id
    if not on_rung(session, clinic.id, Rung.PHYSICIAN, None):
        yield f"Clinic {name} has no physician with an e-mail address: its alerts would reach nobody."
    if not on_rung(session, clinic.id, Rung.CLINICIAN, None):
        yield f"Clinic {name} has no clinician to stand on the last rung of its ladders."
    if betraying := betraying_words(clinic.mail_name):
        yield f"Clinic {name}: mail_name {clinic.mail_name!r} betrays the treatment ({', '.join(betraying)})."
    yield from _versions(session, clinic)


def _versions(session: Session, clinic: Clinic) -> Iterator[str]:
    """What the clinic runs on can still be read, and every course follows a schedule that is there."""
    newest = select(Version.kind, Version.name, func.max(Version.number).label("number"))
    newest = newest.where(Version.clinic_id == clinic.id, Version.kind.in_(_KEPT))
    current = newest.group_by(Version.kind, Version.name).subquery()
    is_current = (
        (Version.kind == current.c.kind) & (Version.name == current.c.name) & (Version.number == current.c.number)
    )
    schedules = set()
    for version in session.scalars(select(Version).join(current, is_current).where(Version.clinic_id == clinic.id)):
        if version.kind == "schedule":
            schedules.add(version.name)
        try:
            _KEPT[version.kind](f"{version.name}, version {version.number}", version.content)
        except ConfigurationError as error:
            yield f"Clinic {clinic.external_id}: {error}"
    followed = session.scalars(select(Course.schedule_name).where(Course.clinic_id == clinic.id).distinct())
    for name in sorted({clinic.schedule_name, *followed} - schedules):
        yield f"Clinic {clinic.external_id} has no schedule {name!r}, which is to be followed there."


def _overdue(session: Session, now: datetime) -> Iterator[str]:
    """Mail that waits for a worker that does not run, or for a relay that does not take it."""
    waiting = session.scalar(
        select(func.count()).where(
            Message.state.in_((MessageState.PLANNED, MessageState.UNCERTAIN)),
            Message.channel == Channel.EMAIL,
            Message.due_at < now - OVERDUE,
        )
    )
    if waiting:
        yield f"Mails that have been due for more than an hour: {waiting}. Does vigil serve run?"


def _reconciliation(store: Store) -> Iterator[str]:
    last = last_reconciliation(store)
    for difference in last["differences"]:
        yield f"The reconciliation of {last['at']} found: {difference}."


def _inbox(settings: Settings) -> Iterator[str]:
    account = settings.imap
    trouble = imap.check(account) if account is not None else None
    if trouble:
        yield f"VIGIL_IMAP_HOST: {trouble}"


def _provider(settings: Settings) -> Iterator[str]:
    """Where people may sign in besides."""
    if settings.oidc is not None and not has_oidc():
        yield "VIGIL_OIDC_ISSUER needs joserfc, which is not installed: install vigil[oidc]."
    asked = provider(settings)
    if asked is None:
        return
    try:
        asyncio.run(asked.about_itself(clock.now()))
    except ProviderTrouble as trouble:
        yield f"VIGIL_OIDC_ISSUER: {trouble}."


def _relay(settings: Settings) -> Iterator[str]:
    try:
        courier = courier_of(settings)
    except VigilError as error:
        yield str(error)
        return
    try:
        trouble = courier.check()
    finally:
        courier.close()
    if trouble:
        yield f"The mail relay does not serve: {trouble}."
