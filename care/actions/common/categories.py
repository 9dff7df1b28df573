"""The difficulty categories that somebody states of a child, and the class that follows from having one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from care.actions.common.findings import ANNEX, Findings, Path
from care.actions.common.reading import read_text, tell
from care.duties.classes.difficulties import ATTENTION
from care.ledgers.categories import read_categories
from care.ledgers.faults import FaultCode
from policies.refusal import ErrorCode
from records.codes import ChildClass, DifficultyCategory


@dataclass(frozen=True)
class CategoryFact:
    """A category, with a text where the category alone does not say it."""

    category: DifficultyCategory
    detail: str | None = None


def check_categories(findings: Findings, stated: Sequence[CategoryFact], today: date) -> str | None:
    """Check the categories together and give the text that is kept beside them."""
    details = []
    for place, one in enumerate(stated):
        path = ("categories", str(place))
        detail = read_text(findings, (*path, "detail"), one.detail, today)
        if one.category in {other.category for other in stated[:place]}:
            tell(findings, (*path, "category"), FaultCode.CHOICE_REPEATED, option=one.category.zh)
        if one.category is DifficultyCategory.OTHER and detail is None:
            findings.require((*path, "detail"), ANNEX)
        if detail is not None and _tells_hiv(one, detail):
            refuse_hiv_text(findings, (*path, "detail"))
        elif detail is not None:
            details.append(detail)
    return "、".join(details) or None


def refuse_hiv_text(findings: Findings, path: Path) -> None:
    """Refuse a text that tells of an infection with HIV: more people may read it than the category."""
    zh, en = "艾滋病病毒感染只能以类别登记，不得写入文字", "an HIV infection is kept as its category, never as text"
    findings.refuse(ErrorCode.BAD_USER_INPUT, path, zh, en)


def _tells_hiv(stated: CategoryFact, detail: str) -> bool:
    """Tell whether a text would show an infection to those who may read the text but not the category."""
    hiv = DifficultyCategory.HIV_INFECTED
    return stated.category is hiv or hiv in read_categories(detail)[0]


def category_rows(child: UUID, division: int, stated: Sequence[CategoryFact]) -> list[dict[str, Any]]:
    """Give the rows of `child_category`."""
    return [{"child_id": child, "division": division, "category": one.category} for one in stated]


def class_rows(child: UUID, division: int, stated: Sequence[CategoryFact]) -> list[dict[str, Any]]:
    """Give the rows of `child_class`: a category of difficulty makes a child in difficulty (闽民童〔2024〕33号, 二)."""
    difficult = any(one.category not in ATTENTION for one in stated)
    return [{"child_id": child, "division": division, "class": ChildClass.IN_DIFFICULTY}] if difficult else []
