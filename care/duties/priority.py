"""The rank of a child in work lists, from the risk level."""

from records.codes import RiskLevel

# Unrated counts as medium until somebody has looked (rules/scenarios, readings A03 and A12).
_RANK = {RiskLevel.HIGH: 0, RiskLevel.MEDIUM: 1, RiskLevel.UNRATED: 1, RiskLevel.LOW: 2}


def priority(level: RiskLevel) -> int:
    """Give the rank: 0 comes first."""
    return _RANK[level]
