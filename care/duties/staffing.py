"""Where a place is short of child directors and supervisors: one each at least, more directors for many children."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import Amount
from records.codes import TraineePost

EXAM: Final = "training.examBeforeDuty"
EXTRA: Final = "staff.director.extraAbove"
AT_LEAST: Final = {
    TraineePost.CHILD_DIRECTOR: "staff.director.minPerVillage",
    TraineePost.CHILD_SUPERVISOR: "staff.supervisor.minPerTownship",
}


@dataclass(frozen=True)
class Staffed:
    """Who serves a place in a post; `children` are those of both classes under care there, each counted once."""

    division: int
    post: TraineePost
    children: int
    on_duty: int
    passed: int


@dataclass(frozen=True)
class Gap:
    """A place that is short: of `required` people `present` serve. `warnings` hold (Chinese, English)."""

    division: int
    post: TraineePost
    children: int
    required: int
    present: int
    warnings: tuple[tuple[str, str], ...]
    citation: str


def gaps(book: Rulebook, staffed: Iterable[Staffed]) -> Iterator[Gap]:
    """Give the places that have fewer people than the rules of the day ask for, or children enough for one more.

    Whoever must be assessed before duty and has not passed does not count. Above the number of children that the rules
    name the required number stays what it is, for no document says how many are to be added.
    """
    for one in staffed:
        asked, exam = book.rule(AT_LEAST[one.post]), book.flag(EXAM, one.post.value)
        extra = book.rule(EXTRA) if one.post is TraineePost.CHILD_DIRECTOR else None
        required = asked.value.number if asked is not None and isinstance(asked.value, Amount) else 0
        present = one.on_duty if exam is None else one.passed
        many = extra if extra is not None and _exceeds(one.children, extra) and present <= max(required, 1) else None
        waiting = exam if exam is not None and one.on_duty > one.passed else None
        if present >= required and many is None:
            continue
        cited = [asked if present < required else None, many, waiting]
        yield Gap(
            division=one.division,
            post=one.post,
            children=one.children,
            required=required,
            present=present,
            warnings=tuple(_warnings(one, many, waiting)),
            citation="；".join(dict.fromkeys(rule.citation for rule in cited if rule is not None)),
        )


def _exceeds(children: int, rule: Effective) -> bool:
    limit = rule.value
    return isinstance(limit, Amount) and (children > limit.number if limit.strict else children >= limit.number)


def _warnings(one: Staffed, many: Effective | None, waiting: Effective | None) -> Iterator[tuple[str, str]]:
    if many is not None and isinstance(many.value, Amount):
        limit, over = many.value.number, many.value.strict
        zh = f"两类儿童合计{one.children}人，{'超过' if over else '达到'}{limit}人，应按需增配儿童主任"
        measure = "more than" if over else "no fewer than"
        en = f"{one.children} children of both classes, {measure} {limit}: add directors by need"
        yield zh, en
    if waiting is not None:
        left = one.on_duty - one.passed
        yield f"{left}人尚未考核合格，不能上岗，不计入", f"{left} not yet assessed, so not on duty and not counted"
