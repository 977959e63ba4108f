"""A verdict as a physician reads it: what was compared, what is missing, and what would have changed it."""

from vigil.domain.findings import Bilingual
from vigil.domain.history import EvaMeasure, History
from vigil.domain.outcome import Missing, Outcome, Verdict
from vigil.domain.rules.labels import IMPRESSION
from vigil.domain.wording import day, points, say, score
from vigil.domain.words import AnalgesicUse

OUTCOME = {
    Outcome.WORSE: Bilingual("aggravation", "worse"),
    Outcome.NONE: Bilingual("pas d’amélioration", "no improvement"),
    Outcome.MINIMAL: Bilingual("amélioration minime", "minimal improvement"),
    Outcome.RESPONDER: Bilingual("répondeur", "responder"),
    Outcome.SUBSTANTIAL: Bilingual("réponse importante", "substantial response"),
}
MISSING = {
    Missing.BASELINE: Bilingual("EVA de départ manquante", "baseline EVA missing"),
    Missing.BASELINE_IS_ZERO: Bilingual("EVA de départ à 0", "baseline EVA of 0"),
    Missing.EVALUATION: Bilingual("EVA après la séance manquante", "EVA after the session missing"),
}
ANALGESICS = {
    AnalgesicUse.STOPPED: Bilingual("arrêtés", "stopped"),
    AnalgesicUse.LESS: Bilingual("moins", "less"),
    AnalgesicUse.SAME: Bilingual("pareil", "the same"),
    AnalgesicUse.MORE: Bilingual("plus", "more"),
    AnalgesicUse.NEVER: Bilingual("jamais pris", "never taken"),
}


def compared(verdict: Verdict) -> Bilingual:
    """``EVA 7 → 6,5 (−7 %)``; the change is that of the score, so an improvement is negative."""
    if verdict.baseline is None or verdict.evaluation is None or verdict.fall is None:
        return Bilingual("EVA non comparable", "EVA not comparable")
    first, last = score(verdict.baseline.value), score(verdict.evaluation.value)
    moved = points(verdict.fall)
    sign = "−" if verdict.fall > 0 else "+" if verdict.fall < 0 else "±"
    share = f" ; {sign}{abs(verdict.percent)} %" if verdict.percent is not None and not verdict.is_low_baseline else ""
    return say(
        f"EVA {first.fr} → {last.fr} ({sign}{moved.fr}{share})",
        f"EVA {first.en} → {last.en} ({sign}{moved.en}{share.replace(' ;', ';').replace(' %', '%')})",
    )


def lines(history: History, verdict: Verdict) -> tuple[Bilingual, ...]:
    """The verdict in full, one line per fact."""
    found = [_class(verdict)]
    if verdict.baseline is not None:
        found.append(_measure(history, verdict.baseline, Bilingual("EVA de départ", "Baseline EVA")))
    if verdict.evaluation is not None:
        found.append(_measure(history, verdict.evaluation, Bilingual("EVA de jugement", "EVA judged on")))
    found += [_rhythm(verdict), *_supposed(verdict), *_told(verdict)]
    if verdict.mixes_instruments:
        found.append(
            say(
                "Échelles différentes (EVA mm et EN 0-10) : comparaison approchée.",
                "Different scales (VAS mm and NRS 0-10): approximate comparison.",
            )
        )
    return tuple(found)


def _class(verdict: Verdict) -> Bilingual:
    fr, en = (
        f"Après {verdict.rank} séance{'s' if verdict.rank > 1 else ''} : ",
        f"After {verdict.rank} session{'s' if verdict.rank > 1 else ''}: ",
    )
    if verdict.missing:
        what_fr, what_en = (", ".join(MISSING[item][language] for item in verdict.missing) for language in ("fr", "en"))
        fr, en = f"{fr}non évaluable ({what_fr})", f"{en}not evaluable ({what_en})"
    if verdict.outcome is None:
        return say(f"{fr}.", f"{en}.")
    both, label = compared(verdict), OUTCOME[verdict.outcome]
    if verdict.is_provisional:
        return say(
            f"{fr} ; provisoire, score de la séance précédente : {both.fr}, {label.fr}.",
            f"{en}; provisional, score of the session before: {both.en}, {label.en}.",
        )
    return say(f"{fr}{both.fr}, {label.fr}.", f"{en}{both.en}, {label.en}.")


def _measure(history: History, measure: EvaMeasure, name: Bilingual) -> Bilingual:
    value, on = score(measure.value), day(measure.answered_at, history.patient.zone)
    recalled = Bilingual(", rappelée après coup", ", recalled afterwards") if measure.is_recalled else Bilingual("", "")
    return say(f"{name.fr} : {value.fr}, le {on.fr}{recalled.fr}.", f"{name.en}: {value.en}, on {on.en}{recalled.en}.")


def _rhythm(verdict: Verdict) -> Bilingual:
    gaps = ", ".join(str(gap) for gap in verdict.gaps_days) or "–"
    kept = ("respecté", "kept") if verdict.is_spacing_kept else ("non respecté", "not kept")
    return say(
        f"Rythme attendu : {verdict.spacing_days} jours, {kept[0]} (écarts en jours : {gaps}) ; séances manquées : "
        f"{verdict.missed_sessions}.",
        f"Expected rhythm: {verdict.spacing_days} days, {kept[1]} (gaps in days: {gaps}); missed sessions: "
        f"{verdict.missed_sessions}.",
    )


def _supposed(verdict: Verdict) -> tuple[Bilingual, ...]:
    """What 0 or 10 in place of the missing score would have given; nothing is ever imputed."""
    if not verdict.missing or (verdict.with_zero is None and verdict.with_ten is None):
        return ()
    unknown = Bilingual("non évaluable", "not evaluable")
    zero, ten = (OUTCOME[it] if it else unknown for it in (verdict.with_zero, verdict.with_ten))
    return (
        say(
            f"Si le score manquant était 0 : {zero.fr} ; s'il était 10 : {ten.fr}.",
            f"Were the missing score 0: {zero.en}; were it 10: {ten.en}.",
        ),
    )


def _told(verdict: Verdict) -> tuple[Bilingual, ...]:
    found = []
    if verdict.impression is not None:
        said = IMPRESSION[verdict.impression]
        found.append(say(f"Impression du patient : {said.fr}.", f"Patient's impression: {said.en}."))
    if verdict.analgesic_use is not None:
        use = ANALGESICS[verdict.analgesic_use]
        found.append(say(f"Antidouleurs : {use.fr}.", f"Painkillers: {use.en}."))
    return tuple(found)
