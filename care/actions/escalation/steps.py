"""Steps of escalation as they are written: a row each, in the trail, and announced, whatever their number at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select

from alerts.outbox import announce_all
from care.duties.escalation.ladder import Step
from policies.audit import audit_all
from policies.caller import Caller
from policies.local import local_caller
from policies.scope import EVERYTHING
from records.codes import EscalationClock, Role, Severity
from records.escalation import escalation
from records.ids import uuid7
from tenants.work import Work

WORKER: Final = "worker"
ABOVE: Final = "escalation"


@dataclass(frozen=True)
class Told:
    """What is announced of a step: the kind of the alert, and of its subject; no subject: the step itself."""

    kind: str
    subject_kind: str = ABOVE
    subject: UUID | None = None
    severity: Severity = Severity.ORDINARY


@dataclass(frozen=True)
class Taken:
    """A step that is taken of a subject, whose own place is `home` (12-digit code)."""

    key: UUID
    home: int
    clock: EscalationClock
    since: datetime
    step: Step
    told: Told


@dataclass(frozen=True)
class Earlier:
    """What was told of a subject before: which levels, by a clock that counts from `since`."""

    since: datetime
    levels: frozenset[str]


async def earlier_steps(work: Work, column: ColumnElement[UUID], keys: Sequence[UUID]) -> dict[UUID, Earlier]:
    """Read what was told of subjects before; `column` of the table of steps names them."""
    asked = select(column.label("key"), escalation.c.level, escalation.c.since).where(column.in_(keys))
    found: dict[UUID, Earlier] = {}
    for row in await work.all(asked):
        before = found.get(row["key"])
        levels = before.levels if before else frozenset()
        since = min(before.since, row["since"]) if before else row["since"]
        found[row["key"]] = Earlier(since, levels | {row["level"]})
    return found


async def take(work: Work, column: ColumnElement[UUID], kind: str, steps: Sequence[Taken]) -> None:
    """Write steps of subjects of a kind (`duty`, `agreement`), the trail of each, and their events."""
    if not steps:
        return
    rows = [{"id": uuid7(), column.name: one.key, **_row(work, one)} for one in steps]
    await work.many(insert(escalation).inline(), rows)
    objects = [(one.key, one.home, (one.step.level.value,)) for one in steps]
    await audit_all(work, worker(work), f"{kind}:escalate", objects, kind=kind)
    for (name, subject_kind, severity), told in _by_kind(zip(steps, rows, strict=True)).items():
        await announce_all(work, name, told, subject_kind=subject_kind, severity=severity)


def worker(work: Work) -> Caller:
    """Give whoever acts by the clock, as the trail names it."""
    return local_caller(
        tenant=work.tenant.code,
        division=work.tenant.division,
        scope=EVERYTHING,
        user=WORKER,
        now=work.now,
        role=Role.TENANT_ADMIN,
    )


def _row(work: Work, one: Taken) -> dict[str, Any]:
    step = one.step
    return {
        "clock": one.clock.value,
        "level": step.level.value,
        "division": step.place,
        "passed": step.passed,
        "since": one.since,
        "due_at": step.at,
        "told_at": work.now,
        "rule": step.rule,
        "citation": step.citation,
        "basis": step.basis.value,
    }


_Kind = tuple[str, str, str]


def _by_kind(steps: Iterable[tuple[Taken, dict[str, Any]]]) -> dict[_Kind, list[tuple[UUID, int]]]:
    """Group what is announced, so that the number of statements does not grow with the number of steps."""
    found: dict[_Kind, list[tuple[UUID, int]]] = defaultdict(list)
    for one, row in steps:
        told = one.told
        kind = (told.kind, told.subject_kind, told.severity.value)
        found[kind].append((told.subject or row["id"], one.step.place))
    return found
