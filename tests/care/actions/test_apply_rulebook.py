"""Applying a rulebook: kept by hash, refused with everything that is wrong, known to the trail, told, and done once."""

import asyncio

import asyncpg
import pytest

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.rulebooks.proposal import Proposal
from care.duties.law import law_of
from care.rulebooks.flaws import FlawCode, RulebookError
from care.rulebooks.library import JURISDICTIONS
from care.rulebooks.values import Amount
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, COUNTY, DIRECTOR, GULOU, JIANHAI, QINGCHENG, YUANMEN, ZHONGSHAN, Desk
from tests.support.places import NOW, put_child
from tests.support.trails import TOLD

FUJIAN = 350000000000
LOW = 'unit = "month"\nfor = ["LOW"]'
PROVINCE = (JURISDICTIONS / "fujian.toml").read_text()


def county(months: int = 2, place: str = "gulou", division: int = GULOU) -> ApplyRulebook:
    text = layer(rule("visit.household.maxInterval", str(months), LOW), place=place, division=division)
    return ApplyRulebook((f"{place}.toml", text))


def province(old: str, new: str) -> ApplyRulebook:
    assert old in PROVINCE
    return ApplyRulebook(("fujian.toml", PROVINCE.replace(old, new)))


async def apply(desk: Desk, command: ApplyRulebook, who: Caller = ADMIN) -> Proposal:
    desk.work.scope = who.scope
    proposal = await apply_rulebook(desk.work, who, command)
    await desk.work.conclude()
    return proposal


async def refused(desk: Desk, command: ApplyRulebook) -> list[tuple[FlawCode, str, str]]:
    with pytest.raises(RulebookError) as raised:
        await apply(desk, command)
    return [(one.code, one.path, f"{one.zh} {one.en}") for one in raised.value.flaws]


async def interval(desk: Desk) -> Amount:
    found = (await law_of(desk.work)).at(ZHONGSHAN, NOW.date()).value("visit.household.maxInterval", "LOW")
    assert isinstance(found, Amount)
    return found


async def test_onboarding_has_applied_the_shipped_texts_of_the_place_and_the_defaults(desk: Desk) -> None:
    rows = {row["layer"]: row for row in await desk.rows("applied_rulebook")}
    assert {name: row["division"] for name, row in rows.items()} == {"fujian": FUJIAN, "platform": None}
    assert rows["fujian"]["text"] == PROVINCE
    assert {row["applied_by"] for row in rows.values()} == {"local:tests"}
    # Nothing changed by that: the tenant followed the shipped files before.
    assert await desk.rows("rederivation") == []
    assert await desk.told() == []


async def test_a_county_tightens_the_law_from_the_moment_it_is_applied(desk: Desk) -> None:
    assert (await interval(desk)).months == 3
    proposal = await apply(desk, county())
    assert [(was, now.id) for was, now in proposal.changes] == [(None, "gulou")]
    assert (await interval(desk)).months == 2
    (row,) = [row for row in await desk.rows("applied_rulebook") if row["layer"] == "gulou"]
    assert (row["division"], row["applied_at"], row["replaced_at"]) == (GULOU, NOW, None)
    assert (row["applied_by"], row["digest"]) == (ADMIN.subject, proposal.changes[0][1].digest)


async def test_is_told_and_begins_a_walk(desk: Desk) -> None:
    await apply(desk, county())
    (row,) = [row for row in await desk.rows("applied_rulebook") if row["layer"] == "gulou"]
    assert await desk.told() == [("RULEBOOK_CHANGED", "rulebook", row["id"], GULOU)]
    (walk,) = await desk.rows("rederivation")
    assert (walk["division"], walk["cursor"], walk["finished_at"]) == (GULOU, None, None)
    assert walk["reason"] == f"gulou@{row['digest']}"


