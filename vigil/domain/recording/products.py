"""What a product is, by its class and by its name: a wrong class must not hide a corticosteroid.

Names are those of French injectables and their substances (base de données publique des médicaments), compared without
accents, case and punctuation.
"""

import re
import unicodedata
from functools import lru_cache

from vigil.domain.recording.facts import ProductFacts
from vigil.domain.words import ProductClass


def _stems(written: str) -> frozenset[str]:
    return frozenset(written.split())


CORTICOSTEROIDS = _stems("""
    cortivazol triamcinolon bethametason betamethason betametason methylpredniso prednisolon prednison hydrocorti
    cortison dexamethason dexametason paramethason fluocortolon budesonid corticoid corticosteroid corticotherap
    glucocortic cortisol diprosten celesten betnesol kenacort hexatrion medrol solupred cortancyl dectancyl soludecadron
    aristospan triesence
""")
"""Parts of words."""

CORTICOSTEROID_WORDS = _stems("altim dilar dxm tac40")
"""Whole words, too short to be sought inside others."""

NSAIDS = _stems("""
    piroxicam feldene ketoprofen profenid ketum diclofenac voltaren xenid tenoxicam tilcotil meloxicam mobic indometacin
    indocid naproxen ibuprofen ketorolac acetylsalicyl aspirin aspegic parecoxib dynastat niflumi
""")
LOCAL_ANAESTHETICS = _stems("caine xylocard emla lidocain procain mepivacain ropivacain bupivacain articain naropein")
THIOCOLCHICOSIDE = _stems("thiocolch coltramyl miorel myopleg muscoril")
OTHER_RELAXANTS = _stems("methocarbamol lumirelax baclofen lioresal diazepam valium pridinol tizanidin botuli")
CALCITONINS = _stems("calcitonin miacalcic calsyn cadens cibacalcin elcatonin calcitar staporos")
CHLORHEXIDINES = _stems("""
    chlorhexidin biseptin hibitan hibiscrub chloraprep septeal diaseptyl merfen hibidil cristalcrom plurexid
""")


def is_corticosteroid(product: ProductFacts) -> bool:
    return product.product_class is ProductClass.CORTICOSTEROID or names_corticosteroid(product.name)


def names_corticosteroid(name: str) -> bool:
    """Whether a name, whatever else it says, is that of a corticosteroid."""
    return _names(name, CORTICOSTEROIDS) or not CORTICOSTEROID_WORDS.isdisjoint(re.findall("[a-z0-9]+", folded(name)))


def is_nsaid(product: ProductFacts) -> bool:
    return product.product_class is ProductClass.NSAID or _names(product.name, NSAIDS)


def is_local_anaesthetic(product: ProductFacts) -> bool:
    return product.product_class is ProductClass.LOCAL_ANAESTHETIC or _names(product.name, LOCAL_ANAESTHETICS)


def is_thiocolchicoside(product: ProductFacts) -> bool:
    """By name; a muscle relaxant whose name says nothing else is taken for it, the usual one of mesotherapy."""
    if _names(product.name, THIOCOLCHICOSIDE):
        return True
    return product.product_class is ProductClass.MUSCLE_RELAXANT and not _names(product.name, OTHER_RELAXANTS)


def is_calcitonin(product: ProductFacts) -> bool:
    return product.product_class is ProductClass.CALCITONIN or _names(product.name, CALCITONINS)


def is_inert(product: ProductFacts) -> bool:
    return product.product_class is ProductClass.DILUENT


def holds_chlorhexidine(antiseptic: str) -> bool:
    return _names(antiseptic, CHLORHEXIDINES)


def folded(written: str) -> str:
    """Lower case without accents: ``Bétaméthasone`` is ``betamethasone``."""
    parts = unicodedata.normalize("NFKD", written.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=4096)  # a clinic writes the same few names at every session
def _names(name: str, stems: frozenset[str]) -> bool:
    squashed = re.sub("[^a-z0-9]", "", folded(name))
    return any(stem in squashed for stem in stems)
