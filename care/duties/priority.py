"""The rank of a child in work lists, from the scale that its jurisdiction has, and from what makes it a key child."""

from care.duties.derived import Classified
from care.duties.facts import Facts
from care.rulebooks.rulebook import Rulebook
from records.codes import GuardianshipCondition, GuardianshipRating, RiskLevel

# Unrated counts as the middle until somebody has looked (rules/scenarios, readings A03, A11 and A12).
_RISK = {RiskLevel.HIGH: 0, RiskLevel.MEDIUM: 1, RiskLevel.UNRATED: 1, RiskLevel.LOW: 2}
_RATING = {
    GuardianshipRating.HIGH_RISK: 0,
    GuardianshipRating.AVERAGE: 1,
    GuardianshipRating.UNRATED: 1,
    GuardianshipRating.GOOD: 2,
}
_KEY, _USUAL = 0, 1


def priority(level: RiskLevel, condition: GuardianshipCondition | None = None) -> int:
    """Give the rank by the level of risk alone: 0 comes first.

    Low risk with inadequate guardianship is a contradiction; it ranks as medium until reviewed (reading A14).
    """
    if condition is GuardianshipCondition.INADEQUATE and level is RiskLevel.LOW:
        level = RiskLevel.MEDIUM
    return _RISK[level]


def rank(facts: Facts, classified: Classified, book: Rulebook) -> int:
    """Give the rank under the rules of a place: by its scale; a key child comes before others, never behind the middle.

    A place without a scale ranks key children first and all others alike.
    """
    scales: list[int] = []
    if book.cases("risk.scale"):
        scales.append(priority(facts.level.risk, facts.condition))
    if book.cases("rating.scale"):
        scales.append(_RATING[facts.level.rating])
    if not scales:
        return _KEY if classified.key_reasons else _USUAL
    if classified.key_reasons:
        scales.append(_USUAL)
    return min(scales)