async def test_the_same_text_again_changes_nothing(desk: Desk) -> None:
    await apply(desk, county())
    before = [await desk.rows(table) for table in ("applied_rulebook", "rederivation", "outbox")]
    assert (await apply(desk, county())).changes == ()
    assert (await apply(desk, ApplyRulebook())).changes == ()
    assert before == [await desk.rows(table) for table in ("applied_rulebook", "rederivation", "outbox")]


async def test_another_text_of_the_place_takes_over_and_the_old_one_is_kept(desk: Desk) -> None:
    await apply(desk, county(2))
    proposal = await apply(desk, county(1, place="gulou-new"))
    assert [(was and was.id, now.id) for was, now in proposal.changes] == [("gulou", "gulou-new")]
    assert (await interval(desk)).months == 1
    rows = {row["layer"]: row["replaced_at"] for row in await desk.rows("applied_rulebook")}
    assert rows == {"fujian": None, "platform": None, "gulou": NOW, "gulou-new": None}
    walks = {row["reason"].partition("@")[0]: row["finished_at"] for row in await desk.rows("rederivation")}
    assert walks == {"gulou": NOW, "gulou-new": None}  # the new walk passes where the old one would have gone


async def test_a_walk_through_the_province_goes_by_its_prefectures_and_replaces_one_through_a_county(
    desk: Desk,
) -> None:
    await desk.work.widen(ADMIN.scope)
    for place in (ZHONGSHAN, QINGCHENG, JIANHAI, YUANMEN):
        await put_child(desk.work, division=place)
    await apply(desk, county())
    await apply(desk, province("from = 2024-03-01", "from = 2024-03-02"))
    walks = {row["division"]: row["finished_at"] for row in await desk.rows("rederivation")}
    assert walks == {GULOU: NOW, 350100000000: None, 350128000000: None}


async def test_the_shipped_texts_come_back_by_applying_without_a_file_but_not_by_onboarding_again(desk: Desk) -> None:
    changed = await apply(desk, province("from = 2024-03-01", "from = 2024-03-02"))
    assert len(changed.changes) == 1
    assert (await apply(desk, ApplyRulebook(only_missing=True))).changes == ()
    back = await apply(desk, ApplyRulebook())
    assert [(was and was.digest, now.id) for was, now in back.changes] == [(changed.changes[0][1].digest, "fujian")]


async def test_refuses_what_relaxes_the_layers_of_the_tenant_with_both_values_and_both_citations(desk: Desk) -> None:
    ((code, path, told),) = await refused(desk, county(6))
    assert (code, path) == (FlawCode.RULE_RELAXATION, "visit.household.maxInterval[LOW]")
    for part in (
        "6 个月",
        "gulou〔2026〕1号第一条",
        "1 个季度",
        "闽民童〔2024〕33号第三部分第4项",
        "6 months",
        "1 quarter",
    ):
        assert part in told


async def test_refuses_a_province_that_a_county_under_it_would_relax_from_then_on(desk: Desk) -> None:
    await apply(desk, county(2))
    stricter = province('for = ["LOW"]\nvalue = 1\nunit = "quarter"', 'for = ["LOW"]\nvalue = 1\nunit = "month"')
    assert [one[:2] for one in await refused(desk, stricter)] == [
        (FlawCode.RULE_RELAXATION, "visit.household.maxInterval[LOW]")
    ]


async def test_refuses_a_raised_frequency_that_is_not_raised(desk: Desk) -> None:
    raised = ApplyRulebook(("x.toml", layer(rule("visit.key.maxInterval", "3", 'unit = "month"'), division=GULOU)))
    assert [one[:2] for one in await refused(desk, raised)] == [(FlawCode.NOT_RAISED, "visit.key.maxInterval")]


async def test_refuses_layers_that_are_not_the_tenants(desk: Desk) -> None:
    jilin = ApplyRulebook(("jilin.toml", (JURISDICTIONS / "jilin.toml").read_text()))
    ((code, path, told),) = await refused(desk, jilin)
    assert (code, path) == (FlawCode.OUTSIDE, "layer.division")
    assert "220000000000" in told
    assert str(FUJIAN) in told
    own = ApplyRulebook(("platform.toml", (JURISDICTIONS / "platform.toml").read_text()))
    assert [one[:2] for one in await refused(desk, own)] == [(FlawCode.OUTSIDE, "layer.division")]


