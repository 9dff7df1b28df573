"""Record a spot check: which files of a county were drawn by a seed and looked at, and what was found of each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, select

from alerts.outbox import announce
from care.actions.common.counties import check_county, settle_county
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_SPOT_CHECK
from care.actions.common.places import prefecture
from care.actions.common.reading import read_short_text, read_text
from care.actions.common.sampling import MOST_FILES, drawable, sample
from care.actions.common.sight import load_children
from care.actions.common.told import require_rows
from care.actions.common.unset import spoken
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.refusal import ErrorCode
from policies.require import require
from records.child import child
from records.codes import CalendarDuty, FileCheckResult, FileSection
from records.ids import uuid7
from records.spot_check import spot_check, spot_check_file
from tenants.work import Work

_RULE = "file.spotCheck.perYear"


@dataclass(frozen=True)
class CheckedFile:
    """What was found of one file, and which of its parts were wanting."""

    child_id: UUID
    result: FileCheckResult
    lacks: tuple[FileSection, ...] = ()
    remark: str | None = None


@dataclass(frozen=True)
class RecordSpotCheck:
    """The county, the draw (its seed and how many files it asked for), the day, and what was found of each file."""

    division: int
    seed: str
    size: int
    checked_on: date
    files: tuple[CheckedFile, ...]
    findings: str | None = None
    client_id: str | None = None
    idempotency_key: str | None = None


async def record_spot_check(work: Work, caller: Caller, command: RecordSpotCheck) -> Done:
    """Record a spot check of the files of a county; gives the duty that it satisfied, else the one still owed.

    Raises `Refused`: NOT_FOUND for files out of sight, RULE_VIOLATION where no rule asks for spot checks, REQUIRED
    where a file is wanting and nothing says what. Warns of files that the seed does not draw today, and of those it
    draws that were not looked at: files may have been opened and closed since the draw.
    """
    require(caller, "spotCheck:record")
    require_rows(caller, "spotCheck")
    require_rows(caller, "child")
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier

    findings, law = Findings(OF_SPOT_CHECK), await law_of(work)
    check_past_day(findings, ("checkedOn",), command.checked_on, work)
    await check_county(findings, command.division, work)
    if not findings.refusals and law.at(command.division, command.checked_on).rule(_RULE) is None:
        zh, en = "当地规定没有档案抽查的要求", "no rule asks for spot checks of files there"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("division",), zh, en)
    seed = read_short_text(findings, ("seed",), command.seed, today(work))
    if seed is None and not findings.spoiled("seed"):
        findings.require(("seed",))
    found = read_text(findings, ("findings",), command.findings, today(work))
    _check_files(findings, command)
    findings.settle()
    loaded = await load_children(work, caller, [one.child_id for one in command.files], ("files",))
    _check_places(findings, command, loaded)
    findings.settle()
    await _compare(findings, work, command, seed or "")

    key = uuid7()
    await _write(work, caller, command, key, seed=seed or "", found=found, loaded=loaded)
    shown = await settle_county(work, command.division, CalendarDuty.FILE_SPOT_CHECK, key)
    version = law.at(command.division, command.checked_on).version
    fields = map(camel, spoken(command))
    await audit(
        work,
        caller,
        "spotCheck:record",
        object=key,
        kind="spotCheck",
        fields=fields,
        count=len(command.files),
        rule_version=version,
    )
    done = Done(shown, findings.settle())
    await remember(work, caller, command, done)
    await announce(work, "DUTY_SETTLED", subject_kind="spotCheck", subject=key, division=command.division)
    return done


def _check_files(findings: Findings, command: RecordSpotCheck) -> None:
    if not 1 <= command.size <= MOST_FILES:
        zh, en = f"应在1到{MOST_FILES}之间", f"must be between 1 and {MOST_FILES}"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("size",), zh, en)
    if not command.files:
        findings.require(("files",))
    if len(command.files) > MOST_FILES:
        zh, en = f"一次最多{MOST_FILES}份档案", f"holds more than {MOST_FILES} files"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("files",), zh, en)
        return
    seen: set[UUID] = set()
    for place, one in enumerate(command.files):
        path = ("files", str(place))
        if one.child_id in seen:
            zh, en = "同一儿童出现多次", "names a child more than once"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "childId"), zh, en)
        seen.add(one.child_id)
        if one.result is FileCheckResult.WANTING and not one.lacks and not (one.remark or "").strip():
            findings.require((*path, "lacks"))
        if one.result is FileCheckResult.IN_ORDER and one.lacks:
            zh, en = "合格的档案不应有缺少的内容", "a file that is in order lacks nothing"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (*path, "lacks"), zh, en)


def _check_places(findings: Findings, command: RecordSpotCheck, loaded: list[asyncpg.Record]) -> None:
    for place, row in enumerate(loaded):
        if row["county"] != command.division:
            zh, en = "档案不在该县（市、区）", "lies in another county"
            findings.refuse(ErrorCode.BAD_USER_INPUT, ("files", str(place), "childId"), zh, en)


async def _compare(findings: Findings, work: Work, command: RecordSpotCheck, seed: str) -> None:
    """Draw again, and warn of what differs from the files that were looked at."""
    drawn = {row["id"] for row in await work.all(sample(command.division, seed, command.size))}
    for place, one in enumerate(command.files):
        if one.child_id not in drawn:
            zh, en = "不在按此种子抽取的样本中", "is not among the files that the seed draws"
            findings.warn(ErrorCode.RULE_VIOLATION, ("files", str(place), "childId"), zh, en)
    left = len(drawn - {one.child_id for one in command.files})
    if left:
        zh, en = f"样本中还有{left}份档案没有抽查结果", f"leaves out {left} files that the seed draws"
        findings.warn(ErrorCode.RULE_VIOLATION, ("files",), zh, en)


async def _write(
    work: Work,
    caller: Caller,
    command: RecordSpotCheck,
    key: UUID,
    *,
    seed: str,
    found: str | None,
    loaded: list[asyncpg.Record],
) -> None:
    population = await work.value(select(func.count()).select_from(child).where(drawable(child, command.division)))
    await work.run(
        insert(spot_check).values(
            id=key,
            division=command.division,
            prefecture=prefecture(command.division),
            checked_on=command.checked_on,
            seed=seed,
            size=command.size,
            population=population,
            files=len(command.files),
            wanting=sum(one.result is FileCheckResult.WANTING for one in command.files),
            findings=found,
            recorded_by=caller.subject,
            recorded_at=work.now,
        )
    )
    rows = [
        {
            "spot_check_id": key,
            "place": place,
            "child_id": one.child_id,
            "division": row["division"],
            "result": one.result.value,
            "lacks": [part.value for part in FileSection if part in one.lacks],
            "remark": (one.remark or "").strip() or None,
        }
        for place, (one, row) in enumerate(zip(command.files, loaded, strict=True))
    ]
    await work.many(insert(spot_check_file).values(**dict.fromkeys(rows[0])), rows)
