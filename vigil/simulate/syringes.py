"""What is injected: the mixtures of the seeds, with lots that last some weeks, at the depths that suit them."""

from datetime import date, datetime, timedelta
from random import Random

from vigil.domain.recording.facts import CourseFacts, ProductFacts, SessionFacts
from vigil.domain.words import ProductClass, RiskFactor
from vigil.simulate.reactions import CALCITONIN_SHARE

_LIDOCAINE = ("Lidocaïne 1 %", ProductClass.LOCAL_ANAESTHETIC, "2 ml")
_PIROXICAM = ("Piroxicam 20 mg/ml", ProductClass.NSAID, "1 ml")
_KETOPROFEN = ("Kétoprofène 100 mg/2 ml", ProductClass.NSAID, "2 ml")
_PENTOXIFYLLINE = ("Pentoxifylline 100 mg/5 ml", ProductClass.VASODILATOR, "2 ml")
_CALCITONIN = ("Calcitonine 100 UI/ml", ProductClass.CALCITONIN, "1 ml")
_VITAMINS = ("Soluvit", ProductClass.VITAMIN, "1 ml")
_MAGNESIUM = ("Maginjectable", ProductClass.TRACE_ELEMENT, "5 ml")
_SALINE = ("NaCl 0,9 %", ProductClass.DILUENT, "40 ml")
_LOT_LASTS = 42  # days

_NO_NSAID = frozenset(
    {RiskFactor.ALLERGY_NSAID, RiskFactor.ASPIRIN_SENSITIVE_ASTHMA, RiskFactor.PREGNANCY, RiskFactor.ANTICOAGULANT}
)


def mixture(
    random: Random, course: CourseFacts, performed: int, at: datetime, risks: frozenset[RiskFactor]
) -> SessionFacts:
    """How the session that follows ``performed`` others is done. Only technique, products and room are filled in."""
    if course.schedule_name == "large_dilution":
        return _large_dilution(performed, at, risks)
    chosen = [_LIDOCAINE]
    if risks.isdisjoint(_NO_NSAID):
        chosen.append(random.choice((_PIROXICAM, _KETOPROFEN)))
    chosen.append(_CALCITONIN if random.random() < CALCITONIN_SHARE else random.choice((_PENTOXIFYLLINE, _VITAMINS)))
    return SessionFacts(
        "",
        "",
        at,
        technique=random.choice(("nappage", "ponctuelle systématisée")),
        injector=random.choice(("seringue", "injecteur électronique")),
        nozzle="aiguille 0,4 x 4 mm",
        depths_mm=(2.0, 4.0),
        antiseptic="Chlorhexidine 0,5 %" if RiskFactor.ALLERGY_CHLORHEXIDINE not in risks else "Povidone iodée",
        room=random.choice(("1", "2")),
        products=_traced(chosen, at, depth_mm=4.0),
    )


def _large_dilution(performed: int, at: datetime, risks: frozenset[RiskFactor]) -> SessionFacts:
    """Two sessions of deep intradermal injections by hand, then two of subcutaneous mesoperfusion, and so on."""
    is_perfusion = performed // 2 % 2 == 1
    first = [_SALINE, _LIDOCAINE, _VITAMINS]
    second = [_PENTOXIFYLLINE, _MAGNESIUM]
    if risks.isdisjoint(_NO_NSAID):
        second.append(_KETOPROFEN)
    return SessionFacts(
        "",
        "",
        at,
        technique="mésoperfusion sous-cutanée" if is_perfusion else "intradermique profonde, main-seringue",
        injector="perfusion" if is_perfusion else "seringue",
        nozzle="aiguille 0,5 x 16 mm" if is_perfusion else "aiguille 0,4 x 4 mm",
        depths_mm=(16.0,) if is_perfusion else (4.0,),
        volume_ml=250.0 if is_perfusion else 40.0,
        diluent="NaCl 0,9 %",
        antiseptic="Chlorhexidine 0,5 %",
        room="3" if is_perfusion else "1",
        products=_traced(first, at, depth_mm=4.0) + _traced(second, at, depth_mm=4.0, syringe=2),
    )


def _traced(
    chosen: list[tuple[str, ProductClass, str]], at: datetime, *, depth_mm: float, syringe: int = 1
) -> tuple[ProductFacts, ...]:
    return tuple(
        ProductFacts(
            name, kind, syringe=syringe, dose=dose, depth_mm=depth_mm, lot=_lot(name, at), expires_on=_expiry(at)
        )
        for name, kind, dose in chosen
    )


def _lot(name: str, at: datetime) -> str:
    return f"{name[:3].upper()}{at.toordinal() // _LOT_LASTS}"


def _expiry(at: datetime) -> date:
    return (at + timedelta(days=400)).date().replace(day=1)
