"""The form of a session: what it shows, what was typed into it, and the facts that this comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from vigil.domain.eva import Eva, Instrument, parse_eva
from vigil.domain.recording.facts import ProductFacts, SessionFacts
from vigil.domain.recording.measures import DEEPEST_MM, MOST_ML, MOST_SYRINGES
from vigil.domain.wording import say
from vigil.domain.words import ProductClass, SessionState
from vigil.replies.fields import cleaned
from vigil.store.appointments import Mixture
from vigil.web.desk.typed import CHOICE, REQUIRED, TypedForm, decimal, for_browser
from vigil.web.forms import Posted

TEXTS = ("technique", "injector", "nozzle", "zone", "diluent", "antiseptic", "room", "reaction_during")
VALUES = ("at", "operator", *TEXTS, "depths_mm", "volume_ml", "eva_before", "deviation_reason")
_OF_MIXTURE = ("technique", "injector", "nozzle", "diluent", "antiseptic")
COLUMNS = ("name", "class", "dose", "lot", "expires_on", "syringe", "depth_mm", "id")
"""The fields of one product; each is called ``product.<row>.<column>``."""

_LEAST_ROWS = 3
_MOST_ROWS = 40

_EVA = say("Choisissez un nombre de 0 à 10.", "Choose a number from 0 to 10.")
_SYRINGE = say(f"Un numéro de 1 à {MOST_SYRINGES}.", f"A number from 1 to {MOST_SYRINGES}.")
_YEAR = say("Une année de 1990 à 2100.", "A year from 1990 to 2100.")

ProductRow = Mapping[str, str]
_EMPTY: ProductRow = {column: "1" if column == "syringe" else "" for column in COLUMNS}


def _is_typed(row: ProductRow) -> bool:
    """Whether something was typed into a row: a syringe alone (1 in advance) and the hidden id make no product."""
    return any(row[column] for column in COLUMNS if column not in ("syringe", "id"))


@dataclass(frozen=True)
class SessionForm:
    """What the form shows: each field as text, the rows of products, the warnings that were ticked."""

    values: Mapping[str, str]
    products: tuple[ProductRow, ...] = ()
    ticked: frozenset[str] = field(default_factory=frozenset)

    @property
    def rows(self) -> tuple[ProductRow, ...]:
        """The products that were typed, and room for more."""
        last = max((n for n, row in enumerate(self.products, 1) if _is_typed(row)), default=0)
        return (*self.products[:last], *([_EMPTY] * max(1, _LEAST_ROWS - last)))


def of_facts(facts: SessionFacts, zone: ZoneInfo) -> SessionForm:
    """A session as it is on record."""
    values = {name: getattr(facts, name) for name in (*TEXTS, "operator", "deviation_reason")}
    values |= {
        "at": for_browser(facts.at, zone),
        "depths_mm": depths_shown(facts.depths_mm),
        "volume_ml": _number(facts.volume_ml),
        "eva_before": str(facts.eva_before) if facts.eva_before else "",
    }
    return SessionForm(values, tuple(_row(each) for each in facts.products or ()))


def of_posted(form: Posted) -> SessionForm:
    """What was typed, as it was typed."""
    values = {name: cleaned((form.get(name) or [""])[0]) for name in VALUES}
    rows = tuple(
        {column: cleaned((form.get(f"product.{row}.{column}") or [""])[0]) for column in COLUMNS}
        for row in _rows_of(form)
    )
    return SessionForm(values, rows, frozenset(form.get("acknowledged", [])))


def filled(shown: SessionForm, mixture: Mixture) -> SessionForm:
    """The form with what another session was done with: products, doses, lots, depths; the rest stays as it was."""
    row = mixture.session
    values = {name: getattr(row, name) for name in _OF_MIXTURE}
    values |= {"depths_mm": depths_shown(tuple(row.depths_mm)), "volume_ml": _number(row.volume_ml)}
    products = tuple(
        _row(
            ProductFacts(
                each.name, each.product_class, each.syringe, each.dose, each.lot, each.expires_on, each.depth_mm
            )
        )
        for each in mixture.products
    )
    return replace(shown, values={**shown.values, **values}, products=products, ticked=frozenset())


def facts_from(typed: TypedForm, known: SessionFacts, zone: ZoneInfo, now: datetime) -> SessionFacts:
    """What was typed, as a performed session; ``known`` is what is on record. ``typed.troubles`` says what is wrong.

    The minutes that a browser sends stand for the instant on record (or for now) when they are the same.
    """
    at = typed.instant("at", zone) or known.at
    texts: dict[str, Any] = typed.texts(SessionFacts, {name: name for name in (*TEXTS, "operator", "deviation_reason")})
    score = typed.read("eva_before", parse_eva, _EVA)
    return replace(
        known,
        **texts,
        at=next((exact for exact in (known.at, now) if for_browser(exact, zone) == typed.text("at")), at),
        state=SessionState.PERFORMED,
        state_reason="",
        depths_mm=_depths(typed),
        volume_ml=typed.number("volume_ml", MOST_ML, "ml"),
        eva_before=score,
        eva_instrument=_instrument(known, score),
        products=tuple(_products(typed, known.external_id)),
    )


def depths_shown(depths: tuple[float, ...]) -> str:
    return " + ".join(f"{depth:g}" for depth in depths)


def _instrument(known: SessionFacts, score: Eva | None) -> Instrument:
    """How the score was taken; one that is on record already keeps its own instrument."""
    return known.eva_instrument if score is not None and score == known.eva_before else Instrument.EN_0_10


def _depths(typed: TypedForm) -> tuple[float, ...]:
    def several(written: str) -> tuple[float, ...]:
        return tuple(decimal(part) for part in written.replace("mm", "").replace(";", "+").split("+") if part.strip())

    depths = typed.read("depths_mm", several, say("Écrivez 4, ou 2 + 4.", "Write 4, or 2 + 4.")) or ()
    if any(not 0 <= depth <= DEEPEST_MM for depth in depths):
        typed.troubles["depths_mm"] = say(f"De 0 à {DEEPEST_MM:g} mm.", f"From 0 to {DEEPEST_MM:g} mm.")
    return depths


def _products(typed: TypedForm, session_id: str) -> Iterator[ProductFacts]:
    """One product for each row in which something was typed; a new one takes the session's next free number."""
    rows = [row for row in _rows_of(typed.form) if _is_typed({c: typed.text(f"product.{row}.{c}") for c in COLUMNS})]
    taken = {typed.text(f"product.{row}.id") for row in rows}
    free = (name for n in range(1, 1000) if (name := f"{session_id[:95]}/{n}") not in taken)
    for row in rows:
        yield _product(typed, row, next(free) if not typed.text(f"product.{row}.id") else "")


