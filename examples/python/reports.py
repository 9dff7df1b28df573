"""Reads page after page and files a report with Python's gql, as lines of JSON: python reports.py

pip install "gql[httpx2]"; TONGHU_URL says where the API is, TONGHU_TOKEN (`tonghu token director@fujian`) who asks.
"""

import asyncio
import json
import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport

URL = os.environ.get("TONGHU_URL", "http://127.0.0.1:8000/graphql")
LANGUAGE = "zh-CN"  # or "en"
TRIES = 5

CHILDREN = """query Children($first: Int!, $after: String) {
  children(first: $first, after: $after) {
    nodes { id name residentId division { code } masked }
    pageInfo { hasNextPage endCursor }
  }
}"""
FILE = """mutation File($input: FileReportInput!) {
  fileReport(input: $input) {
    report { id recipients { recipient dueAt citation } }
    contacts { name contactPhone }
    userErrors { code message path citation }
  }
}"""


def client(token: str) -> Client:
    """Make a client; its sessions keep their connections."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": LANGUAGE}
    return Client(transport=HTTPXAsyncTransport(url=URL, headers=headers, timeout=20))


async def children(session: AsyncClientSession, first: int = 100) -> AsyncIterator[dict[str, Any]]:
    """Give every child in sight; a cursor stays right while rows come and go."""
    after = None
    while True:
        variables = {"first": first, "after": after}
        page = (await session.execute(GraphQLRequest(CHILDREN, variable_values=variables)))["children"]
        for child in page["nodes"]:
            yield child
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


async def file_report(session: AsyncClientSession, **told: Any) -> dict[str, Any]:
    """File a report once, however often it has to be sent; what is refused stands in `userErrors`."""
    told = {"idempotencyKey": str(uuid.uuid4()), **told}
    for tried in range(TRIES):
        try:
            payload: dict[str, Any] = (await session.execute(GraphQLRequest(FILE, variable_values={"input": told})))[
                "fileReport"
            ]
        except TransportConnectionFailed:  # the answer may have been lost, the report need not be
            if tried == TRIES - 1:
                raise
            await asyncio.sleep(2**tried)
        else:
            return payload
    raise AssertionError("every try returns or raises")


def faults(error: TransportQueryError) -> list[dict[str, Any]]:
    """Tell what was wrong with a request; `requestId` is what support asks for."""
    return [{"message": one["message"], **one["extensions"]} for one in error.errors or []]


async def main() -> None:
    """Read, file, be refused, be wrong."""
    async with client(os.environ["TONGHU_TOKEN"]) as session:
        found = [child async for child in children(session, first=2)]
        say(children=[child["id"] for child in found], masked=found[0]["masked"])
        told = {
            "childIds": [found[0]["id"]],
            "circumstance": "CHILD_LIVING_ALONE",
            "discoveredAt": os.environ.get("TONGHU_NOW") or datetime.now(UTC).isoformat(),
            "division": found[0]["division"]["code"],
            "narrative": "邻居反映，独自居住已三日",
            "reporterKind": "CHILD_DIRECTOR",
            "idempotencyKey": str(uuid.uuid4()),
        }
        first, second = await file_report(session, **told), await file_report(session, **told)
        say(report=first["report"]["id"], again=second["report"]["id"], dueAt=first["report"]["recipients"][0]["dueAt"])
        elsewhere = {**told, "childIds": [], "division": "110101001001", "idempotencyKey": str(uuid.uuid4())}
        refused = (await file_report(session, **elsewhere))["userErrors"]
        say(refused=[f"{'.'.join(one['path'])}: {one['message']}" for one in refused])
        try:
            await anext(children(session, first=1000))
        except TransportQueryError as error:
            say(faults=faults(error))


def say(**line: Any) -> None:
    """Print a line."""
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
