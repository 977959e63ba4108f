"""The ``sample.toml`` beside each mail: what previews and tests fill it with, read as strictly as any configuration."""

from collections.abc import Callable
from pathlib import Path

from vigil.domain.configuration import Table, parse
from vigil.domain.faults import Fault
from vigil.domain.ladder import Rung
from vigil.domain.words import Language, Urgency
from vigil.mail.contexts import (
    AccountContext,
    AlertContext,
    DigestContext,
    DigestItem,
    FaultContext,
    Mail,
    MailContext,
    PatientContext,
)


def load_sample(folder: Path, mail: Mail, language: Language) -> MailContext:
    """The sample context of one mail; ``ConfigurationError`` names what is wrong in its file."""
    name = f"{mail}/{language}/sample.toml"
    return parse_sample(mail, name, (folder / name).read_text(encoding="utf-8"))


def parse_sample(mail: Mail, file: str, text: str) -> MailContext:
    table = parse(file, text)
    context = _reader(mail)(table)
    table.done()
    return context


def _reader(mail: Mail) -> Callable[[Table], MailContext]:
    if mail.is_for_account:
        return _account
    return _patient if mail.is_for_patient else _FOR_STAFF[mail]


def _account(table: Table) -> AccountContext:
    return AccountContext(
        staff_name=table.text("staff_name"),
        clinic_name=table.text("clinic_name"),
        link=table.text("link"),
        until=table.text("until"),
    )


def _patient(table: Table) -> PatientContext:
    return PatientContext(
        clinic_name=table.text("clinic_name"),
        clinic_phone=table.text("clinic_phone"),
        link=table.text("link"),
        unsubscribe_link=table.text("unsubscribe_link"),
        minutes=table.whole("minutes", 1, 10),
        first_name=table.text("first_name", ""),
        appointments=table.texts("appointments", ()),
        also_before_link=table.text("also_before_link", ""),
        reads_replies=table.boolean("reads_replies", False),
        invites_replies=table.boolean("invites_replies", False),
    )


def _alert(table: Table) -> AlertContext:
    return AlertContext(
        staff_name=table.text("staff_name"),
        clinic_name=table.text("clinic_name"),
        urgency=table.choice("urgency", Urgency),
        reference=table.text("reference"),
        waiting=table.duration("waiting"),
        link=table.text("link"),
        rung=table.choice("rung", Rung),
    )


def _digest(table: Table) -> DigestContext:
    return DigestContext(
        staff_name=table.text("staff_name"),
        clinic_name=table.text("clinic_name"),
        list_link=table.text("list_link"),
        items=tuple(_item(item) for item in table.tables("items")),
        is_secure=table.boolean("is_secure", False),
    )


def _item(table: Table) -> DigestItem:
    item = DigestItem(
        urgency=table.choice("urgency", Urgency),
        reference=table.text("reference"),
        waiting=table.duration("waiting"),
        link=table.text("link"),
        datum=table.text("datum", ""),
    )
    table.done()
    return item


def _fault(table: Table) -> FaultContext:
    return FaultContext(
        staff_name=table.text("staff_name"),
        clinic_name=table.text("clinic_name"),
        fault=table.choice("fault", Fault),
        since=table.text("since"),
        link=table.text("link"),
    )


_FOR_STAFF: dict[Mail, Callable[[Table], MailContext]] = {
    Mail.ALERT: _alert,
    Mail.DIGEST: _digest,
    Mail.FAULT: _fault,
}
