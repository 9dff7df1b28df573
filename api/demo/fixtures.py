"""The demo's fixtures: for each persona the id of the first row of each kind that it sees, `tonghu demo --fixtures`."""

import json
from typing import Any

import orjson

from api.demo.personas import Staff, staff
from api.opening import tenant_of
from api.serving import identity_of
from api.tokens.demo import demo_key, mint
from schema.execute import answer
from schema.ids import format_id
from settings import Settings
from tenants.house import House

_LISTS = {
    "child": "children",
    "guardian": "guardians",
    "household": "households",
    "visit": "visits",
    "duty": "duties",
    "report": "reports",
    "case": "cases",
    "need": "needs",
    "benefit": "benefits",
    "agreement": "agreements",
    "trainee": "trainees",
    "organisation": "organisations",
    "submission": "submissions",
    "screeningRound": "screeningRounds",
    "alert": "alerts",
    "grant": "grants",
}
_ASKED = "\n".join(f"{kind}: {field}(first: 1) {{ nodes {{ id }} }}" for kind, field in _LISTS.items())
_QUERY = f"query Fixtures {{ {_ASKED} }}"


async def fixtures_of(house: House, settings: Settings) -> str:
    """Give the fixtures as JSON: the clock's moment, and by subject the role, the tenant, its place and the ids."""
    identity, key = identity_of(house, settings), demo_key(settings.data_dir)

    async def ids(one: Staff) -> dict[str, str]:
        token = mint(key, one.subject, tenant=one.place.tenant, now=house.clock())
        tenant = await tenant_of(house, one.place.tenant)
        told = await answer(house, tenant, await identity.caller(token), _QUERY)
        data: dict[str, Any] = (orjson.loads(told) if isinstance(told, bytes) else told)["data"]
        seen = {kind: node["id"] for kind in _LISTS for node in data[kind]["nodes"]}
        return {"tenant": format_id("tenant", tenant.id), **seen}

    found = {
        one.subject: {
            "role": one.post.role.value,
            "tenant": one.place.tenant,
            "division": str(one.division),
            "ids": await ids(one),
        }
        for one in staff()
    }
    return json.dumps({"now": house.clock().isoformat(), "personas": found}, ensure_ascii=False, indent=2)
