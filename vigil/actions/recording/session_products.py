"""The products of a session: named, compared and written."""

from collections import Counter
from dataclasses import replace

from vigil.actions.recording.recorded import columns_of, differing, keep
from vigil.domain.errors import Refused
from vigil.domain.recording.facts import ProductFacts
from vigil.store.database import new_id
from vigil.store.shelf import Shelf
from vigil.store.tables import Product, TreatmentSession


def named(session_id: str, given: tuple[ProductFacts, ...]) -> tuple[ProductFacts, ...]:
    """The products in order of their external ids; one without gets the session's and its place (``S-12/2``)."""
    whole = [
        replace(product, external_id=product.external_id or f"{session_id[:95]}/{place}")
        for place, product in enumerate(given, 1)
    ]
    twice = [name for name, count in Counter(product.external_id for product in whole).items() if count > 1]
    if twice:
        raise Refused(f"products: {twice[0]!r} is the external id of two products.", field="products")
    return tuple(sorted(whole, key=lambda product: product.external_id))


def products_of(shelf: Shelf, row: TreatmentSession) -> tuple[ProductFacts, ...]:
    """The products on record, in order of their external ids."""
    found = (facts_of(product) for product in shelf.of(Product, "session_id", row.id))
    return tuple(sorted(found, key=lambda product: product.external_id))


def facts_of(row: Product) -> ProductFacts:
    return ProductFacts(**columns_of(ProductFacts, row))


def check_owners(shelf: Shelf, row: TreatmentSession | None, given: tuple[ProductFacts, ...]) -> None:
    """Refuse the external id of a product of another session."""
    shelf.fetch(Product, [product.external_id for product in given])
    for product in given:
        known = shelf.find(Product, product.external_id)
        if known is not None and (row is None or known.session_id != row.id):
            raise Refused(f"products: {product.external_id!r} is a product of another session.", field="products")


def write_products(shelf: Shelf, row: TreatmentSession, given: tuple[ProductFacts, ...]) -> None:
    """Bring the session's products in line with what is given; one that is no longer given is struck out."""
    for old in list(shelf.of(Product, "session_id", row.id)):
        if old.external_id not in {product.external_id for product in given}:
            shelf.strike_of(old, "session_id")
            shelf.forget(Product, old.external_id)
    for product in given:
        known = shelf.find(Product, product.external_id)
        if known is None:
            known = Product(id=new_id(shelf.session), clinic_id=row.clinic_id, session_id=row.id)
            keep(known, product, ProductFacts.__dataclass_fields__)
            shelf.enter_of(known, "session_id")
            shelf.enter(known, after_flush=True)
        else:
            keep(known, product, differing(facts_of(known), product))
