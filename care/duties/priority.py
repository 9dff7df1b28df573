"""The rank of a child in work lists, from the risk level."""

from records.codes import GuardianshipCondition, RiskLevel

# Unrated counts as medium until somebody has looked (rules/scenarios, readings A03 and A12).
_RANK = {RiskLevel.HIGH: 0, RiskLevel.MEDIUM: 1, RiskLevel.UNRATED: 1, RiskLevel.LOW: 2}


def priority(level: RiskLevel, condition: GuardianshipCondition | None = None) -> int:
    """Give the rank: 0 comes first.

    Low risk with inadequate guardianship is a contradiction; it ranks as medium until reviewed (reading A14).
    """
    if condition is GuardianshipCondition.INADEQUATE and level is RiskLevel.LOW:
        level = RiskLevel.MEDIUM
    return _RANK[level]
