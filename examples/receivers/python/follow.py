"""Follows alerts over Server-Sent Events, without a gap and without a double: python follow.py position.txt

    pip install httpx2

TONGHU_URL says where the API is, TONGHU_TOKEN who asks. The file holds the number of the last alert that was handled.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2

ALERTS = """subscription Alerts($where: AlertWhere) {
  alerts(where: $where) { id sequence kind severity summary occurredAt subject { id } }
}"""
FIRST, LONGEST = 0.25, 30.0  # seconds between two tries
SILENCE = 30.0  # seconds: the server says every 12 s that the stream lives

Alert = dict[str, Any]
Where = dict[str, Any] | None  # `AlertWhere`


class GapError(Exception):
    """The log does not reach back to the last alert that was handled."""


class RefusedError(Exception):
    """The subscription was refused, or the access is over; trying again with the same token will not help."""


def client() -> httpx2.Client:
    """Make a client of the API as the environment names it."""
    headers = {"authorization": f"Bearer {os.environ['TONGHU_TOKEN']}"}
    address = os.environ.get("TONGHU_URL", "http://127.0.0.1:8000/graphql")
    return httpx2.Client(base_url=httpx2.URL(address).join("."), headers=headers, timeout=SILENCE)


def follow(
    api: httpx2.Client, where: Where, position: Path, handle: Callable[[Alert], None], catch_up: Callable[[], None]
) -> None:
    """Handle each alert in its order. The position moves after an alert was handled: it may come again, never be lost.

    `catch_up` looks through what is open. It is called at the very first start, and when the log does not reach back
    far enough, once new alerts are being heard: so nothing falls between the two.
    """
    pause = FIRST
    while True:
        after = position.read_text() if position.exists() else None
        try:
            for heard in _stream(api, where, after):
                if heard is not None:
                    handle(heard)
                    position.write_text(heard["sequence"])
                elif after is None:
                    catch_up()
                pause = FIRST
        except GapError:
            position.unlink()
        except httpx2.TransportError:
            pass
        time.sleep(pause * random.uniform(0.5, 1.5))  # not all clients at once
        pause = min(2 * pause, LONGEST)


def _stream(api: httpx2.Client, where: Where, after: str | None) -> Iterator[Alert | None]:
    """Open one stream; gives None once it stands, then each alert, and ends when the server or the way does."""
    headers = {"accept": "text/event-stream"} | ({"last-event-id": after} if after else {})
    asked = {"query": ALERTS, "variables": {"where": where}}
    with api.stream("POST", "graphql", json=asked, headers=headers) as response:
        if response.status_code != 200:
            raise RefusedError(response.read().decode())
        yield None
        for event in httpx2.EventSource(response):
            if event.event == "complete":
                return
            answer = json.loads(event.data)
            for error in answer.get("errors", ()):
                why = error["extensions"]
                if why.get("path") == ["after"]:
                    raise GapError
                if why["code"] != "UNAVAILABLE":
                    raise RefusedError(error["message"])
                return
            yield answer["data"]["alerts"]


def main(position: str) -> None:
    """Print alerts as lines of JSON."""
    with client() as api:
        follow(
            api,
            None,
            Path(position),
            handle=lambda alert: print(json.dumps(alert, ensure_ascii=False), flush=True),
            catch_up=lambda: print("catch up", flush=True),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
