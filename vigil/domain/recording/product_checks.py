"""Warnings about a product for this patient, at this depth, on this day (DIU teaching; French SmPCs)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from vigil.domain.findings import Bilingual
from vigil.domain.recording import products
from vigil.domain.recording.circumstances import CourseRecord, PatientRecord
from vigil.domain.recording.facts import ProductFacts, SessionFacts
from vigil.domain.recording.notices import Notice, Warned
from vigil.domain.words import RiskFactor

DEEPEST_INTRADERMAL_MM = 4.0  # deep intradermal is 2 to 4 mm
THIOCOLCHICOSIDE_FROM = 16  # years
CALCITONIN_FROM = 18  # years


@dataclass(frozen=True)
class _Clash:
    """A risk factor that forbids, or questions, a kind of product."""

    factor: RiskFactor
    concerns: Callable[[ProductFacts], bool]
    code: Warned
    fr: str
    en: str


def _active(product: ProductFacts) -> bool:
    return not products.is_inert(product)


_F, _W = RiskFactor, Warned
_CLASHES = (
    _Clash(
        _F.ALLERGY_LOCAL_ANAESTHETIC,
        products.is_local_anaesthetic,
        _W.ALLERGY_LOCAL_ANAESTHETIC,
        "allergie connue aux anesthésiques locaux",
        "known allergy to local anaesthetics",
    ),
    _Clash(
        _F.ALLERGY_NSAID,
        products.is_nsaid,
        _W.ALLERGY_NSAID,
        "allergie connue aux anti-inflammatoires",
        "known allergy to NSAIDs",
    ),
    _Clash(
        _F.ALLERGY_PRESERVATIVE,
        _active,
        _W.ALLERGY_PRESERVATIVE,
        "allergie connue à un conservateur, vérifier les excipients",
        "known allergy to a preservative, check the excipients",
    ),
    _Clash(
        _F.ALLERGY_OTHER,
        _active,
        _W.ALLERGY_OTHER,
        "une autre allergie est au dossier, vérifier laquelle",
        "another allergy is on record, check which",
    ),
    _Clash(
        _F.ASPIRIN_SENSITIVE_ASTHMA,
        products.is_nsaid,
        _W.ASTHMA_NSAID,
        "asthme à l'aspirine, les anti-inflammatoires sont contre-indiqués",
        "aspirin-sensitive asthma, NSAIDs are contra-indicated",
    ),
    _Clash(
        _F.PREGNANCY,
        products.is_nsaid,
        _W.NSAID_PREGNANCY,
        "anti-inflammatoire pendant une grossesse",
        "an NSAID during a pregnancy",
    ),
    _Clash(
        _F.PREGNANCY,
        products.is_thiocolchicoside,
        _W.THIOCOLCHICOSIDE_PREGNANCY,
        "thiocolchicoside contre-indiqué pendant la grossesse",
        "thiocolchicoside is contra-indicated during pregnancy",
    ),
    _Clash(
        _F.BREASTFEEDING,
        products.is_thiocolchicoside,
        _W.THIOCOLCHICOSIDE_BREASTFEEDING,
        "thiocolchicoside contre-indiqué pendant l'allaitement",
        "thiocolchicoside is contra-indicated while breastfeeding",
    ),
    _Clash(
        _F.NO_CONTRACEPTION,
        products.is_thiocolchicoside,
        _W.THIOCOLCHICOSIDE_NO_CONTRACEPTION,
        "thiocolchicoside contre-indiqué sans contraception efficace (femme ou homme)",
        "thiocolchicoside is contra-indicated without effective contraception (women and men)",
    ),
)


def product_warnings(
    session: SessionFacts, given: tuple[ProductFacts, ...], patient: PatientRecord, course: CourseRecord, on: date
) -> Iterator[Notice]:
    """Every warning that the session's products and antiseptic call for, once per code."""
    for clash in _CLASHES:
        named = _names(product for product in given if clash.concerns(product))
        if clash.factor in patient.risk_factors and named:
            yield _notice(clash.code, f"{named} : {clash.fr}.", f"{named}: {clash.en}.")
    yield from _antiseptic(session, patient, any(map(_active, given)))
    yield from _ages(given, patient.age_on(on))
    yield from _depth(session, given)
    yield from _traces(given, on)
    active = _names(product for product in given if _active(product))
    if course.is_competitor and active:
        yield _notice(
            _W.COMPETITOR,
            f"{active} : sportif en compétition, vérifier sur afld.fr.",
            f"{active}: the patient competes, check on afld.fr.",
        )


