"""What is asked: five reads and a write, as each contender's clients would send them, and by whom.

All contenders are asked the same things of the same places by the same callers in the same order; only the words of
the question are each one's own. The contract's largest page has 100 rows, so 500 children are five pages of one
operation for whoever keeps to it.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from benchmarks.peers.place import CALLERS, VISITED

NAMES = ("w1", "w2", "w3", "w4", "w5", "w6")
_PAGES = range(5)
_FLAT = "id name sex birthDate residentId address hukouType riskLevel schoolStatus fileStatus nextVisitDue updatedAt"
_PAGE = "page%d: children(where: {division: $division}, first: 100, after: $after%d) { nodes { " + _FLAT + " } }"

OURS = {
    "w1": """query W1($id: ID!) { child(id: $id) { id version name sex ethnicity birthDate residentId address hukouType
      singleParent boarding schooling schoolStatus riskLevel fileStatus nextVisitDue updatedAt division { code name }
      guardians { id name relation phone }
      visits(first: 5) { nodes { id mode outcome occurredAt problems solutions } } } }""",
    "w2": """query W2($division: DivisionCode!) { children(where: {division: $division}, orderBy: RISK_THEN_DUE,
      first: 50) { nodes { id name sex birthDate riskLevel nextVisitDue guardians { name relation }
      visits(first: 1) { nodes { mode occurredAt } } } } }""",
    "w3": f"""query W3($division: DivisionCode!, {", ".join(f"$after{page}: String" for page in _PAGES)}) {{
      {" ".join(_PAGE % (page, page) for page in _PAGES)} }}""",
    "w4": """query W4($division: DivisionCode!) { statistics(input: {measures: [CHILDREN], by: [DIVISION, RISK_LEVEL],
      division: $division, basis: SERVICE}) { cells { keys value suppressed } } }""",
    "w5": """mutation W5($input: RecordVisitInput!) { recordVisit(input: $input) { visits { id mode occurredAt problems
      solutions child { id name riskLevel } } userErrors { code path message } } }""",
    "w6": """query W6 { myDay { on overdue(first: 50) { ...duties } due(first: 50) { ...duties } upcoming(first: 50) {
      ...duties } } } fragment duties on DutyConnection { totalCount nodes { id kind status dueOn reasons
      child { id name riskLevel } } }""",
}
_FIVE_HUNDRED = "query W3($division: String!) { children(where: {division: $division}, first: 500) { nodes { %s } } }"
PLAIN = {
    "w1": OURS["w1"],
    "w2": OURS["w2"].replace("DivisionCode!", "String!").replace("RISK_THEN_DUE", '"RISK_THEN_DUE"'),
    "w3": _FIVE_HUNDRED % _FLAT,
    "w5": OURS["w5"],
}
_FLAT_PGL = _FLAT.replace("id ", "rowId ", 1).replace("residentId", "residentIdMasked")
POSTGRAPHILE = {
    "w1": """query W1($id: UUID!) { childByRowId(rowId: $id) { rowId version name sex ethnicity birthDate
      residentIdMasked address hukouType singleParent boarding schooling schoolStatus riskLevel fileStatus nextVisitDue
      updatedAt platformDivisionByDivision { code name }
      guardiansByChildIdList(orderBy: [ROW_ID_ASC]) { rowId name relation phoneMasked }
      visitsByChildIdList(first: 5, orderBy: [OCCURRED_AT_DESC]) {
        rowId mode outcome occurredAt problems solutions } } }""",
    "w2": """query W2($division: BigInt!) { allChildrenList(condition: {county: $division}, first: 50,
      orderBy: [PRIORITY_ASC, NEXT_DUE_ASC, ROW_ID_ASC]) { rowId name sex birthDate riskLevel nextVisitDue
      guardiansByChildIdList(orderBy: [ROW_ID_ASC]) { name relation }
      visitsByChildIdList(first: 1, orderBy: [OCCURRED_AT_DESC]) {
        mode occurredAt } } }""",
    "w3": "query W3($division: BigInt!) { allChildrenList(condition: {county: $division}, first: 500,"
    f" orderBy: [ROW_ID_ASC]) {{ {_FLAT_PGL} }} }}",
    "w4": """query W4($division: BigInt!, $month: Date!) { allStatTablesList(condition: {fact: "children",
      basis: "SERVICE", names: "RISK_LEVEL", parent: $division, level: 2, month: $month}) { division shown } }""",
    "w5": """mutation W5($child: UUID!, $mode: String!, $at: Datetime!, $problems: String!, $solutions: String!) {
      recordVisit(input: {child: $child, visitMode: $mode, at: $at, problems: $problems, solutions: $solutions}) {
      result { rowId mode occurredAt problems solutions childByChildId { rowId name riskLevel } } } }""",
}


@dataclass(frozen=True)
class Request:
    """One request: who sends it, and the variables of the operation."""

    subject: str
    variables: Mapping[str, Any]


async def requests(url: str, tenant: str) -> dict[str, list[Request]]:
    """Make the requests of every workload from what is in the database: 600 callers' own children and places."""
    connection = await asyncpg.connect(url)
    try:
        visited = await connection.fetch(VISITED.format(t=f"t_{tenant}"))
        directors = visited[:CALLERS]
        officers = await _places(connection, tenant, "COUNTY_OFFICER")
        counting = await _places(connection, tenant, "PREFECTURE_OFFICER")
        cursors = await _cursors(connection, tenant)
    finally:
        await connection.close()
    pages = {
        division: {f"after{page}": place for page, place in enumerate(found)} for division, found in cursors.items()
    }
    return {
        "w1": [Request(who, {"id": f"child_{key}"}) for who, key in directors],
        "w2": [Request(who, {"division": str(place)}) for who, place in officers],
        "w3": [Request(who, {"division": str(place)} | pages[place]) for who, place in officers if place in pages],
        "w4": [Request(who, {"division": str(place)}) for who, place in counting],
        "w5": [Request(who, {"input": visit}) for (who, _), visit in zip(visited, _visits(visited), strict=True)],
        "w6": [Request(who, {}) for who, _ in directors],
    }


