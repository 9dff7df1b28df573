"""Why a duty is due: one plain sentence, the rules behind it with their sources, and the facts it was counted from."""

from datetime import date, datetime
from typing import Any, ClassVar

import strawberry
from graphql import FieldNode, GraphQLObjectType, OperationDefinitionNode, parse

from care.rulebooks.dimension import dimensions
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import said, spelled
from policies.caller import Language
from policies.classes import FieldClass
from reads.statement import one
from records.codes import (
    AdminLevel,
    CalendarDuty,
    CarerStep,
    Code,
    DutyBasis,
    DutyKind,
    DutyReason,
    KeyChildReason,
    ReportRecipient,
    ReportUrgency,
    Role,
)
from schema.answer import decoded, run
from schema.context import Info
from schema.ids import split_id
from schema.law import law_here
from schema.rulebook import Rule, rule_of
from schema.scalars import DivisionCode


# What the explanation reads of the duty, under the caller's own permit: what is hidden from them is not explained.
def _selected(text: str) -> list[FieldNode]:
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return [node for node in operation.selection_set.selections if isinstance(node, FieldNode)]


_SHARED = (
    "dueAt dueOn period basis rule citation division { code }"
    " escalations { level division { code } dueAt toldAt rule citation basis }"
)
_READ = {
    "duty": ("Duty", _selected(f"{{ duty {{ kind calendar baseOn reasons {_SHARED} }} }}")),
    # The calendar's view of a duty, for whoever sees no other duties.
    "submission": ("Submission", _selected(f"{{ submission {{ calendar: kind baseOn: startsOn {_SHARED} }} }}")),
}

_KEY_RULES = ("visit.key.reasons", "screening.visitAlways", "followUp.reasons")
_TOLD = (Role.VILLAGE_COMMITTEE, Role.SCHOOL)
_LABELS = {one.value: one for one in (*_TOLD, *CarerStep, *DutyReason, *KeyChildReason)}
_REPORTING = (DutyKind.REPORT, DutyKind.REPORT_ACKNOWLEDGEMENT, DutyKind.ONWARD_REPORT)
_RECIPIENTS = {one.value: one for one in ReportRecipient}
_URGENCIES = {one.value: one for one in ReportUrgency}


@strawberry.type(description="A fact that a duty was counted from.")
class ExplanationInput:
    """A fact that a duty was counted from: its name in Chinese or English, and its value."""

    field_class: ClassVar = FieldClass.BASIC

    name: str
    value: str | None


@strawberry.type(description="A level was told that a duty is overdue.")
class EscalationStep:
    """A level that was told that a duty is overdue: when its clock had run, when it was told, by which rule."""

    field_class: ClassVar = FieldClass.BASIC

    level: AdminLevel
    division: DivisionCode
    due_at: datetime
    told_at: datetime
    rule: str
    citation: str
    basis: DutyBasis


@strawberry.type(description="Why a duty is due, and who was told that it is overdue.")
class DutyExplanation:
    """Why a duty is due: one sentence in the caller's language, the rules behind it, the facts it rests on."""

    field_class: ClassVar = FieldClass.BASIC

    sentence: str
    rules: list[Rule]
    inputs: list[ExplanationInput]
    escalations: list[EscalationStep]


async def explain(info: Info, id: str) -> DutyExplanation | None:
    """Explain a duty in sight, by its own id or by that of the submission that it is; None for one that is not."""
    parts = split_id(id)
    if parts is None or parts[0] not in _READ:
        return None
    request = info.context
    frame = request.frame(info._raw_info)
    name, nodes = _READ[parts[0]]
    kind = frame.schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    answer = one(frame, kind, nodes, lambda row: row.c.id == parts[1])
    told, text = await run(request, frame, answer)
    frame.reading.one(*parts, told)
    read = decoded(text)
    if read is None:
        return None
    found = {"kind": DutyKind.SUBMISSION.value, "reasons": [], **read}
    law = await law_here(info)
    day = max(date.fromisoformat(found["baseOn"]), min(date.fromisoformat(found["dueOn"]), request.now.date()))
    book = law.at(int(found["division"]["code"]), day)
    rules = list(_rules(book, found))
    language = request.caller.language
    return DutyExplanation(
        sentence=_zh(found, rules) if language == "zh" else _en(found, rules),
        rules=[rule_of(rule, book) for rule in rules],
        inputs=list(_inputs(found, language)),
        escalations=[_step(one) for one in found["escalations"]],
    )


def _step(one: dict[str, Any]) -> EscalationStep:
    return EscalationStep(
        level=AdminLevel[one["level"]],
        division=one["division"]["code"],
        due_at=datetime.fromisoformat(one["dueAt"]),
        told_at=datetime.fromisoformat(one["toldAt"]),
        rule=one["rule"],
        citation=one["citation"],
        basis=DutyBasis[one["basis"]],
    )


