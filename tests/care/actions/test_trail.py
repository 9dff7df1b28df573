"""What every action leaves behind, committed: its row in the trail, its event, and after a refusal nothing."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from care.actions.add_guardian import AddGuardian, add_guardian
from care.actions.assign_role import AssignRole, assign_role
from care.actions.close_child_file import CloseChildFile, close_child_file
from care.actions.correct_visit import CorrectVisit, correct_visit
from care.actions.enrol_trainee import EnrolTrainee, enrol_trainee
from care.actions.move_child import MoveChild, move_child
from care.actions.record_assessment import RecordAssessment, record_assessment
from care.actions.record_benefit import RecordBenefit, record_benefit
from care.actions.record_departure import record_departure
from care.actions.record_return import RecordReturn, record_return
from care.actions.record_training import RecordTraining, record_training
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from care.actions.reopen_child_file import ReopenChildFile, reopen_child_file
from care.actions.request_assessment import RequestAssessment, request_assessment
from care.actions.review_class import ReviewClass, review_class
from care.actions.revoke_role import RevokeRole, revoke_role
from care.actions.save_organisation import SaveOrganisation, save_organisation
from care.actions.update_child import UpdateChild, update_child
from care.actions.update_guardian import UpdateGuardian, update_guardian
from care.actions.update_household import UpdateHousehold, update_household
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import (
    AdminLevel,
    AssessmentKind,
    BenefitKind,
    BenefitStatus,
    ChildClass,
    FileClosing,
    OrganisationKind,
    RiskLevel,
    Role,
    TraineePost,
    TrainingKind,
    VisitMode,
)
from tenants.errors import Unreachable
from tenants.house import House
from tenants.registry import Tenant
from tests.support.desks import COUNTY, DIRECTOR, GUDONG, QINGCHENG, ZHONGSHAN, Do
from tests.support.forms import a_child, a_departure, a_father, a_visit
from tests.support.places import NOW
from tests.support.trails import TOLD

TRAIL = f"""
SELECT subject, role, action, kind, object, fields, {TOLD}, policy_version FROM t_fujian.audit_event ORDER BY at, id
"""
EVENTS = "SELECT kind, severity, subject_kind, subject, division, occurred_at FROM t_fujian.outbox ORDER BY id"
TABLES = """
SELECT format('SELECT count(*) FROM %I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname = 't_fujian' AND tablename NOT LIKE 'alembic%'
"""


async def test_leaves_a_row_in_the_trail_and_an_event_for_every_action(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(address="中山路1号"), DIRECTOR)
    await do(update_child, UpdateChild(child, 1, notes=None, ethnicity="汉族", reason="补录"), DIRECTOR)
    father = await do(add_guardian, AddGuardian(child, a_father()))
    await do(update_guardian, UpdateGuardian(father, 1, phone="13900139000", reason="换号"))
    await do(record_departure, a_departure(father))
    await do(record_return, RecordReturn(father, date(2026, 10, 1)))
    visit = await do(record_visit, a_visit(child, problems="无人", solutions="改日"), DIRECTOR)
    corrected = await do(correct_visit, CorrectVisit(visit, 1, "写错", mode=VisitMode.PHONE), DIRECTOR)
    asked = await do(request_assessment, RequestAssessment(child, AssessmentKind.RISK_LEVEL), DIRECTOR)
    level: dict[str, Any] = {"risk_level": RiskLevel.LOW, "result": "尚可"}
    await do(record_assessment, RecordAssessment(child, AssessmentKind.RISK_LEVEL, date(2026, 11, 20), **level))
    judged: dict[str, Any] = {"child_class": ChildClass.RURAL_LEFT_BEHIND}
    await do(review_class, ReviewClass(child, True, date(2026, 10, 1), "核实", **judged))
    await do(move_child, MoveChild(child, 3, QINGCHENG, reason="搬家"))
    trainee = await do(enrol_trainee, EnrolTrainee("蓝小燕", "13800138000", TraineePost.CHILD_DIRECTOR, ZHONGSHAN))
    await do(record_training, RecordTraining(trainee, TrainingKind.INITIAL, AdminLevel.COUNTY, date(2026, 5, 1)))
    school = await do(save_organisation, SaveOrganisation("中山小学", OrganisationKind.SCHOOL, GUDONG))
    role = await do(assign_role, AssignRole("new@fujian", Role.CHILD_DIRECTOR, ZHONGSHAN))
    await do(revoke_role, RevokeRole("new@fujian", Role.CHILD_DIRECTOR, ZHONGSHAN, reason="离任"))

    trail = [dict(row) for row in await owner.fetch(TRAIL)]
    told = [(row["action"], row["kind"], row["object"], row["reason"]) for row in trail]
    assert told == [
        ("child:register", "child", child, None),
        ("child:update", "child", child, "补录"),
        ("guardian:add", "guardian", father, None),
        ("guardian:update", "guardian", father, "换号"),
        ("guardian:depart", "guardian", father, None),
        ("guardian:return", "guardian", father, None),
        ("visit:record", "visit", visit, None),
        ("visit:correct", "visit", visit, "写错"),
        ("assessment:request", "assessment", asked, None),
        ("assessment:record", "assessment", asked, None),
        ("child:review", "child", child, "核实"),
        ("child:move", "child", child, "搬家"),
        ("trainee:enrol", "trainee", trainee, None),
        ("training:record", "trainee", trainee, None),
        ("organisation:save", "organisation", school, None),
        ("role:assign", "role_assignment", role, None),
        ("role:revoke", "role_assignment", role, "离任"),
    ]
    assert {(row["subject"], row["role"]) for row in trail[:2]} == {(DIRECTOR.subject, "CHILD_DIRECTOR")}
    assert {row["policy_version"] for row in trail} == {COUNTY.permit.version}
    registered = ["address", "birthDate", "birthDatePrecision", "division", "hukouType", "name", "residentId", "sex"]
    assert trail[0]["fields"] == registered
    assert trail[1]["fields"] == ["ethnicity", "notes"]
    assert trail[3]["fields"] == ["phone"]
    assert trail[10]["fields"] == ["class", "from", "holds"]
    assert trail[6]["fields"][2:5] == ["findings.carerCapacity", "findings.psychologicalNeeds", "mode"]
    assert not [value for row in trail for value in row["fields"] if "13900139000" in value]

    events = [dict(row) for row in await owner.fetch(EVENTS)]
    assert [(row["kind"], row["subject_kind"], row["subject"], row["division"]) for row in events] == [
        ("CHILD_REGISTERED", "child", child, ZHONGSHAN),
        ("CHILD_UPDATED", "child", child, ZHONGSHAN),
        ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN),
        ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN),
        ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN),
        ("GUARDIAN_CHANGED", "guardian", father, ZHONGSHAN),
        ("VISIT_RECORDED", "visit", visit, ZHONGSHAN),
        ("VISIT_RECORDED", "visit", corrected, ZHONGSHAN),
        ("CHILD_UPDATED", "child", child, ZHONGSHAN),
        ("CHILD_UPDATED", "child", child, ZHONGSHAN),
        ("CLASS_CHANGED", "child", child, ZHONGSHAN),
        ("CHILD_UPDATED", "child", child, ZHONGSHAN),
        ("CHILD_MOVED", "child", child, ZHONGSHAN),
        ("CHILD_MOVED", "child", child, QINGCHENG),
        ("TRAINEE_CHANGED", "trainee", trainee, ZHONGSHAN),
        ("TRAINEE_CHANGED", "trainee", trainee, ZHONGSHAN),
        ("ORGANISATION_SAVED", "organisation", school, GUDONG),
        ("ROLE_ASSIGNED", "role_assignment", role, ZHONGSHAN),
        ("ROLE_ASSIGNED", "role_assignment", role, ZHONGSHAN),
    ]
    assert {(row["severity"], row["occurred_at"]) for row in events} == {("ORDINARY", NOW)}


async def test_leaves_nothing_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(guardians=(a_father(),)), DIRECTOR)
    father = await owner.fetchval("SELECT id FROM t_fujian.guardian")
    visit = await do(record_visit, a_visit(child), DIRECTOR)
    before = await counts(owner)
    named: dict[str, Any] = {"idempotency_key": "k-1"}
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (register_child, a_child(name="单晓明", **named), DIRECTOR),
        (update_child, UpdateChild(child, 1, name="", **named), DIRECTOR),
        (move_child, MoveChild(child, 1, ZHONGSHAN, **named), COUNTY),
        (add_guardian, AddGuardian(child, a_father(), **named), COUNTY),
        (update_guardian, UpdateGuardian(father, 1, phone="1", **named), COUNTY),
        (record_departure, a_departure(uuid4(), **named), COUNTY),
        (record_return, RecordReturn(father, date(2026, 10, 1), **named), COUNTY),
        (record_visit, a_visit(child, uuid4(), **named), DIRECTOR),
        (correct_visit, CorrectVisit(visit, 1, "", mode=VisitMode.PHONE, **named), DIRECTOR),
        (request_assessment, RequestAssessment(uuid4(), AssessmentKind.GUARDIANSHIP, **named), DIRECTOR),
        (record_assessment, RecordAssessment(child, AssessmentKind.GUARDIANSHIP, NOW.date(), **named), COUNTY),
        (review_class, ReviewClass(child, True, NOW.date(), "核实", **named), COUNTY),
        (record_benefit, RecordBenefit(BenefitKind.NONE, BenefitStatus.GRANTED, child, **named), COUNTY),
        (close_child_file, CloseChildFile(child, 1, FileClosing.OTHER, **named), COUNTY),
        (reopen_child_file, ReopenChildFile(child, 1, "误结", **named), COUNTY),
        (update_household, UpdateHousehold(uuid4(), 1, social_help="助学", **named), COUNTY),
        (enrol_trainee, EnrolTrainee("", "1", TraineePost.VOLUNTEER, GUDONG, **named), COUNTY),
        (record_training, RecordTraining(uuid4(), TrainingKind.INITIAL, AdminLevel.COUNTY, NOW.date()), COUNTY),
        (save_organisation, SaveOrganisation("", OrganisationKind.SCHOOL, GUDONG, **named), COUNTY),
        (assign_role, AssignRole("new@fujian", Role.AUDITOR, GUDONG, **named), COUNTY),
        (revoke_role, RevokeRole("new@fujian", Role.CHILD_DIRECTOR, ZHONGSHAN, **named), COUNTY),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before


async def test_leaves_nothing_behind_when_the_connection_is_killed(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    before = await counts(owner)

    async def die() -> None:
        async with house.work(fujian, scope=DIRECTOR.scope, subject=DIRECTOR.subject) as work:
            await register_child(work, DIRECTOR, a_child(guardians=(a_father(),), idempotency_key="k-1"))
            gone = asyncio.Event()
            work.connection.add_termination_listener(lambda _: gone.set())
            await owner.execute("SELECT pg_terminate_backend($1)", work.connection.get_server_pid())
            await gone.wait()

    with pytest.raises(Unreachable):
        await die()
    assert await counts(owner) == before
    async with house.work(fujian, scope=DIRECTOR.scope, subject=DIRECTOR.subject) as work:
        await register_child(work, DIRECTOR, a_child(guardians=(a_father(),), idempotency_key="k-1"))


@pytest.mark.parametrize("table", ["guardian", "visit"])
async def test_locks_a_child_before_what_belongs_to_it(
    do: Do, house: House, fujian: Tenant, owner: asyncpg.Connection, table: str
) -> None:
    child = await do(register_child, a_child(guardians=(a_father(),)), DIRECTOR)
    visit = await do(record_visit, a_visit(child), DIRECTOR)
    father = await owner.fetchval("SELECT id FROM t_fujian.guardian")
    async with owner.transaction():
        await owner.execute("SELECT FROM t_fujian.child FOR UPDATE")
        task: asyncio.Task[UUID]
        if table == "guardian":
            task = asyncio.create_task(do(update_guardian, UpdateGuardian(father, 1, name="单大为")))
        else:
            task = asyncio.create_task(
                do(correct_visit, CorrectVisit(visit, 1, "写错", mode=VisitMode.PHONE), DIRECTOR)
            )
        await waiting(owner)
        await owner.execute(f"SELECT FROM t_fujian.{table} FOR UPDATE NOWAIT")
    await task


async def waiting(owner: asyncpg.Connection) -> None:
    """Wait until somebody waits for a row that is locked here."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(500):
        if await owner.fetchval(asked):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def counts(owner: asyncpg.Connection) -> dict[str, Any]:
    return {row[0]: await owner.fetchval(row[0]) for row in await owner.fetch(TABLES)}
