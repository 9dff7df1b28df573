"""Follows alerts with Python's gql, as lines of JSON, without a gap and without a double: python alerts.py

pip install "gql[websockets]"; TONGHU_URL says where the API is, TONGHU_TOKEN (`tonghu token county@fujian`) who asks.
"""

import asyncio
import json
import os
import random
from collections.abc import AsyncIterator
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from gql.transport.websockets_protocol import WebsocketsProtocolTransportBase

URL = os.environ.get("TONGHU_URL", "http://127.0.0.1:8000/graphql").replace("http", "ws", 1)
FIRST, LONGEST = 0.25, 30.0  # seconds
SILENCE = 60.0  # seconds: the server pings every 25 s, so the line is dead

NEWEST = GraphQLRequest("{ alerts(first: 1) { nodes { sequence } } }")
ALERTS = """subscription Alerts($after: String) {
  alerts(after: $after) { id sequence kind severity summary occurredAt subject { id } }
}"""


async def alerts(token: str) -> AsyncIterator[dict[str, Any]]:
    """Give every alert from now on; a lost connection is opened again, and goes on from the last sequence."""
    last, pause = None, FIRST
    while True:
        try:
            async with _client(token) as session:
                if last is None:
                    newest = (await session.execute(NEWEST))["alerts"]["nodes"]
                    last = newest[0]["sequence"] if newest else "0"
                async for told in session.subscribe(GraphQLRequest(ALERTS, variable_values={"after": last})):
                    last, pause = told["alerts"]["sequence"], FIRST
                    yield told["alerts"]
        except TransportQueryError as error:
            codes = [one["extensions"]["code"] for one in error.errors or []]
            if "BAD_USER_INPUT" in codes:  # the log does not reach back so far: load anew what you hold
                last = None
        except (TransportError, OSError, TimeoutError):
            pass
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # not all clients at once
        pause = min(2 * pause, LONGEST)


def _client(token: str) -> Client:
    transport = WebsocketsTransport(
        url=URL,
        subprotocols=[WebsocketsProtocolTransportBase.GRAPHQLWS_SUBPROTOCOL],
        init_payload={"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"},
        keep_alive_timeout=SILENCE,
    )
    return Client(transport=transport)


async def main() -> None:
    """Print them."""
    async for alert in alerts(os.environ["TONGHU_TOKEN"]):
        print(json.dumps(alert, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
