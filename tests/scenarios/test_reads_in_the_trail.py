"""Whatever root field tells of persons, by whomever it is asked: the trail names each kind of which a row was given."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from policies.vocabulary import PERSONAL
from records.codes import Role
from schema.execute import answer, execute
from tests.scenarios.conftest import Stage
from tests.scenarios.test_reidentification import QUERIES, asked
from tests.support.glass import by_hand
from tests.support.population import nearest, populate

KEY = re.compile(r"([a-zA-Z]+)_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Who sees by place, by list, and the trail alone; with how many kinds of rows each is given at least.
ROLES = {Role.COUNTY_OFFICER: 15, Role.PROTECTION_CENTRE: 6, Role.AUDITOR: 1}


def kinds(told: Any) -> Iterator[str]:
    """Give the kind of each person's row in an answer."""
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from kinds(one)
    key = KEY.fullmatch(str(told.get("id"))) if isinstance(told, dict) else None
    if key and key[1] in PERSONAL:
        yield key[1]


@pytest.mark.parametrize("role", ROLES)
async def test_every_row_that_is_given_is_in_the_trail_by_its_kind(scene: Stage, theatre_url: str, role: Role) -> None:
    here = scene("fujian")
    people = await populate(here)
    tenant = await here.house.tenant("fujian")
    who = await nearest(here, role, people.ids)
    (begun,) = await by_hand(theatre_url, "SELECT max(id::text) AS last FROM t_fujian.audit_event")
    last, seen, given = begun["last"], set[str](), set[str]()
    for name, query in asked(people, here, who, set()):
        told = await execute(here.house, tenant, who, query)
        await answer(here.house, tenant, who, query)  # by a plan, where there is one
        rows = await by_hand(
            theatre_url,
            "SELECT id::text, subject, fields FROM t_fujian.audit_event WHERE id > $1::text::uuid ORDER BY id",
            last,
        )
        found = set(kinds(told))
        noted = {field.partition(":")[0] for row in rows for field in row["fields"]}
        assert found <= noted, (name, found - noted)
        assert {row["subject"] for row in rows} <= {who.subject}
        if found:
            assert len(rows) >= 2, name  # of the executor and of the plan
            given |= found
        seen.add(name)
        last = rows[-1]["id"] if rows else last
    assert {name for name in QUERIES if name not in ("node", "nodes")} <= seen
    assert len(given) >= ROLES[role]
