"""Sums are told in the same bytes by a plan, whose answer Postgres writes, and by the executor, who adds up himself."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random
from typing import Any

import orjson
import pytest

from care.actions.freeze_statistics import FreezeStatistics, freeze_statistics
from care.actions.roll_up_statistics import roll_up_all
from care.statistics.cubes import MEASURES
from policies.caller import Caller
from records.codes import Dimension, Measure, Role, StatisticsBasis
from schema.execute import answer, execute, planned
from tenants.house import House
from tenants.logins import database_name
from tenants.registry import Tenant
from tests.access.asking import AREAS
from tests.access.world import peopled
from tests.conftest import Clone
from tests.schema.conftest import caller_of
from tests.support import databases
from tests.support.places import NOW, open_house

CASES = int(os.environ.get("TONGHU_PLAN_DOCUMENTS", "250"))
SEED = int(os.environ.get("TONGHU_PLAN_SEED") or int.from_bytes(os.urandom(4)))
LATER = NOW + timedelta(days=20)
# A year of visits that were due, some of them late; and a rulebook of each month whose name JSON has to escape.
VISITED = """
INSERT INTO t_fujian.duty (id, kind, natural_key, child_id, division, prefecture, priority, base_on, due_at, due_on,
    done_at, done_on, post, basis, rule, citation, rule_version, created_at, updated_at)
