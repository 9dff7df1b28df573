"""Asks the running demo what its users would ask, over HTTP, and judges the answers: `tonghu demo --check`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2

from api.demo.partners import CHILDREN
from api.demo.places import PLACES, Place
from api.web.site import Persona

PAGE = """query Page($after: String) {
  children(first: 100, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { id name residentId division { code } guardians { phone } lastHouseholdVisit { occurredAt } }
  }
}"""
CHILD = "query Child($id: ID!) { child(id: $id) { name } node(id: $id) { id } }"
VISIT = """mutation Visit($input: RecordVisitInput!) {
  recordVisit(input: $input) { children { lastHouseholdVisit { occurredAt } } userErrors { code message } }
}"""

OWED = """query Owed {
  duties(first: 1, where: {kinds: [HOUSEHOLD_VISIT, SCREENING]}) { nodes { id citation } }
  reports(first: 1) { nodes { recipients { dueAt citation } } }
}"""
EXPLAIN = "query Explain($id: ID!) { explainDuty(id: $id) { sentence rules { key } } }"


class WrongAnswerError(Exception):
    """The demo answered wrongly; the message says what was asked and what is wrong."""


@dataclass(frozen=True)
class Checked:
    """One tenant's outcome: how many children each persona lists, or what was wrong."""

    tenant: str
    ok: bool
    text: str


async def check(address: str, people: list[Persona], now: datetime) -> AsyncIterator[Checked]:
    """Check every tenant of the demo that answers at the address; `now` is what its clock says."""
    tokens = {persona.subject: persona.token for persona in people}
    async with httpx2.AsyncClient(base_url=address, timeout=30, trust_env=False) as client:
        for place in (place for place in PLACES if place.label == place.tenant):
            try:
                counts = await _tenant(client, place, tokens, now)
            except (WrongAnswerError, httpx2.HTTPError) as error:
                yield Checked(place.tenant, False, f"{type(error).__name__}: {error}")
            else:
                yield Checked(place.tenant, True, ", ".join(f"{who} {count}" for who, count in counts.items()))


async def _tenant(client: httpx2.AsyncClient, place: Place, tokens: dict[str, str], now: datetime) -> dict[str, int]:
    def token(who: str) -> str:
        return tokens[f"{who}@{place.label}"]

    county = await _children(client, token("county"))
    director = await _children(client, token("director"))
    _expect(bool(county), "the county lists no child")
    _expect(bool(director), "the director lists no child")
    outside = [child for child in county if int(child["division"]["code"]) // 10**6 != place.county // 10**6]
    _expect(not outside, "the county lists children of another county")
    _expect(
        {child["division"]["code"] for child in director} == {str(place.villages[0])}, "a director left the village"
    )
    mine = [child["id"] for child in county if child["division"]["code"] == str(place.villages[0])]
    _expect(sorted(mine) == sorted(child["id"] for child in director), "director and county disagree")
    shown = [child["residentId"] for child in county if child["residentId"]]
    _expect(all(number.endswith("*" * 12) for number in shown), "a resident ID left whole")
    _expect(await _children(client, token("province"), counted=False) == [], "the province lists children")
    partner = await _children(client, token("partner"))
    _expect(len(partner) == CHILDREN, "the partner lists other children than those it was granted")
    _expect(all(child["residentId"] is None for child in partner), "the partner reads numbers")
    await _foreign(client, place, tokens, director[0]["id"])
    await _visit(client, token("director"), director[0]["id"], now)
    await _owed(client, token("director"))
    return {"county": len(county), "director": len(director), "partner": len(partner), "province": 0}


async def _foreign(client: httpx2.AsyncClient, place: Place, tokens: dict[str, str], child: str) -> None:
    other = next(one.tenant for one in PLACES if one.tenant != place.tenant)
    answer = await _ask(client, tokens[f"county@{other}"], CHILD, {"id": child})
    _expect(answer == {"child": None, "node": None}, f"{other} sees a child of {place.tenant}")
    stranger = await client.post("/graphql", json={"query": "{ viewer { subject } }"})
    _expect(stranger.status_code == 401, "somebody without a token was let in")


async def _visit(client: httpx2.AsyncClient, token: str, child: str, now: datetime) -> None:
    occurred = (now - timedelta(minutes=5)).isoformat(timespec="seconds")
    told = {"childIds": [child], "mode": "HOUSEHOLD", "occurredAt": occurred, "idempotencyKey": "demo check"}
    answer = (await _ask(client, token, VISIT, {"input": told}))["recordVisit"]
    _expect(not answer["userErrors"], f"a visit was refused: {answer['userErrors']}")
    last = answer["children"][0]["lastHouseholdVisit"]
    _expect(last is not None and last["occurredAt"] >= occurred, "a recorded visit does not show")


async def _owed(client: httpx2.AsyncClient, token: str) -> None:
    answer = await _ask(client, token, OWED, {})
    duties, reports = answer["duties"]["nodes"], answer["reports"]["nodes"]
    _expect(bool(duties) and bool(duties[0]["citation"]), "nothing is owed to a director's children")
    _expect(bool(reports) and bool(reports[0]["recipients"]), "the director's report has no recipients")
    told = (await _ask(client, token, EXPLAIN, {"id": duties[0]["id"]}))["explainDuty"]
    _expect(told["sentence"].endswith("。") and bool(told["rules"]), "a duty does not say why it is due")


async def _children(client: httpx2.AsyncClient, token: str, *, counted: bool = True) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await _ask(client, token, PAGE, {"after": after}))["children"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            _expect(page["totalCount"] == (len(found) if counted else None), "totalCount is not the number of children")
            return found
        after = page["pageInfo"]["endCursor"]


async def _ask(client: httpx2.AsyncClient, token: str, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {token}"}
    response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    body = response.json()
    _expect(response.status_code == 200 and "errors" not in body, f"HTTP {response.status_code}: {body.get('errors')}")
    data: dict[str, Any] = body["data"]
    return data


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise WrongAnswerError(otherwise)
