"""Synthetic input for actions: valid as it stands, changed by what a test is about."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from care.actions.common.guardian_facts import GuardianFacts
from care.actions.common.visit_findings import VisitFindings
from care.actions.record_departure import RecordDeparture
from care.actions.record_visit import RecordVisit
from care.actions.register_child import RegisterChild
from care.ledgers.identity import check_character
from records.codes import AwayPurpose, CarerCapacity, GuardianRelation, HukouType, Sex, VisitMode
from tests.support.desks import ZHONGSHAN

SHANGHAI = ZoneInfo("Asia/Shanghai")


def number(birth: date, *, male: bool = True, sequence: int = 1) -> str:
    """Make a valid resident ID number of a place that does not exist (prefix 99)."""
    digits = f"990000{birth:%Y%m%d}{sequence:02}{1 if male else 2}"
    return digits + check_character(digits)


def a_child(**changes: Any) -> RegisterChild:
    """A boy born on 2016-05-01 with a valid number."""
    facts: dict[str, Any] = {
        "name": "单小明",
        "sex": Sex.MALE,
        "birth_date": date(2016, 5, 1),
        "resident_id": number(date(2016, 5, 1)),
        "division": ZHONGSHAN,
        "hukou_type": HukouType.RURAL,
    }
    return RegisterChild(**{**facts, **changes})


def without_number(**changes: Any) -> RegisterChild:
    """A child that has no number yet."""
    return a_child(**{"resident_id": None, "resident_id_missing": "NOT_PROVIDED", **changes})


def a_father(**changes: Any) -> GuardianFacts:
    """A father with a mobile number."""
    facts: dict[str, Any] = {"relation": GuardianRelation.FATHER, "name": "单大伟", "phone": "13800138000"}
    return GuardianFacts(**{**facts, **changes})


def a_departure(guardian: UUID, **changes: Any) -> RecordDeparture:
    """A father who left for work on 2026-08-01."""
    facts: dict[str, Any] = {"guardian_id": guardian, "since": date(2026, 8, 1), "purpose": AwayPurpose.WORK}
    return RecordDeparture(**{**facts, **changes})


# What the documents of Fujian ask a household visit to find out.
FOUND = VisitFindings(psychological_needs="无", carer_capacity=CarerCapacity.NO_CARER)


def a_visit(*children: UUID, **changes: Any) -> RecordVisit:
    """A household visit on 2026-11-20 that found out what it had to."""
    facts: dict[str, Any] = {
        "child_ids": children,
        "mode": VisitMode.HOUSEHOLD,
        "occurred_at": datetime(2026, 11, 20, 15, 30, tzinfo=SHANGHAI),
        "findings": FOUND,
    }
    return RecordVisit(**{**facts, **changes})
