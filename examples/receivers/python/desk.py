"""A fake desk that takes reports and answers them: python desk.py police|education state

The police hear by webhook, education by an event stream. `tonghu demo --desks fujian` runs both, each with a service
account of its own; the file keeps where a desk stood.
"""

import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import httpx2
from answer import AnswerError, accept, confirm, open_reports, read
from endpoint import enable, register
from follow import Alert, RefusedError, client, follow
from receiver import Receiver, listening


@dataclass(frozen=True)
class Desk:
    """Who it stands for, which reports it wants to hear of, how its numbers begin, and what it says it does."""

    recipients: tuple[str, ...]
    circumstances: tuple[str, ...]
    prefix: str
    measures: str

    @property
    def where(self) -> dict[str, Any]:
        """Which reports, in the words of `AlertWhere` and of `ReportWhere`."""
        said = {"addressedTo": list(self.recipients)}
        return said | ({"circumstances": list(self.circumstances)} if self.circumstances else {})


DESKS = {
    "police": Desk(("POLICE", "POLICE_STATION"), (), "110", "已派警前往"),
    "education": Desk(("EDUCATION",), ("SCHOOL_DROPOUT",), "JY", "已联系学校与家长劝返"),
}
ONE_AT_A_TIME = Lock()


def now() -> datetime:
    """Tell the time; that of a demo whose clock stands still, if it was told of it."""
    frozen = os.environ.get("TONGHU_NOW")
    return datetime.fromisoformat(frozen).astimezone() if frozen else datetime.now(UTC)


def take(api: httpx2.Client, desk: Desk, key: str) -> None:
    """Take a report into the desk's own system, and answer; what was answered before is left alone."""
    with ONE_AT_A_TIME:
        report = read(api, key)
        if report is None:
            return
        number = f"{desk.prefix}-{key[-8:].upper()}"
        for one in report["recipients"]:
            recipient = one["recipient"]
            if recipient not in desk.recipients or one["acknowledgedAt"] is not None:
                continue
            try:
                confirm(api, report, recipient, number, now())
                stage = accept(api, report, recipient, desk.measures, now())
            except AnswerError as error:
                # It is for a person to look at, and must not hold up those behind it.
                print(f"{number} {recipient}: {error}", file=sys.stderr, flush=True)
                continue
            print(f"{number} {report['circumstance']} -> {recipient} {stage}: {desk.measures}", flush=True)


def take_open(api: httpx2.Client, desk: Desk) -> None:
    """Take whatever is open."""
    for key in open_reports(api, desk.where):
        take(api, desk, key)


def by_stream(api: httpx2.Client, desk: Desk, state: Path) -> None:
    """Follow alerts; the state is the number of the last one that was handled."""

    def handle(alert: Alert) -> None:
        if alert["subject"] is not None:
            take(api, desk, alert["subject"]["id"])

    where = {**desk.where, "kinds": ["REPORT_ADDRESSED"]}
    follow(api, where, state, handle, catch_up=lambda: take_open(api, desk))


def by_webhook(api: httpx2.Client, desk: Desk, state: Path) -> None:
    """Listen for webhooks; the state is the port, the endpoint's id and its public key."""

    class Office(Receiver):
        def received(self, body: bytes) -> None:
            subject = json.loads(body)["data"].get("subject")
            if subject is not None:  # a test message has none
                take(api, desk, subject["id"])

    known = json.loads(state.read_text()) if state.exists() else {}
    server = listening(Office, known.get("port", 0), str(state.with_suffix(".db")))
    Thread(target=server.serve_forever, daemon=True).start()
    if not known:
        where = {**desk.where, "kinds": ["REPORT_ADDRESSED"]}
        webhook, key = register(api, f"http://127.0.0.1:{server.server_port}/", where)
        known = {"port": server.server_port, "webhook": webhook, "key": key}
        state.write_text(json.dumps(known))
    Office.keys = [known["key"]]
    if not enable(api, known["webhook"]):
        raise AnswerError("the endpoint was not enabled")
    take_open(api, desk)
    Event().wait()


def main(name: str, state: str) -> None:
    """Hear and answer until stopped."""
    hear = {"police": by_webhook, "education": by_stream}[name]
    with client() as api:
        while True:
            try:
                api.get("healthz")
                break
            except httpx2.TransportError:
                time.sleep(0.5)
        try:
            hear(api, DESKS[name], Path(state))
        except (AnswerError, RefusedError) as error:
            sys.exit(str(error))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl+C ends it, too, where it runs beside a demo
        main(*sys.argv[1:])
