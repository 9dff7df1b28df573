"""A fake desk that takes reports and answers them: python desk.py police|education position.txt

`tonghu demo --desks` runs one of each in every province, with service accounts of their own.
"""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from answer import AnswerError, accept, confirm, open_reports, read
from follow import Alert, RefusedError, client, follow


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


def now() -> datetime:
    """Tell the time; that of a demo whose clock stands still, if it was told of it."""
    frozen = os.environ.get("TONGHU_NOW")
    return datetime.fromisoformat(frozen).astimezone() if frozen else datetime.now(UTC)


def take(api: httpx2.Client, desk: Desk, key: str) -> None:
    """Take a report into the desk's own system, and answer; what was answered before is left alone."""
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


def main(name: str, position: str) -> None:
    """Follow and answer until stopped."""
    desk = DESKS[name]
    with client() as api:

        def handle(alert: Alert) -> None:
            if alert["subject"] is not None:
                take(api, desk, alert["subject"]["id"])

        def catch_up() -> None:
            for key in open_reports(api, desk.where):
                take(api, desk, key)

        try:
            follow(api, {**desk.where, "kinds": ["REPORT_ADDRESSED"]}, Path(position), handle, catch_up)
        except RefusedError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
