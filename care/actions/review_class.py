"""Review a class or a category of a child: an officer judges whether it holds, from which day on and why."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

import asyncpg
from sqlalchemy import insert

from alerts.outbox import announce
from care.actions.common.child_rows import touch
from care.actions.common.days import check_past_day, today
from care.actions.common.done import Done
from care.actions.common.findings import Findings
from care.actions.common.once import remember, replayed
from care.actions.common.own_labels import OF_REVIEW
from care.actions.common.reading import read_text
from care.actions.common.rederive import rederive
from care.actions.common.sight import load_child
from care.actions.common.told import require_shown
from care.duties.law import law_of
from care.duties.months import birthday
from care.duties.restricted import RESTRICTED
from care.rulebooks.rulebook import Rulebook
from care.rulebooks.values import Amount
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass
from policies.refusal import ErrorCode
from policies.require import require
from records.codes import ChildClass, DifficultyCategory
from records.ids import uuid7
from records.standing import class_review
from tenants.work import Work

_LEFT_BEHIND = (ChildClass.LEFT_BEHIND, ChildClass.RURAL_LEFT_BEHIND)


@dataclass(frozen=True)
class ReviewClass:
    """What is judged of a child: one class or one category, whether it `holds`, since which day, and why."""

    child_id: UUID
    holds: bool
    since: date
    reason: str
    child_class: ChildClass | None = None
    category: DifficultyCategory | None = None
    idempotency_key: str | None = None


async def review_class(work: Work, caller: Caller, command: ReviewClass) -> Done:
    """Write a judgement on a child in sight; what follows from it is derived in the same transaction.

    The latest judgement goes before facts and statements, up to the age limit. Raises `Refused`: NOT_FOUND,
    RULE_VIOLATION for a class that the rules of the place do not know or a child that is too old for it, FORBIDDEN for
    a restricted category (rules of access, 6.8) where the caller does not read such. Warns of a category that no rule
    of the place lists.
    """
    require(caller, "child:review")
    if command.category in RESTRICTED:
        require_shown(caller, "child", FieldClass.SPECIAL)
    earlier = await replayed(work, caller, command)
    if earlier:
        return earlier
    row = await load_child(work, caller, command.child_id, ("childId",))

    findings = Findings(labels=OF_REVIEW)
    book = (await law_of(work)).at(row["division"], today(work))
    _check_subject(findings, command, book)
    _check_day(findings, work, command, row, book)
    reason = read_text(findings, ("reason",), command.reason, today(work))
    if reason is None and not findings.spoiled("reason"):
        findings.require(("reason",))
    warnings = findings.settle()

    key = uuid7()
    await work.run(
        insert(class_review).values(
            {
                "id": key,
                "child_id": row["id"],
                "division": row["division"],
                "class": command.child_class,
                "category": command.category,
                "holds": command.holds,
                "since": command.since,
                "reason": reason,
                "decided_by": caller.subject,
                "decided_at": work.now,
                "rule_version": book.version,
            }
        )
    )
    await touch(work, row["id"])
    judged = "class" if command.child_class else "category"
    await audit(
        work,
        caller,
        "child:review",
        object=row["id"],
        kind="child",
        fields=(judged, "holds", "from"),
        reason=reason,
        rule_version=book.version,
    )
    done = Done((row["id"],), warnings)
    await remember(work, caller, command, done)
    await rederive(work, row["id"])
    await announce(work, "CHILD_UPDATED", subject_kind="child", subject=row["id"], division=row["division"])
    return done


def _check_subject(findings: Findings, command: ReviewClass, book: Rulebook) -> None:
    """Check that one thing is judged, and that the place knows it: its classes are closed, its categories are not."""
    if (command.child_class is None) == (command.category is None):
        zh, en = "类别和困境具体类别须填且只填一项", "either this or category is given, and not both"
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("class",), zh, en)
    elif command.child_class is not None and command.child_class not in _named(book, "classes"):
        rule = book.rule("classes")
        zh, en = f"本地规定没有“{command.child_class.zh}”", "is no class of the rules there"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("class",), zh, en, rule.citation if rule else None)
    elif command.category is not None and command.holds:
        listed = _named(book, "difficulty.categories") | _named(book, "attention.categories")
        if command.category not in listed:
            zh, en = (
                "本地规定未列举该类别，按工作人员判断认定",
                "is on no list there: it rests on the judgement",
            )
            findings.warn(ErrorCode.RULE_VIOLATION, ("category",), zh, en)


def _check_day(findings: Findings, work: Work, command: ReviewClass, row: asyncpg.Record, book: Rulebook) -> None:
    check_past_day(findings, ("from",), command.since, work)
    if command.since < row["birth_date"].replace(day=1) and not findings.spoiled("from"):
        findings.refuse(ErrorCode.BAD_USER_INPUT, ("from",), "早于儿童出生", "lies before the child's birth")
    limit = book.rule("leftBehind.ageUnder") if command.child_class in _LEFT_BEHIND else None
    limit = limit or book.rule("difficulty.age")
    if limit is None or not command.holds:
        return
    age = cast("Amount", limit.value).number
    if today(work) > birthday(row["birth_date"], age):
        zh, en = f"儿童已满{age}周岁，不再适用", f"covers nobody after the birthday that makes {age}"
        findings.refuse(ErrorCode.RULE_VIOLATION, ("holds",), zh, en, limit.citation)


def _named(book: Rulebook, key: str) -> frozenset[str]:
    found = [one.value for one in book.cases(key).values()]
    return frozenset(code for codes in found if isinstance(codes, frozenset) for code in codes)
