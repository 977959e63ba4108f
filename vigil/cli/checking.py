"""What is wrong with an installation, one sentence each: configuration, texts, clinics, database, relay."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from vigil import clock
from vigil.app import folder_of, last_reconciliation, open_store
from vigil.domain.errors import ConfigurationError, VigilError
from vigil.domain.instructions import parse_instructions
from vigil.domain.ladder import Rung, parse_clinic
from vigil.domain.reactions import parse_catalogue
from vigil.domain.rules import parse_rules
from vigil.domain.schedule import parse_schedule
from vigil.mail.courier import Courier
from vigil.mail.promises import betraying_words, check_bundle
from vigil.mail.texts import load_all
from vigil.settings import Settings
from vigil.store.database import Store
from vigil.store.staff import on_rung
from vigil.store.tables import Clinic
from vigil.web.strings import read_strings

_PARSERS = {
    "clinic.toml": parse_clinic,
    "rules.toml": parse_rules,
    "reactions.toml": parse_catalogue,
    "instructions.fr.toml": parse_instructions,
    "instructions.en.toml": parse_instructions,
}


def check_files(files: Sequence[Path]) -> list[str]:
    """Check files alone: a known name by its kind, any other as a schedule."""
    problems = []
    for file in files:
        try:
            _PARSERS.get(file.name, parse_schedule)(str(file), file.read_text(encoding="utf-8"))
        except VigilError as error:
            problems.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{file} cannot be read: {error}.")
    return problems


def check_installation(settings: Settings) -> list[str]:
    """Everything that this installation runs on."""
    return [
        *_configuration(settings),
        *_texts(settings),
        *_database(settings),
        *_relay(settings),
    ]


def _configuration(settings: Settings) -> Iterator[str]:
    config = folder_of(settings, "config")
    files = [config / name for name in _PARSERS] + sorted((config / "schedules").glob("*.toml"))
    yield from check_files(files)
    if settings.base_url and not settings.base_url.startswith("https://"):
        yield f"VIGIL_BASE_URL is {settings.base_url!r}; allowed: an https:// address, since links are secrets."
    if betraying := betraying_words(settings.mail_domain):
        yield f"VIGIL_MAIL_DOMAIN is {settings.mail_domain!r}: it betrays the treatment ({', '.join(betraying)})."


def _texts(settings: Settings) -> Iterator[str]:
    try:
        bundles = load_all(folder_of(settings, "templates") / "email")
        read_strings(folder_of(settings, "templates") / "web")
    except ConfigurationError as error:
        yield str(error)
        return
    for (mail, language), bundle in bundles.items():
        for sentence in check_bundle(bundle):
            yield f"templates/email/{mail}/{language}: {sentence}"


def _database(settings: Settings) -> Iterator[str]:
    try:
        store = open_store(settings, clock.now)
    except VigilError as error:
        yield str(error)
        return
    try:
        with store.reading() as session:
            for clinic in session.scalars(select(Clinic).order_by(Clinic.external_id)):
                yield from _clinic(session, clinic)
        yield from _reconciliation(store)
    finally:
        store.close()


def _clinic(session: Session, clinic: Clinic) -> Iterator[str]:
    if not on_rung(session, clinic.id, Rung.PHYSICIAN, None):
        yield f"Clinic {clinic.external_id} has no physician with an e-mail address: its alerts would reach nobody."
    if not on_rung(session, clinic.id, Rung.CLINICIAN, None):
        yield f"Clinic {clinic.external_id} has no clinician to stand on the last rung of its ladders."


def _reconciliation(store: Store) -> Iterator[str]:
    last = last_reconciliation(store)
    for difference in last["differences"]:
        yield f"The reconciliation of {last['at']} found: {difference}."


def _relay(settings: Settings) -> Iterator[str]:
    try:
        courier = Courier(settings.relay)
    except VigilError as error:
        yield str(error)
        return
    try:
        trouble = courier.check()
    finally:
        courier.close()
    if trouble:
        yield f"The mail relay {settings.relay.place} does not serve: {trouble}."