SELECT gen_random_uuid(), kind, kind || m || c.id, c.id, c.division, c.prefecture, c.priority, due - 30,
    (due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', due,
    (due + hashtext(c.id::text) % 3)::timestamp AT TIME ZONE 'Asia/Shanghai', due,
    'CHILD_DIRECTOR', 'IN_FORCE', 'visit.interval', '闽民童〔2024〕33号', 'made up', c.created_at, c.created_at
FROM t_fujian.child c, generate_series(1, 11) m, unnest(ARRAY['HOUSEHOLD_VISIT', 'CONTACT']) kind,
    LATERAL (SELECT $1::date - m * 30 AS due) d
"""
NAMED = """
UPDATE t_fujian.stat_cube SET rule_version = '版"' || month || fact, as_at = CASE basis
    WHEN 'SERVICE' THEN as_at ELSE as_at - extract(month FROM month)::int * interval '1.25 seconds' END
"""
PARTS = ["cells { %s }", "basis", "asAt", "release", "ruleVersion", "minimum", "__typename", "at: asAt"]
OF_CELLS = ["keys", "measure", "value", "suppressed", "__typename", "n: value", "...own"]
TIMES: list[dict[str, str]] = [
    {},
    {"asAt": f"{LATER:%Y-%m-%d}"},
    {"asAt": "2026-11-30"},
    {"from": "2026-11-01"},
    {"from": "2026-03-01", "until": "2026-11-30"},
    {"from": "2026-08-01", "until": "2026-12-31"},
    {"release": "1"},
    {"release": "01", "asAt": "2026-11-30"},
    {"release": "1", "from": "2026-11-01", "until": "2026-11-30"},
    {"release": "2", "asAt": "2026-11-30"},
]
OWN = "fragment own on StatisticsCell { keys hidden: suppressed }"


@pytest.fixture(scope="module")
async def counted_url(
    clone: Clone, prepared: str, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """The URL of a database whose tenant was counted in November, when a release was frozen, and in December."""
    async with clone(prepared) as url:
        server = databases.rewritten(server_url, database_name(url))
        async with open_house(url) as house, databases.superuser(server) as owner:
            await peopled(house, owner, tmp_path_factory.mktemp("counted"), 120)
            fujian = await house.tenant("fujian")
            assert fujian is not None
            await owner.execute(VISITED, NOW)
            await roll_up_all(house, fujian)
            admin = caller_of(house, Role.TENANT_ADMIN, 350000000000)
            async with house.work(fujian, scope=admin.scope, subject=admin.subject) as work:
                await freeze_statistics(work, admin, FreezeStatistics(f"{NOW:%Y-%m}"))
            house.clock = lambda: LATER
            await roll_up_all(house, fujian)
            await owner.execute(NAMED)
        yield url


@pytest.fixture
async def house(counted_url: str) -> AsyncIterator[House]:
    """A house in December on it, where these tests only read."""
    async with open_house(counted_url) as opened:
        opened.clock = lambda: LATER
        yield opened


async def test_both_ways_of_answering_tell_the_same_bytes(house: House, fujian: Tenant) -> None:
    """Each question by two callers, each with variables of its own: by a plan that was made for the other, too."""
    draw = Random(SEED)  # noqa: S311 (the seed is told with every failure)
    told = Counter[str]()
    for _ in range(CASES):
        document, inputs = _document(draw), [_input(draw), _input(draw)]
        inputs[1] |= {name: inputs[0][name] for name in ("measures", "by", "basis")}
        callers = [_caller(house, draw) for _ in inputs]
        said: list[Any] = [
            await execute(house, fujian, who, document, variables={"input": its})
            for who, its in zip(callers, inputs, strict=True)
        ]
        for who, its, expected in zip(callers, inputs, said, strict=True):
            for _again in range(2):
                found = await planned(house, fujian, who, document, variables={"input": its})
                case = f"{SEED=} {document} {its} {who.role} {who.areas}"
                if "errors" in expected:
                    assert found is None, case
                    told[expected["errors"][0]["extensions"]["code"]] += 1
                elif found is None:  # which months a release has is looked up by Python
                    assert "release" in its, case
                    assert not {"asAt", "from", "until"} & its.keys(), case
                    told["by Python"] += 1
                else:
                    assert found == orjson.dumps(expected), case
                    told.update(_kinds(its, expected["data"]["it"]))
    for kind in ("plan", "cells", "hidden", "release", "months", "FORBIDDEN", "BAD_USER_INPUT", "by Python"):
        assert told[kind] > CASES / 50, (SEED, told)


async def test_a_plan_holds_for_who_asks_and_for_the_day_on_which_it_is_asked(house: House, fujian: Tenant) -> None:
    document = """query($division: DivisionCode) { statistics(input: {measures: [CHILDREN], by: [DIVISION],
      division: $division}) { cells { keys value } asAt } }"""
    county, province = 350102000000, 350000000000
    officer, other = (caller_of(house, Role.COUNTY_OFFICER, one) for one in (county, 350103000000))
    assert isinstance(await _ask(house, fujian, officer, document, county), bytes)
    for place in (350103000000, province):  # the plan is there, and the place is not the officer's
        refused = await _ask(house, fujian, officer, document, place)
        assert isinstance(refused, dict)
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    theirs = await _ask(house, fujian, other, document, None)
    assert isinstance(theirs, bytes)
    assert all(one["keys"][0].startswith("350103") for one in orjson.loads(theirs)["data"]["statistics"]["cells"])
    house.clock = lambda: LATER.replace(year=LATER.year + 1)  # a month of which nothing was counted
    missing = await _ask(house, fujian, officer, document, county)
    assert isinstance(missing, dict)
    assert missing["errors"][0]["extensions"]["path"] == ["input", "from"]


async def _ask(house: House, tenant: Tenant, who: Caller, document: str, place: int | None) -> bytes | dict[str, Any]:
    variables = {} if place is None else {"division": str(place)}
    return await answer(house, tenant, who, document, variables=variables)


def _kinds(its: dict[str, Any], found: dict[str, Any]) -> set[str]:
    cells: list[dict[str, Any]] = found.get("cells") or []
    hidden = any(value is None for one in cells for value in one.values())
    months = its.get("from", "")[:7] != its.get("until", "")[:7]
    kinds = {"cells": bool(cells), "hidden": hidden, "release": "release" in its, "months": months}
    return {"plan", *(kind for kind, holds in kinds.items() if holds)}


def _document(draw: Random) -> str:
    cells = draw.sample(OF_CELLS, draw.randint(1, len(OF_CELLS)))
    asked = " ".join(draw.sample(PARTS, draw.randint(1, len(PARTS)))).replace("%s", " ".join(cells))
    own = OWN if "...own" in asked else ""
    return f"query($input: StatisticsInput!) {{ it: statistics(input: $input) {{ {asked} }} }} {own}"


def _input(draw: Random) -> dict[str, Any]:
    """Give an input that mostly may be asked: measures that have the dimensions, months that were counted."""
    first = draw.choice([Measure.CHILDREN, Measure.VISITS_ON_TIME, *Measure])
    by = draw.sample(list(MEASURES[first][0].dimensions), draw.choice([0, 0, 1, 1]))
    also = [one for one in Measure if one is not first and set(by) <= set(MEASURES[one][0].dimensions)]
    by += [*draw.choice([[], [Dimension.DIVISION]]), *draw.choice([[], [Dimension.MONTH], [Dimension.QUARTER]])]
    its: dict[str, Any] = {
        "measures": [one.value for one in (first, *draw.sample(also, min(len(also), draw.choice([0, 0, 1, 3]))))],
        "by": [one.value for one in draw.sample(by, len(by))],
        "basis": draw.choice(list(StatisticsBasis)).value,
    }
    if draw.random() < 0.8:
        its["division"] = str(draw.choice(AREAS))
    return its | draw.choice(TIMES)


def _caller(house: House, draw: Random) -> Caller:
    """Give a caller, mostly one who counts everywhere: one who reads restricted facts, or one who does not."""
    if draw.random() < 0.8:
        return caller_of(house, draw.choice([Role.PROVINCE_OFFICER, Role.COUNTY_OFFICER]), 350000000000)
    return caller_of(house, draw.choice([one for one in Role if one is not Role.PLATFORM_OPERATOR]), draw.choice(AREAS))