def _product(typed: TypedForm, row: int, new_id: str) -> ProductFacts:
    at = f"product.{row}."
    texts = typed.texts(ProductFacts, {name: at + name for name in ("name", "dose", "lot")})
    product_class = typed.read(at + "class", ProductClass, CHOICE)
    if product_class is None:
        typed.troubles.setdefault(at + "class", REQUIRED)
    syringe = typed.read(at + "syringe", int, _SYRINGE)
    if syringe is not None and not 1 <= syringe <= MOST_SYRINGES:
        typed.troubles[at + "syringe"] = _SYRINGE
    expires_on = typed.day(at + "expires_on")
    if expires_on is not None and not 1990 <= expires_on.year <= 2100:
        typed.troubles[at + "expires_on"] = _YEAR
    return ProductFacts(
        **texts,
        product_class=product_class or ProductClass.OTHER,
        syringe=syringe or 1,
        expires_on=expires_on,
        depth_mm=typed.number(at + "depth_mm", DEEPEST_MM, "mm"),
        external_id=new_id or typed.text(at + "id")[:100],
    )


def _rows_of(form: Posted) -> list[int]:
    """The numbers of the rows that were sent, in order."""
    numbers = {name.split(".")[1] for name in form if name.startswith("product.") and name.count(".") == 2}
    return sorted(int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) < 4)[:_MOST_ROWS]


def _row(product: ProductFacts) -> ProductRow:
    return {
        "name": product.name,
        "class": product.product_class.value,
        "dose": product.dose,
        "lot": product.lot,
        "expires_on": product.expires_on.isoformat() if product.expires_on else "",
        "syringe": str(product.syringe),
        "depth_mm": _number(product.depth_mm),
        "id": product.external_id,
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