@pytest.mark.parametrize("name", ["fujian", "platform"])
async def test_refuses_the_name_of_another_place(desk: Desk, name: str) -> None:
    assert [one[:2] for one in await refused(desk, county(place=name))] == [(FlawCode.REPEATED, "layer.id")]


async def test_tells_every_flaw_of_a_file_with_its_path_and_changes_nothing(desk: Desk) -> None:
    text = layer(rule("no.such.key", "1"), rule("keyReasons", '["NOBODY"]'), division=GULOU)
    assert [one[:2] for one in await refused(desk, ApplyRulebook(("gulou.toml", text)))] == [
        (FlawCode.UNKNOWN_KEY, "rule[0].key"),
        (FlawCode.UNKNOWN_CODE, "rule[1].value"),
    ]
    assert len(await desk.rows("applied_rulebook")) == 2


async def test_a_tenant_from_before_takes_over_the_shipped_texts_with_its_first_own(desk: Desk) -> None:
    await desk.by_hand("DELETE FROM {schema}.applied_rulebook")
    assert (await interval(desk)).months == 3
    proposal = await apply(desk, county())
    assert [now.id for _, now in proposal.changes] == ["gulou"]
    assert {row["layer"] for row in await desk.rows("applied_rulebook")} == {"fujian", "platform", "gulou"}
    assert [one[0] for one in await desk.told()] == ["RULEBOOK_CHANGED"]
    assert (await interval(desk)).months == 2


async def test_a_tenant_from_before_takes_over_the_shipped_texts_alone_and_nothing_moves(desk: Desk) -> None:
    await desk.by_hand("DELETE FROM {schema}.applied_rulebook")
    assert (await apply(desk, ApplyRulebook())).changes == ()
    assert {row["layer"] for row in await desk.rows("applied_rulebook")} == {"fujian", "platform"}
    assert await desk.rows("rederivation") == []


@pytest.mark.parametrize("who", [COUNTY, DIRECTOR], ids=lambda who: str(who.role))
async def test_only_the_administrator_may(desk: Desk, who: Caller) -> None:
    with pytest.raises(Refused) as raised:
        await apply(desk, county(), who)
    assert [one.code for one in raised.value.refusals] == [ErrorCode.FORBIDDEN]


async def test_the_trail_says_who_applied_which_text_once(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    for _ in range(2):
        async with house.work(fujian, scope=ADMIN.scope, subject=ADMIN.subject) as work:
            await apply_rulebook(work, ADMIN, county())
    row = await owner.fetchrow("SELECT * FROM t_fujian.applied_rulebook WHERE layer = 'gulou'")
    (trail,) = await owner.fetch(
        f"SELECT subject, action, kind, object, rule_version, {TOLD} FROM t_fujian.audit_event"
    )
    assert (trail["subject"], trail["action"], trail["kind"]) == (ADMIN.subject, "rulebook:apply", "rulebook")
    assert (trail["object"], trail["reason"], trail["rule_version"]) == (row["id"], "gulou", row["digest"])


async def test_waits_for_whoever_derives_by_the_law_as_it_was(house: House, fujian: Tenant) -> None:
    read, write = asyncio.Event(), asyncio.Event()
    order: list[str] = []

    async def derives() -> None:
        async with house.work(fujian) as work:
            await law_of(work)
            read.set()
            await write.wait()
            order.append("derived")

    async def applies() -> None:
        await read.wait()
        async with house.work(fujian, scope=ADMIN.scope) as work:
            await apply_rulebook(work, ADMIN, county())
            order.append("applied")

    both = asyncio.gather(derives(), applies())
    await read.wait()
    await asyncio.sleep(0.2)
    assert order == []
    write.set()
    await both
    assert order == ["derived", "applied"]
