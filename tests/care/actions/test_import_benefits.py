"""What ledgers tell of benefits is a course, too: nothing that stood is overwritten or lost."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from care.actions.record_benefit import RecordBenefit, record_benefit
from care.ledgers.row import Benefit, Household, LedgerRow
from records.codes import BenefitKind, BenefitStatus
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_import_ledger import A_CHILD, A_ROW, Ledgers, tally
from tests.support.desks import COUNTY

LOW, ORPHAN, CURE = BenefitKind.MINIMUM_LIVING, BenefitKind.ORPHAN_ALLOWANCE, BenefitKind.MEDICAL_ASSISTANCE
TEMPORARY, NONE = BenefitKind.TEMPORARY_RELIEF, BenefitKind.NONE


@pytest.fixture
def ledgers(house: House, fujian: Tenant, owner: asyncpg.Connection, tmp_path: Path) -> Ledgers:
    return Ledgers(house, fujian, owner, tmp_path)


def with_benefits(*benefits: Benefit, family: tuple[Benefit, ...] = ()) -> LedgerRow:
    return replace(A_ROW, child=replace(A_CHILD, benefits=benefits), household=Household(benefits=family))


async def course(ledgers: Ledgers) -> list[tuple[Any, ...]]:
    """Give every row as it was written: kind, status, amount, and whether it stands."""
    rows = await ledgers.rows("benefit", "id")
    return [(row["kind"], row["status"], row["amount"], row["superseded_at"] is None) for row in rows]


async def record(ledgers: Ledgers, **facts: Any) -> None:
    child = await ledgers.row("child")
    async with ledgers.house.work(ledgers.tenant, scope=COUNTY.scope, subject=COUNTY.subject) as work:
        await record_benefit(work, COUNTY, RecordBenefit(child_id=child["id"], **facts))


async def test_another_amount_takes_the_place_and_a_missing_kind_ends(ledgers: Ledgers) -> None:
    await ledgers.take(with_benefits(Benefit(LOW, Decimal(500)), Benefit(TEMPORARY, Decimal(80))))
    assert tally(await ledgers.take(with_benefits(Benefit(LOW, Decimal(560))))) == (0, 1, 0, 0)
    assert await course(ledgers) == [
        ("MINIMUM_LIVING", "GRANTED", Decimal("500.00"), False),
        ("TEMPORARY_RELIEF", "GRANTED", Decimal("80.00"), False),
        ("MINIMUM_LIVING", "GRANTED", Decimal("560.00"), True),
        ("TEMPORARY_RELIEF", "ENDED", None, True),
    ]
    assert tally(await ledgers.take(with_benefits(Benefit(LOW, Decimal(560))))) == (0, 0, 1, 0)


async def test_none_ends_all_and_a_benefit_takes_its_place_again(ledgers: Ledgers) -> None:
    family = (Benefit(LOW, Decimal(300)),)
    await ledgers.take(with_benefits(Benefit(LOW, Decimal(500)), family=family))
    await ledgers.take(with_benefits(Benefit(NONE)))
    await ledgers.take(with_benefits(Benefit(ORPHAN)))
    stand = [one[:2] for one in await course(ledgers) if one[3]]
    assert sorted(stand) == [
        ("MINIMUM_LIVING", "ENDED"),
        ("MINIMUM_LIVING", "GRANTED"),
        ("ORPHAN_ALLOWANCE", "GRANTED"),
    ]


async def test_what_the_form_has_no_box_or_amount_for_stays(ledgers: Ledgers) -> None:
    await ledgers.take(with_benefits(Benefit(ORPHAN)))
    await record(ledgers, kind=ORPHAN, status=BenefitStatus.GRANTED, amount=Decimal(1500))
    await record(ledgers, kind=CURE, status=BenefitStatus.GRANTED)
    assert tally(await ledgers.take(with_benefits(Benefit(ORPHAN)))) == (0, 0, 1, 0)
    assert [one for one in await course(ledgers) if one[3]] == [
        ("ORPHAN_ALLOWANCE", "GRANTED", Decimal("1500.00"), True),
        ("MEDICAL_ASSISTANCE", "GRANTED", None, True),
    ]


async def test_a_ledger_that_lists_what_was_refused_supersedes_the_refusal(ledgers: Ledgers) -> None:
    await ledgers.take(A_ROW)
    await record(ledgers, kind=LOW, status=BenefitStatus.REFUSED, reason="材料不全")
    await ledgers.take(A_ROW)
    assert await course(ledgers) == [("MINIMUM_LIVING", "REFUSED", None, True)]
    await ledgers.take(with_benefits(Benefit(LOW, Decimal(500))))
    assert [one[1::2] for one in await course(ledgers)] == [("REFUSED", False), ("GRANTED", True)]
