"""A new medicine, illness, wound, pregnancy, breastfeeding or competition is weighed before the next injection.

Pregnancy and breastfeeding hold the next session, since products are chosen by them.

Source: seed 003 (report current diseases and treatments; athletes check their products); clinical review of products.
Last reviewed: 2026-11.
"""

from datetime import datetime

from vigil.domain.findings import Finding
from vigil.domain.history import History
from vigil.domain.rules.labels import NEWS
from vigil.domain.rules.reading import answers, context
from vigil.domain.rules.rule import NoThresholds, Rule
from vigil.domain.wording import capital, listed, say
from vigil.domain.words import News, Urgency


def evaluate(history: History, thresholds: NoThresholds, now: datetime) -> Finding | None:
    """Before the next session."""
    news = answers(history).news - {News.NOTHING}
    if not news:
        return None
    what = capital(listed([label for kind, label in NEWS.items() if kind in news]))
    reason = say(
        f"{what.fr} : à revoir avant la prochaine séance.", f"{what.en}: to be reviewed before the next session."
    )
    holds = not news.isdisjoint({News.PREGNANCY, News.BREASTFEEDING})
    return RULE.on_ask(
        history, Urgency.BEFORE_NEXT_SESSION, reason, *context(history), tells_patient=False, holds=holds
    )


RULE = Rule("news_before_session", 1, NoThresholds, evaluate)
