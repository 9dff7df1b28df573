"""Access in plain sentences, Chinese and English: who, in which role, may or may not do what, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.caller import Language
from policies.classes import GRANT, RowKind, Sight
from policies.deciding import READ, Question
from records.codes import Role

if TYPE_CHECKING:
    from schema.access import PolicyLine
    from schema.access_found import AccessGround

ROWS_ZH = {RowKind.AREA: "辖区内的记录", RowKind.LISTED: "列名授权的记录", RowKind.OWN: "本人或本单位的记录"}
ROWS_EN = {RowKind.AREA: "of their places", RowKind.LISTED: "listed for them", RowKind.OWN: "of their own"}


@dataclass(frozen=True)
class Told:
    """What a sentence is made of; `sees` is None where nobody looked at the object."""

    subject: str
    role: Role
    asked: Question
    answer: str | None
    rows: RowKind
    allowed: bool | None
    sees: bool | None
    lines: "Sequence[PolicyLine]"
    grounds: "Sequence[AccessGround]"


def told(facts: Told, language: Language) -> str:
    """Tell what one role decides."""
    return _zh(facts) if language == "zh" else _en(facts)


def summed(subject: str, sentences: Sequence[str], language: Language) -> str:
    """Tell what all roles decide; a person without any is told like one who is unknown."""
    if sentences:
        return "".join(sentences) if language == "zh" else " ".join(sentences)
    if language == "zh":
        return f"{subject} 没有您可以知悉的角色，因此不可进行该操作。"
    return f"{subject} holds no role that you may know of, and so may not do this."


def _zh(facts: Told) -> str:
    who = f"{facts.subject} 以“{facts.role.zh}”身份"
    what = _what_zh(facts)
    if facts.answer is None:
        denied = [one.source for one in facts.lines if one.effect == "deny"]
        why = f"由策略 {'、'.join(denied)} 取消" if denied else "没有策略允许"
        return f"{who}不可{what}：{why}。"
    by = f"依据策略 {'、'.join(one.source for one in facts.lines)}"
    if facts.sees is None:
        return f"{who}可{what}，限{ROWS_ZH.get(facts.rows, '其可见的记录')}；是否包括该对象不向您说明；{by}。"
    if not facts.sees and facts.answer == GRANT:
        return f"{who}不可{what}：没有授权对该对象列明此类字段；{by}。"
    if not facts.sees:
        return f"{who}不可{what}：该对象不属于{ROWS_ZH.get(facts.rows, '其可见的记录')}；{by}。"
    return f"{who}可{what}：{'，'.join(map(_ground_zh, facts.grounds)) or '其辖区包含该对象'}；{by}。"


def _en(facts: Told) -> str:
    who, what = f"{facts.subject}, acting as {facts.role.value},", _what_en(facts)
    if facts.answer is None:
        denied = [one.source for one in facts.lines if one.effect == "deny"]
        why = f"taken away by the policy {', '.join(denied)}" if denied else "no policy allows it"
        return f"{who} may not {what}: {why}."
    by = f"by the policy {', '.join(one.source for one in facts.lines)}"
    rows = ROWS_EN.get(facts.rows, "in their sight")
    if facts.sees is None:
        return f"{who} may {what} in records {rows}; whether this is one of them is not told to you; {by}."
    if not facts.sees and facts.answer == GRANT:
        return f"{who} may not {what}: no grant names this class for it; {by}."
    if not facts.sees:
        return f"{who} may not {what}: it is none of the records {rows}; {by}."
    return f"{who} may {what}: {', '.join(map(_ground_en, facts.grounds)) or 'it lies in their places'}; {by}."


def _what_zh(facts: Told) -> str:
    _, _, part = facts.asked.obj.partition(":")
    if part:
        return f"查看“{part}”类字段" + ("（仅掩码）" if facts.answer == Sight.MASK else "")
    return "查看" if facts.asked.word == READ else f"执行 {facts.asked.obj}:{facts.asked.word}"


def _what_en(facts: Told) -> str:
    _, _, part = facts.asked.obj.partition(":")
    if part:
        return f"read fields of class {part}" + (" (masked)" if facts.answer == Sight.MASK else "")
    return READ if facts.asked.word == READ else f"{facts.asked.obj}:{facts.asked.word}"


def _ground_zh(ground: "AccessGround") -> str:
    until = f"，至 {ground.until.date().isoformat()}" if ground.until else ""
    return f"其辖区 {ground.division} 包含该对象" if ground.division else f"{ground.kind.zh}{until}"


def _ground_en(ground: "AccessGround") -> str:
    until = f" until {ground.until.date().isoformat()}" if ground.until else ""
    return f"it lies in their place {ground.division}" if ground.division else f"{ground.kind.en.lower()}{until}"