def _antiseptic(session: SessionFacts, patient: PatientRecord, is_said: bool) -> Iterator[Notice]:
    named = session.antiseptic
    if _F.ALLERGY_CHLORHEXIDINE in patient.risk_factors and products.holds_chlorhexidine(named):
        fr, en = f"{named} : allergie connue à la chlorhexidine.", f"{named}: known allergy to chlorhexidine."
        yield _notice(_W.ALLERGY_CHLORHEXIDINE, fr, en, "antiseptic")
    if _F.ALLERGY_OTHER in patient.risk_factors and named and not is_said:
        fr = f"{named} : une autre allergie est au dossier, vérifier laquelle."
        yield _notice(_W.ALLERGY_OTHER, fr, f"{named}: another allergy is on record, check which.", "antiseptic")


def _ages(given: tuple[ProductFacts, ...], age: int | None) -> Iterator[Notice]:
    limits = (
        (products.is_thiocolchicoside, THIOCOLCHICOSIDE_FROM, _W.THIOCOLCHICOSIDE_UNDER_16),
        (products.is_calcitonin, CALCITONIN_FROM, _W.CALCITONIN_UNDER_18),
    )
    for concerns, youngest, code in limits:
        named = _names(product for product in given if concerns(product))
        if named and age is not None and age < youngest:
            yield _notice(
                code,
                f"{named} : contre-indiqué avant {youngest} ans (âge : {age}).",
                f"{named}: contra-indicated before the age of {youngest} (the patient is {age}).",
            )
    named = _names(product for product in given if any(concerns(product) for concerns, _, _ in limits))
    if named and age is None:
        yield _notice(
            _W.AGE_UNKNOWN,
            f"{named} : un âge minimal existe et la date de naissance n'est pas au dossier.",
            f"{named}: there is a minimum age and the date of birth is not on record.",
        )


def _depth(session: SessionFacts, given: tuple[ProductFacts, ...]) -> Iterator[Notice]:
    for product in given:
        if not products.is_calcitonin(product):
            continue
        depth = product.depth_mm if product.depth_mm is not None else max(session.depths_mm, default=0.0)
        if depth > DEEPEST_INTRADERMAL_MM:
            yield _notice(
                _W.CALCITONIN_TOO_DEEP,
                f"{product.name} à {depth:g} mm : plus profond que l'intradermique "
                f"({DEEPEST_INTRADERMAL_MM:g} mm), risque de bouffée de chaleur.",
                f"{product.name} at {depth:g} mm: deeper than intradermal ({DEEPEST_INTRADERMAL_MM:g} mm), "
                "risk of flush.",
            )
            return


def _traces(given: tuple[ProductFacts, ...], on: date) -> Iterator[Notice]:
    expired = [product for product in given if product.expires_on is not None and product.expires_on < on]
    if expired:
        fr, en = (
            ", ".join(f"{product.name} ({product.lot or '?'}, {product.expires_on:{form}})" for product in expired)
            for form in ("%d/%m/%Y", "%Y-%m-%d")
        )
        yield _notice(
            _W.PRODUCT_EXPIRED,
            f"Périmé à la date de la séance : {fr}.",
            f"Expired on the day of the session: {en}.",
        )


def _names(found: Iterator[ProductFacts]) -> str:
    return ", ".join(dict.fromkeys(product.name for product in found))


def _notice(code: Warned, fr: str, en: str, field: str = "products") -> Notice:
    return Notice(code, Bilingual(fr, en), field)
