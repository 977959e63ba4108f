"""A flush after calcitonin points to an injection that was too deep: check depth and dose before the next session.

Source: seed 003 (2.5 %, mostly calcitonin injected too deep); calcitonin SmPC (10 to 20 min after the injection).
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Bilingual, Finding
from vigil.domain.history import History, Session
from vigil.domain.rules.reading import context, sessions_asked_about, told
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import points, say
from vigil.domain.words import ProductClass, ReactionCode, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Before the next session, the depth of the calcitonin quoted."""
    if not told(history, ReactionCode.FLUSH):
        return None
    for session in sessions_asked_about(history):
        if session.has_product(ProductClass.CALCITONIN):
            depth = depth_of_calcitonin(session)
            reason = say(
                f"Bouffée de chaleur après calcitonine ({depth.fr}) : vérifier profondeur et dose.",
                f"Flush after calcitonin ({depth.en}): check depth and dose.",
            )
            return RULE.on_ask(history, Urgency.BEFORE_NEXT_SESSION, reason, *context(history))
    return None


def depth_of_calcitonin(session: Session) -> Bilingual:
    """The depth recorded for the calcitonin, else every depth of the session, else that none is."""
    own = [product.depth_mm for product in session.products if product.product_class is ProductClass.CALCITONIN]
    known = sorted({depth for depth in own if depth is not None} or set(session.depths_mm))
    if not known:
        return Bilingual("profondeur non renseignée", "depth not recorded")
    written = [points(round(depth * 10)) for depth in known]
    return say(f"{' et '.join(one.fr for one in written)} mm", f"{' and '.join(one.en for one in written)} mm")


RULE = Rule("flush_with_calcitonin", 1, NoThresholds, evaluate, yields_to=frozenset({"lasting_flush"}))