async def _places(connection: asyncpg.Connection, tenant: str, role: str) -> list[tuple[str, int]]:
    rows = await connection.fetch(
        f"SELECT subject, division FROM t_{tenant}.role_assignment WHERE role = $1 ORDER BY hashtext(subject)", role
    )
    return [(row["subject"], row["division"]) for row in rows]


async def _cursors(connection: asyncpg.Connection, tenant: str) -> dict[int, list[str | None]]:
    """Give for each county of at least 500 children the places that five pages of 100 begin after."""
    rows = await connection.fetch(
        f"""SELECT county, array_agg(id ORDER BY id) FILTER (WHERE n % 100 = 0) AS ends, max(n) AS many FROM (
            SELECT county, id, row_number() OVER (PARTITION BY county ORDER BY id) AS n FROM t_{tenant}.child) c
        GROUP BY county HAVING max(n) >= 500"""
    )
    return {row["county"]: [None, *(_cursor(key) for key in row["ends"][:4])] for row in rows}


def _cursor(key: UUID) -> str:
    return base64.b64encode(orjson.dumps(["ID", str(key)])).decode()


def _visits(visited: list[Any]) -> Iterator[dict[str, Any]]:
    at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    told = {"mode": "PHONE", "occurredAt": at, "problems": "近期与同学相处紧张", "solutions": "已与班主任沟通"}
    for _, key in visited:
        yield {"childIds": [f"child_{key}"], **told}


def body(flavour: str, name: str, request: Request) -> bytes | None:
    """Write the body of a request as a contender's client would; None where the contender has no such operation."""
    variables = dict(request.variables)
    match flavour:
        case "postgraphile":
            query = POSTGRAPHILE.get(name)
            variables = _for_postgraphile(name, variables) if query else {}
        case "plain":
            query = PLAIN.get(name)
            variables = {key: value for key, value in variables.items() if not key.startswith("after")}
        case "limit":
            query = OURS[name] if name != "w6" else None
        case _:
            query = OURS[name]
    if query is None:
        return None
    return orjson.dumps({"query": " ".join(query.split()), "operationName": name.upper(), "variables": variables})


def _for_postgraphile(name: str, variables: dict[str, Any]) -> dict[str, Any]:
    if name == "w1":
        return {"id": variables["id"].partition("_")[2]}
    if name == "w5":
        given = variables["input"]
        child = given["childIds"][0].partition("_")[2]
        told = {key: given[key] for key in ("mode", "problems", "solutions")}
        return {"child": child, "at": given["occurredAt"], **told}
    month = {"month": date.today().replace(day=1).isoformat()} if name == "w4" else {}  # noqa: DTZ011 (the machine's day)
    return {"division": variables["division"], **month}
