"""What actions about places leave behind, committed: rows of the trail by both sides, and after a refusal nothing."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from care.actions.accept_commission import AcceptCommission, accept_commission
from care.actions.agree_division_of_duties import AgreeDivisionOfDuties, agree_division_of_duties
from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.approve_phone_substitute import ApprovePhoneSubstitute, approve_phone_substitute
from care.actions.commission_visit import CommissionVisit, commission_visit
from care.actions.record_patrol import RecordPatrol, record_patrol
from care.actions.record_screening import RecordScreening, Screened, record_screening
from care.actions.register_child import register_child
from policies.caller import Caller
from policies.refusal import Refused
from policies.scope import EVERYTHING
from records.codes import PatrolTopic, Role, VisitMode
from tenants.house import House
from tenants.registry import Tenant
from tests.care.actions.test_trail import counts
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, GUDONG, GULOU, JIANHAI, SUPERVISOR, ZHONGSHAN, Do, caller
from tests.support.forms import SHANGHAI, without_number
from tests.support.laws import NONRESIDENT, PATROLS
from tests.support.places import NOW
from tests.support.trails import TOLD

THERE = JIANHAI // 1000 * 1000
RECEIVER = caller(Role.TOWNSHIP, THERE, subject="receiver@fujian")
LAW = layer(
    *PATROLS,
    *NONRESIDENT,
    rule("residence.agreement", "true"),
    rule("screening.village.maxInterval", "1", 'unit = "quarter"'),
    place="county",
    division=GULOU,
)
TRAIL = f"SELECT subject, action, kind, object, {TOLD} FROM t_fujian.audit_event ORDER BY at, id"
MORNING = datetime(2026, 11, 22, 8, 0, tzinfo=SHANGHAI)


@pytest.fixture
async def do(do: Do, house: House, fujian: Tenant) -> Do:
    async with house.work(fujian, scope=EVERYTHING) as work:
        await apply_rulebook(work, ADMIN, ApplyRulebook(("county.toml", LAW)))
    return do


def a_patrol(**changes: Any) -> RecordPatrol:
    return RecordPatrol(**{"division": GUDONG, "patrolled_on": NOW.date(), "topics": tuple(PatrolTopic), **changes})


async def test_leaves_a_row_in_the_trail_for_every_action(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, without_number(lives_at=JIANHAI, hukou_division=350104000000), DIRECTOR)
    await owner.execute("DELETE FROM t_fujian.audit_event")
    await do(record_patrol, a_patrol(), SUPERVISOR)
    await do(commission_visit, CommissionVisit(child, "在外区就读"), SUPERVISOR)
    commission = await owner.fetchval("SELECT id FROM t_fujian.commission")
    await do(accept_commission, AcceptCommission(commission), RECEIVER)
    await do(approve_phone_substitute, ApprovePhoneSubstitute(child, "道路中断"))
    entry = Screened(child, VisitMode.FIELD_CHECK, MORNING)
    screened = await do(record_screening, RecordScreening(ZHONGSHAN, "2026Q4", (entry,)), DIRECTOR)
    await do(agree_division_of_duties, AgreeDivisionOfDuties(child, 350104000000, NOW.date(), "分工"))

    patrol = await owner.fetchval("SELECT id FROM t_fujian.patrol")
    visit = await owner.fetchval("SELECT id FROM t_fujian.visit")
    agreed = await owner.fetchval("SELECT id FROM t_fujian.division_of_duties")
    assert [tuple(row) for row in await owner.fetch(TRAIL)] == [
        (SUPERVISOR.subject, "patrol:record", "patrol", patrol, None),
        (SUPERVISOR.subject, "commission:offer", "commission", commission, None),
        (RECEIVER.subject, "commission:accept", "commission", commission, None),
        (COUNTY.subject, "commission:approve", "commission", commission, "道路中断"),
        (DIRECTOR.subject, "visit:record", "visit", visit, None),
        (DIRECTOR.subject, "screening:record", "screening", screened, None),
        (COUNTY.subject, "dutyDivision:agree", "dutyDivision", agreed, None),
    ]


async def test_leaves_nothing_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, without_number(lives_at=JIANHAI, hukou_division=350104000000), DIRECTOR)
    await do(commission_visit, CommissionVisit(child, "在外区就读"), SUPERVISOR)
    commission = await owner.fetchval("SELECT id FROM t_fujian.commission")
    before = await counts(owner)
    named: dict[str, Any] = {"idempotency_key": "k-1"}
    met = Screened(child, VisitMode.FIELD_CHECK, MORNING)
    hidden = Screened(uuid4(), VisitMode.FIELD_CHECK, MORNING)
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (record_patrol, a_patrol(topics=(), **named), SUPERVISOR),
        (commission_visit, CommissionVisit(child, "再次", **named), SUPERVISOR),
        (accept_commission, AcceptCommission(commission, **named), SUPERVISOR),
        (approve_phone_substitute, ApprovePhoneSubstitute(child, "", **named), COUNTY),
        # The first entry was written when the second one was refused.
        (record_screening, RecordScreening(ZHONGSHAN, "2026Q4", (met, hidden), **named), DIRECTOR),
        (agree_division_of_duties, AgreeDivisionOfDuties(child, GULOU, NOW.date(), "分工", **named), COUNTY),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before
