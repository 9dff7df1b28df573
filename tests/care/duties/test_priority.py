from care.duties.priority import priority
from records.codes import GuardianshipCondition, RiskLevel


def test_ranks_high_risk_first_and_low_risk_last() -> None:
    assert min(RiskLevel, key=priority) is RiskLevel.HIGH
    assert max(RiskLevel, key=priority) is RiskLevel.LOW


def test_ranks_an_unrated_child_as_one_of_medium_risk() -> None:
    assert priority(RiskLevel.UNRATED) == priority(RiskLevel.MEDIUM)


def test_gives_every_level_a_rank() -> None:
    assert [priority(level) for level in RiskLevel] == [0, 1, 2, 1]


def test_ranks_low_risk_with_inadequate_guardianship_as_medium() -> None:
    assert priority(RiskLevel.LOW, GuardianshipCondition.INADEQUATE) == priority(RiskLevel.MEDIUM)
    assert priority(RiskLevel.LOW, GuardianshipCondition.GOOD) == priority(RiskLevel.LOW)
    assert priority(RiskLevel.HIGH, GuardianshipCondition.INADEQUATE) == priority(RiskLevel.HIGH)
