"""A tenant's policies are versions that follow each other, each with who set it and when, and none is changed."""

import asyncio

import asyncpg
import pytest

from api.local import local, whole
from care.actions.apply_policy import Applied, ApplyPolicy, apply_policy, plan_policy
from policies.classes import FieldClass, Sight
from policies.permits import permit
from policies.refusal import ErrorCode, Refused
from policies.source import baseline
from policies.standing import Standing
from records.codes import Role
from tenants.house import House
from tenants.registry import Login, Tenant

HIDE = "p, CHILD_DIRECTOR, fujian, child:health, show, deny\n"
GULOU = "p, CHILD_DIRECTOR, fujian/350102000000, child:family, show, deny\n"


async def apply(house: House, tenant: Tenant, text: str, role: Role = Role.TENANT_ADMIN, run=apply_policy) -> Applied:  # type: ignore[no-untyped-def]
    caller = local(tenant, role, house.clock())
    async with house.work(tenant, scope=whole(tenant), subject=caller.subject) as work:
        done: Applied = await run(work, caller, ApplyPolicy(text))
    return done


async def test_each_set_is_a_version_with_who_and_when_and_a_row_in_the_trail(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    first = await apply(house, fujian, HIDE)
    second = await apply(house, fujian, HIDE + GULOU)
    again = await apply(house, fujian, GULOU + "# said otherwise\n" + HIDE)
    none = await apply(house, fujian, "")
    assert [(one.version, one.new) for one in (first, second, again, none)] == [
        *((1, True), (2, True), (2, False), (3, True)),
    ]
    sets = await owner.fetch("SELECT * FROM t_fujian.policy_set ORDER BY version")
    assert [row["version"] for row in sets] == [1, 2, 3]
    assert all(row["set_by"].startswith("local:") and row["set_at"] == house.clock() for row in sets)
    lines = await owner.fetch("SELECT policy_version, v1 FROM t_fujian.casbin_rule ORDER BY policy_version, v1")
    assert [tuple(row) for row in lines] == [(1, "fujian"), (2, "fujian"), (2, "fujian/350102000000")]
    trail = await owner.fetch("SELECT action, kind, count, reason FROM t_fujian.audit_event ORDER BY id")
    assert [(row["action"], row["kind"], row["count"]) for row in trail] == [
        *(("policy:apply", "policy", count) for count in (1, 2, 0)),
    ]
    assert trail[0]["reason"].startswith("1 ")


async def test_tells_who_gains_and_who_loses_before_and_when_it_is_applied(house: House, fujian: Tenant) -> None:
    planned = await apply(house, fujian, HIDE + GULOU, run=plan_policy)
    done = await apply(house, fujian, HIDE + GULOU)
    assert planned.changes == done.changes
    assert (planned.version, done.version) == (0, 1)
    told = [(one.role, one.county, one.object, one.before, one.after, one.gains) for one in done.changes]
    assert told == [
        (Role.CHILD_DIRECTOR, None, "child:health", "show", "hide", False),
        (Role.CHILD_DIRECTOR, 350102000000, "child:family", "show", "hide", False),
    ]
    back = await apply(house, fujian, HIDE)
    assert [(one.object, one.gains) for one in back.changes] == [("child:family", True)]


async def test_a_refused_text_leaves_everything_as_it_was(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await apply(house, fujian, HIDE)
    with pytest.raises(Refused) as refused:
        await apply(house, fujian, HIDE + "p, SCHOOL, fujian, child, area, allow")
    assert refused.value.refusals[0].code is ErrorCode.RULE_RELAXATION
    assert await owner.fetchval("SELECT max(version) FROM t_fujian.policy_set") == 1
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.audit_event") == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.TENANT_ADMIN])
async def test_the_administrator_alone_sets_policies(house: House, fujian: Tenant, role: Role) -> None:
    for run in (apply_policy, plan_policy):
        with pytest.raises(Refused) as refused:
            await apply(house, fujian, HIDE, role, run)
        assert refused.value.refusals[0].code is ErrorCode.FORBIDDEN


async def test_sets_that_come_at_the_same_time_follow_each_other(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    texts = [HIDE, GULOU, HIDE + GULOU, ""]
    await asyncio.gather(*(apply(house, fujian, text) for text in texts[:3]))
    assert [row[0] for row in await owner.fetch("SELECT version FROM t_fujian.policy_set ORDER BY 1")] == [1, 2, 3]


async def test_no_login_changes_a_set_that_was_in_force(house: House, fujian: Tenant) -> None:
    await apply(house, fujian, HIDE)
    for statement in ("UPDATE {}.casbin_rule SET v4 = 'allow'", "DELETE FROM {}.casbin_rule"):
        for login in Login:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with house.work(fujian, login=login) as work:
                    await work.connection.execute(statement.format(fujian.schema))


async def test_what_stands_is_kept_until_its_version_changes_and_then_dropped_with_its_permits(
    house: House, fujian: Tenant, jilin: Tenant
) -> None:
    kept = Standing()
    assert await kept.now(house, fujian) is baseline()
    await apply(house, fujian, HIDE)
    first = await kept.now(house, fujian)
    assert await kept.now(house, fujian) is first
    granted = permit(first, Role.CHILD_DIRECTOR, "fujian")
    assert granted.sight("child", FieldClass.HEALTH) is Sight.HIDE
    assert permit(first, Role.CHILD_DIRECTOR, "fujian") is granted
    assert await kept.now(house, jilin) is baseline()
    await apply(house, fujian, GULOU)
    second = await kept.now(house, fujian)
    assert second is not first
    assert not second.permits
    assert permit(second, Role.CHILD_DIRECTOR, "fujian").version == f"{baseline().version}+2"
