"""The documented header of each kind of file."""

from dataclasses import dataclass

from vigil.actions.importing import cells
from vigil.actions.importing.cells import Cell
from vigil.actions.importing.sheets import Kind
from vigil.domain.eva import Instrument
from vigil.domain.recording.notices import Warned
from vigil.domain.words import (
    AnalgesicLevel,
    Circumstance,
    Language,
    ProductClass,
    RiskFactor,
    Role,
    SessionState,
)


@dataclass(frozen=True)
class Column:
    """``fact`` is the fact that it gives; ``None`` for what the import itself reads."""

    name: str
    cell: Cell
    about: str
    required: bool = False
    fact: str | None = ""

    def __post_init__(self) -> None:
        if self.fact == "":
            object.__setattr__(self, "fact", self.name)


def _id(noun: str) -> Column:
    return Column("external_id", cells.TEXT, f"the {noun} in your own files; unique in the clinic", required=True)


def _named(name: str, about: str, *, required: bool = False, fact: str | None = "") -> Column:
    return Column(name, cells.TEXT, about, required, fact)


_CLINIC = Column("clinic", cells.TEXT, "external id of the clinic", required=True, fact=None)

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.CLINICS: (
        Column("external_id", cells.TEXT, "the clinic; unique", required=True),
        _named("name", "the clinic's full name", required=True),
        _named("mail_name", "what patients' mail shows; must not betray the treatment", required=True),
        _named("phone", "the number that patients call", required=True),
        _named("zone", "time zone; Europe/Paris when empty"),
        Column("language", cells.one_of(Language), "language of its mail; fr when empty"),
        _named("schedule", "follow-up schedule; standard when empty", fact="schedule_name"),
    ),
    Kind.STAFF: (
        _CLINIC,
        _id("person"),
        Column("role", cells.one_of(Role), "what they do; one row a role", required=True),
        _named("name", "as mail addresses them", required=True),
        _named("email", "where alerts go; required of physicians and nurses"),
        Column("language", cells.one_of(Language), "fr when empty"),
        Column("is_active", cells.BOOLEAN, "non for who has left; oui when empty"),
    ),
    Kind.PATIENTS: (
        _CLINIC,
        _id("file number"),
        _named("family_name", "family name", required=True),
        _named("given_name", "given name"),
        Column("born_on", cells.DAY, "day of birth; decides on minors and on products with a minimum age"),
        Column("language", cells.one_of(Language), "language of their mail; the clinic's when empty"),
        _named("zone", "time zone; the clinic's when empty"),
        _named("email", "their own address"),
        _named("phone", "their telephone"),
        Column("consents_to_email", cells.BOOLEAN, "whether they agreed to be e-mailed; non when empty"),
        Column("shares_mailbox", cells.BOOLEAN, "oui when others read that mailbox: they are telephoned instead"),
        _named("guardian_name", "a minor's guardian"),
        _named("guardian_email", "a minor is e-mailed at this address only"),
        _named("guardian_phone", "a minor's guardian is telephoned at this number"),
        Column("risk_factors", cells.some_of(RiskFactor), "what rules and warnings read"),
        Column("is_invented", cells.BOOLEAN, "oui for invented people"),
        Column("is_deceased", cells.BOOLEAN, "oui ends everything that is owed to them", fact=None),
    ),
    Kind.COURSES: (
        _CLINIC,
        _id("course"),
        _named("patient", "external id of the patient", required=True),
        _named("zone", "what is treated, such as lombaire", required=True),
        Column("opened_at", cells.START, "when it began", required=True),
        _named("physician", "external id of the physician who is told of alerts"),
        _named("indication", "what it is for"),
        Column("is_painful", cells.BOOLEAN, "non for a course that treats no pain (it has no EVA); oui when empty"),
        Column("circumstance", cells.one_of(Circumstance), "in which its EVA are taken; average_24h when empty"),
        Column("baseline_eva", cells.EVA, "EVA before the first session", fact="baseline"),
        Column("baseline_instrument", cells.one_of(Instrument), "EN-0-10 when empty"),
        Column("baseline_at", cells.START, "when it was taken; opened_at when empty"),
        Column("intended_sessions", cells.WHOLE, "how many are intended; the schedule's when empty"),
        _named("schedule", "follow-up schedule; the clinic's when empty", fact="schedule_name"),
        Column("lesion_age_months", cells.WHOLE, "age of the lesions in months"),
        _named("previous_treatment", "what was tried before"),
        Column("analgesics", cells.some_of(AnalgesicLevel), "what they take, by level"),
        _named("referring_doctor", "who sent them"),
        _named("protocol", "name of the protocol"),
        Column("is_competitor", cells.BOOLEAN, "oui for an athlete who competes"),
        Column("acknowledged", cells.codes(Warned), "warnings that a physician has acknowledged"),
        Column("closed_at", cells.END, "when it was closed; empty leaves it as it is", fact=None),
        _named("closed_reason", "why it was closed", fact=None),
    ),
    Kind.SESSIONS: (
        _CLINIC,
        _id("session"),
        _named("course", "external id of the course", required=True),
        Column("at", cells.INSTANT, "when it is or was, by the clinic's clocks or with an offset", required=True),
        Column("state", cells.one_of(SessionState), "void for one that was entered by mistake", required=True),
        _named("operator", "external id of who injects"),
        _named("technique", "such as nappage"),
        _named("injector", "by hand, or which injector"),
        _named("nozzle", "the injector's nozzle"),
        Column("depths_mm", cells.DECIMALS, "every depth used, in mm"),
        _named("zone", "where exactly"),
        Column("volume_ml", cells.DECIMAL, "total volume in ml"),
        _named("diluent", "what the products are diluted in (not a product of the syringe)"),
        _named("antiseptic", "on the skin"),
        _named("room", "where in the practice"),
        Column("eva_before", cells.EVA, "EVA before the injection"),
        Column("eva_instrument", cells.one_of(Instrument), "EN-0-10 when empty"),
        _named("reaction_during", "what happened during the session"),
        _named("deviation_reason", "why a fourth product or a corticosteroid was injected"),
        _named("state_reason", "why the session was missed or is void"),
        Column("acknowledged", cells.codes(Warned), "warnings that a physician has acknowledged"),
    ),
    Kind.PRODUCTS: (
        _CLINIC,
        _id("product in its syringe"),
        _named("session", "external id of the session", required=True, fact=None),
        _named("name", "name", required=True),
        Column("class", cells.one_of(ProductClass), "what it is", required=True, fact="product_class"),
        Column("syringe", cells.WHOLE, "which syringe; 1 when empty"),
        _named("dose", "dose with its unit"),
        _named("lot", "lot number"),
        Column("expires_on", cells.DAY, "last day of use"),
        Column("depth_mm", cells.DECIMAL, "its depth, where it differs from the session's"),
    ),
}

TELLING = {
    Kind.CLINICS: "mail_name",
    Kind.STAFF: "role",
    Kind.PATIENTS: "family_name",
    Kind.COURSES: "patient",
    Kind.SESSIONS: "course",
    Kind.PRODUCTS: "session",
}
"""The column by which a kind is recognised; no other kind has it."""


def column_of(kind: Kind, fact: str | None) -> str:
    """The name of the column that gives a fact; empty when none does."""
    return next((column.name for column in COLUMNS[kind] if column.fact == fact and fact), "")