def _rules(book: Rulebook, found: dict[str, Any]) -> Any:
    """Give the rules that a duty names, and those that made its child a key child."""
    for name in found["rule"].split(" "):
        key, _, case = name.partition("[")
        rule = book.applying(key, case.rstrip("]")) if case else book.rule(key)
        if rule is not None:
            yield rule
    if any(reason in KeyChildReason.__members__ for reason in found["reasons"]):
        for key in _KEY_RULES:
            rule = book.rule(key)
            if rule is not None and not rule.codes.isdisjoint(found["reasons"]):
                yield rule


def _zh(found: dict[str, Any], rules: list[Effective]) -> str:
    kind, due, base = DutyKind[found["kind"]], _day_zh(found["dueOn"]), _day_zh(found["baseOn"])
    counted = f"自{base}（建档）起算" if "FIRST_VISIT" in found["reasons"] else f"自{base}起算"
    if found["calendar"]:
        counted = f"本期自{base}起"
    elif found["period"]:
        counted = f"按{found['period'][:4]}年第{found['period'][-1]}季度计"
    ruled = "，".join(f"{dimensions()[one.key].zh}{_said(one)}" for one in rules if _counts(one))
    why = "、".join(_LABELS[reason].zh for reason in found["reasons"] if reason in _LABELS)
    basis = DutyBasis[found["basis"]]
    note = "" if basis is DutyBasis.IN_FORCE else f"（{basis.zh}）"
    clock = _clock(found)
    by = f"应于{due}{clock or '24时'}前完成{_named(found).zh}"
    to = "、".join(_RECIPIENTS[one].zh for one in found["reasons"]) if kind in _REPORTING else ""
    parts = [f"依据{found['citation']}{note}", ruled, counted, by, f"报告对象：{to}" if to else ""]
    return "，".join(part for part in parts if part) + (f"；原因：{why}。" if why else "。")


def _en(found: dict[str, Any], rules: list[Effective]) -> str:
    kind = DutyKind[found["kind"]]
    whole = None if found["calendar"] else found["period"]
    counted = f"counted from {whole or found['baseOn']}"
    ruled = ", ".join(f"{dimensions()[one.key].en}: {_spelled(one)}" for one in rules if _counts(one))
    why = ", ".join(_LABELS[reason].en for reason in found["reasons"] if reason in _LABELS)
    clock = _clock(found)
    by = f"{clock} of {found['dueOn']}" if clock else f"the end of {found['dueOn']}"
    to = ", ".join(_RECIPIENTS[one].en for one in found["reasons"]) if kind in _REPORTING else ""
    parts = [
        f"{_named(found).en} is due by {by}",
        f"to: {to}" if to else "",
        counted,
        ruled,
        f"under {found['citation']}",
    ]
    return ", ".join(part for part in parts if part) + (f"; because: {why}." if why else ".")


def _named(found: dict[str, Any]) -> Code:
    """Give what is owed: what it is in the calendar says more than the kind."""
    return CalendarDuty[found["calendar"]] if found["calendar"] else DutyKind[found["kind"]]


def _clock(found: dict[str, Any]) -> str:
    """Give the time of day that is owed; empty where it is the end of the day."""
    text = datetime.fromisoformat(found["dueAt"]).strftime("%H:%M")
    return "" if text == "00:00" else text


def _said(rule: Effective) -> str:
    urgency = _URGENCIES.get(rule.value) if isinstance(rule.value, str) else None
    return said(rule.value) if urgency is None else urgency.zh


def _spelled(rule: Effective) -> str:
    urgency = _URGENCIES.get(rule.value) if isinstance(rule.value, str) else None
    return spelled(rule.value) if urgency is None else urgency.en


def _counts(rule: Effective) -> bool:
    """Tell whether a rule's value is a number that somebody can check the date by; lists of codes are the reasons."""
    return not isinstance(rule.value, frozenset)


def _inputs(found: dict[str, Any], language: Language) -> Any:
    zh = language == "zh"
    yield ExplanationInput(name="起算日" if zh else "Counted from", value=found["baseOn"])
    yield ExplanationInput(name="到期日" if zh else "Due on", value=found["dueOn"])
    if found["period"]:
        yield ExplanationInput(name="周期" if zh else "Period", value=found["period"])
    reporting = DutyKind[found["kind"]] in _REPORTING
    for reason in found["reasons"]:
        label = (_RECIPIENTS if reporting else _LABELS).get(reason)
        named = reason if label is None else label.zh if zh else label.en
        name = ("报告对象" if zh else "Recipient") if reporting else ("原因" if zh else "Reason")
        yield ExplanationInput(name=name, value=named)


def _day_zh(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"
