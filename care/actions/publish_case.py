"""Publish a case, step by step: propose a text without identifiers, let a second person approve it, release it."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import delete, insert, select, update

from alerts.outbox import announce
from care.actions.cases.sight import InHand, reopen_case, see_case
from care.actions.common.days import today
from care.actions.common.done import Done
from care.actions.common.findings import Findings, camel
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_PUBLICATION
from care.actions.common.reading import read_long_text, read_short_text
from care.actions.common.reasons import read_reason
from care.actions.common.sight import beyond_scope, expect_version, not_found
from care.actions.common.unset import spoken
from care.actions.publications.known import known_of
from care.actions.publications.steps import (
    ACTIONS,
    DEIDENTIFY,
    NOTED,
    PLATFORM_DEFAULT,
    TO,
    check_members,
    check_person,
    check_stage,
    check_traces,
)
from care.duties.law import law_of
from policies.audit import audit
from policies.caller import Caller
from policies.classes import RowKind
from policies.refusal import ErrorCode, Refused
from policies.require import require
from records.codes import PublicationStep, Purpose
from records.ids import uuid7
from records.publication import publication, published_case
from tenants.work import Work


@dataclass(frozen=True)
class PublishCase:
    """What is done: a text is proposed for a case, or anew for a publication read at its `version`, or judged there.

    `note` says why it is returned or withdrawn.
    """

    step: PublicationStep
    case_id: UUID | None = None
    publication_id: UUID | None = None
    version: int | None = None
    title: str | None = None
    text: str | None = None
    note: str | None = None
    idempotency_key: str | None = None


async def publish_case(work: Work, caller: Caller, command: PublishCase) -> Done:
    """Take one step with the publication of a case in sight; the text is checked for identifiers at every step to it.

    Raises `Refused`: FORBIDDEN for roles without the right, for a judge who proposed the text and an author who did
    not, NOT_FOUND, CONFLICT for another version or stage, REQUIRED, RULE_VIOLATION for each kind of identifier.
    """
    require(caller, ACTIONS[command.step])
    earlier = await replayed(work, caller, command)
    if earlier:
        row = await _row(work, earlier.ids[0])
        await reopen_case(work, caller, earlier.ids[0] if row is None else row["case_id"])
        return earlier
    findings = Findings(labels=OF_PUBLICATION)
    check_members(findings, command)
    _check_named(findings, command)
    findings.settle()
    row, one = await _load(work, caller, command)
    if row is not None:
        check_person(caller, row, command.step)
        check_stage(findings, row, command.step)
        if command.version is None:
            findings.require(("version",))
        findings.settle()
        expect_version(row, command.version or 0)

    book = (await law_of(work)).at(one.case["division"], today(work))
    rule = book.rule(DEIDENTIFY)
    citation = PLATFORM_DEFAULT if rule is None else rule.citation
    said = _read(findings, work, command)
    if command.step not in NOTED:
        sent = command.step is PublicationStep.PROPOSE
        whole = said if sent or row is None else row
        check_traces(findings, whole["title"], whole["text"], await known_of(work, one), citation, sent=sent)
    findings.settle()

    key = await _write(work, caller, command, row, one, said, citation)
    await audit(
        work,
        caller,
        f"publication:{command.step.lower()}",
        object=key,
        kind="publication",
        fields=[camel(name) for name in spoken(command) if name not in ("step", "publication_id")],
        purpose=Purpose.CASE_HANDLING,
        reason=said["note"],
        rule_version=book.version,
    )
    done = Done((key,))
    await remember(work, caller, command, done)
    await announce(work, "CHILD_UPDATED", subject_kind="case", subject=one.key, division=one.case["division"])
    return done


def _check_named(findings: Findings, command: PublishCase) -> None:
    """Check that the input names a case for its first text, else a publication, and not both."""
    first = command.step is PublicationStep.PROPOSE and command.publication_id is None
    if first and command.case_id is None and not findings.spoiled("caseId"):
        findings.require(("caseId",))
    elif not first and command.publication_id is None:
        findings.require(("publicationId",))
    elif command.case_id is not None and command.publication_id is not None and not findings.spoiled("caseId"):
        zh, en = "修改已提出的案例时不填写", "is left out where a publication is named"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("caseId",), zh, en)


async def _load(work: Work, caller: Caller, command: PublishCase) -> tuple[asyncpg.Record | None, InHand]:
    """Load the publication, None for a new one, and its case, by which it is in sight; the case is locked for both."""
    if command.publication_id is None:
        return None, await see_case(work, caller, cast("UUID", command.case_id), ("caseId",))
    path = ("publicationId",)
    row = await _row(work, command.publication_id)
    # A key that no case has: what is missing is refused by the same statements as what is hidden.
    one = await see_case(work, caller, command.publication_id if row is None else row["case_id"], path)
    row = await _row(work, command.publication_id)
    if row is None or caller.permit.row("publication") is RowKind.NONE:
        raise Refused(not_found(path))
    return row, one


async def _row(work: Work, key: UUID) -> asyncpg.Record | None:
    rows = await beyond_scope(work, select(publication).where(publication.c.id == key))
    return rows[0] if rows else None


def _read(findings: Findings, work: Work, command: PublishCase) -> dict[str, str | None]:
    day = today(work)
    said = {
        "title": read_short_text(findings, ("title",), command.title, day),
        "text": read_long_text(findings, ("text",), command.text, day),
        "note": read_reason(findings, command.note, day, required=command.step in NOTED, name="note"),
    }
    if command.step is PublicationStep.PROPOSE:
        for name in ("title", "text"):
            if said[name] is None and not findings.spoiled(name):
                findings.require((name,))
    return said


async def _write(
    work: Work,
    caller: Caller,
    command: PublishCase,
    row: asyncpg.Record | None,
    one: InHand,
    said: dict[str, str | None],
    citation: str,
) -> UUID:
    changed: dict[str, Any] = {"stage": TO[command.step], "note": said["note"], "updated_at": work.now}
    match command.step:
        case PublicationStep.PROPOSE:
            changed |= {"title": said["title"], "text": said["text"], "citation": citation}
            changed |= {
                "proposed_by": caller.subject,
                "proposed_at": work.now,
                "approved_by": None,
                "approved_at": None,
            }
        case PublicationStep.APPROVE:
            changed |= {"approved_by": caller.subject, "approved_at": work.now}
        case PublicationStep.RELEASE:
            changed |= {"released_at": work.now}
    if row is None:
        key = uuid7()
        of = {"case_id": one.key, "division": one.case["division"], "created_at": work.now}
        await work.run(insert(publication).values(id=key, **of, **changed))
        return key
    found: UUID = row["id"]
    same = update(publication).where(publication.c.id == found)
    await work.run(same.values(**changed, version=publication.c.version + 1))
    if command.step is PublicationStep.RELEASE:
        told = {"title": row["title"], "text": row["text"], "released_on": today(work)}
        await work.run(insert(published_case).values(id=found, **told))
    elif command.step is PublicationStep.WITHDRAW:
        await work.run(delete(published_case).where(published_case.c.id == found))
    return found
