"""Rows of a ledger drawn by hypothesis: everything that a row may say, in the words that people may type."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from care.ledgers.categories import read_categories
from care.ledgers.generator import generate
from care.ledgers.kinds.dates import Known
from care.ledgers.kinds.text import EXCEL_ERRORS, clean
from care.ledgers.row import Benefit, HealthState, LedgerRow, Visit
from records.codes import (
    BenefitKind,
    ChildClass,
    DisabilityGrade,
    GuardianshipCondition,
    Health,
    ParentHealth,
    ParentSpecialStatus,
    Service,
)
from tests.support.ledgers import TODAY

BASES = list(generate(60, seed=77, villages=[350102001001], today=TODAY))

# Texts as people may type them: separators, brackets, boxes, option names, other scripts, several lines.
PIECES = st.sampled_from(
    [
        "哮喘",
        "；",
        ";",
        "，",
        "、",
        "\n",
        "「",
        "」",
        "□",
        "√",
        "（",
        "）",
        "残疾",
        "健康",
        "其他",
        "二级",
        " ",
        "a",
        "=1+1",
        "#",
    ]
)
TYPED = st.one_of(
    st.lists(PIECES, min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=30),
)
# What Excel writes for a failed formula (#N/A) is refused wherever it stands: no row can say it.
TEXTS = TYPED.filter(lambda text: text.strip() not in EXCEL_ERRORS).map(clean)
FREE = TEXTS.filter(bool)
NAMES = st.sampled_from(["陈小明", "𠮷䶮", "阿卜杜热合曼·努尔买买提", "吉克木呷", "NGUYEN THI HOA", "卓玛"])
AMOUNTS = st.decimals(0, 99999, places=2)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Give a value or None."""
    return st.none() | strategy


@st.composite
def healths(draw: st.DrawFn) -> tuple[HealthState, ...]:
    """States of health that go together, in printed order."""
    kinds = draw(st.sets(st.sampled_from([kind for kind in Health if kind is not Health.HEALTHY])))
    states = []
    for kind in Health:
        if kind in kinds:
            needed = kind in {Health.SERIOUS_ILLNESS, Health.CHRONIC_ILLNESS}
            taken = kind is not Health.AVERAGE_OR_WEAK
            detail = draw(FREE if needed else maybe(FREE)) if taken else None
            grade = draw(st.sampled_from(list(DisabilityGrade))) if kind is Health.DISABLED else None
            states.append(HealthState(kind, detail, grade))
    return tuple(states)


@st.composite
def benefits(draw: st.DrawFn, kinds: list[BenefitKind]) -> tuple[Benefit, ...]:
    """Benefits in order; those of orphans carry no amount."""
    bare = {BenefitKind.ORPHAN_ALLOWANCE, BenefitKind.DE_FACTO_UNATTENDED_SUPPORT, BenefitKind.NONE}
    drawn = draw(st.sets(st.sampled_from(kinds)))
    return tuple(Benefit(k, None if k in bare else draw(maybe(AMOUNTS))) for k in kinds if k in drawn)


@st.composite
def visits(draw: st.DrawFn) -> tuple[Visit, ...]:
    """Visits of the year up to today, each with what was found or not."""
    days = st.dates(date(2026, 1, 1), TODAY).map(lambda day: Known(day.year, day.month, day.day))
    months = st.integers(1, 11).map(lambda month: Known(2026, month))
    times = sorted(draw(st.sets(days | months, max_size=6)), key=lambda on: (on.first, on.day is not None))
    found = []
    for on in times:
        problems = draw(maybe(FREE))
        found.append(Visit(on, problems, draw(FREE) if problems else None))
    return tuple(found)


@st.composite
def rows(draw: st.DrawFn) -> LedgerRow:
    """A generated row with its free parts drawn anew."""
    base = draw(st.sampled_from([row for row in BASES if row.father and row.mother]))
    child, father = base.child, base.father
    assert father is not None
    classes = (ChildClass.RURAL_LEFT_BEHIND, ChildClass.IN_DIFFICULTY)
    categories, detail = read_categories(draw(FREE.filter(lambda text: any(map(str.isalnum, text)))))
    condition = draw(st.sampled_from(list(GuardianshipCondition)))
    unhealthy = draw(st.booleans())
    other = draw(st.booleans())
    return replace(
        base,
        child=replace(
            child,
            name=draw(NAMES),
            address=draw(maybe(FREE)),
            schooling=draw(maybe(FREE)),
            school_name=draw(maybe(FREE)),
            classes=classes,
            categories=categories,
            category_detail=detail,
            guardianship_condition=condition,
            guardianship_detail=draw(FREE) if condition is GuardianshipCondition.INADEQUATE else None,
            health=draw(healths()),
            benefits=draw(benefits([kind for kind in BenefitKind if kind is not BenefitKind.NONE])),
            mind_and_behaviour=draw(maybe(FREE)),
            other_aid=draw(maybe(FREE)),
        ),
        father=replace(
            father,
            name=draw(NAMES),
            health=ParentHealth.UNHEALTHY if unhealthy else None,
            health_detail=draw(FREE) if unhealthy else None,
            special_status=(ParentSpecialStatus.SERIOUS_ILLNESS, ParentSpecialStatus.OTHER) if other else (),
            special_detail=draw(FREE) if other else None,
        ),
        household=replace(
            base.household,
            income_per_head=draw(maybe(AMOUNTS)),
            benefits=draw(
                benefits(
                    [
                        BenefitKind.MINIMUM_LIVING,
                        BenefitKind.DESTITUTE_SUPPORT,
                        BenefitKind.DISABILITY_SUBSIDY,
                        BenefitKind.OTHER,
                    ]
                )
            ),
        ),
        visits=draw(visits()),
        needs=tuple(kind for kind in Service if draw(st.booleans())),
        notes=draw(maybe(FREE)),
    )
