"""The nouns that the pages of a record share, handed to their templates."""

from typing import Any

from vigil.domain.reasons import Reason
from vigil.domain.rules.labels import EVOLUTION, REACTION, RISK, SIGN
from vigil.domain.rules.verdict_lines import OUTCOME, compared
from vigil.domain.wording import score
from vigil.domain.words import RiskFactor, Urgency
from vigil.web.desk.eva_picture import shape


def urgency_code(urgency: int) -> str:
    return Urgency(urgency).code


def risk_names(written: list[str]) -> list[Any]:
    """The labels of the risk factors on record."""
    return [RISK[RiskFactor(each)] for each in written]


def reason_sentence(written: str) -> Any:
    """Why a message did not simply leave; ``None`` where nothing is said."""
    return Reason(written).sentence if written in tuple(Reason) else None


WORDS: dict[str, Any] = {
    "score": score,
    "shape": shape,
    "compared": compared,
    "outcome_names": OUTCOME,
    "reaction_names": REACTION,
    "sign_names": SIGN,
    "evolution_names": EVOLUTION,
    "risk_names": risk_names,
    "reason_sentence": reason_sentence,
    "urgency_code": urgency_code,
    "Urgency": Urgency,
}
