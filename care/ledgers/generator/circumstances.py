"""What a synthetic child's row says of its circumstances, drawn by plausible shares."""

from decimal import Decimal
from random import Random

from care.ledgers.row import Benefit, HealthState
from records.codes import (
    BenefitKind,
    Boarding,
    DifficultyCategory,
    DisabilityGrade,
    GuardianshipCondition,
    Health,
    SchoolStatus,
)


def _chance(random: Random, share: float) -> bool:
    return random.random() < share


def draw_difficulty(random: Random, *, lost: bool) -> tuple[tuple[DifficultyCategory, ...], str | None]:
    """Draw why a child is in difficulty: codes, and a text besides them."""
    if lost:
        return (DifficultyCategory.DE_FACTO_UNATTENDED,), None
    drawn = random.choice(
        [
            DifficultyCategory.DISABLED,
            DifficultyCategory.SERIOUSLY_ILL,
            DifficultyCategory.MIN_ALLOWANCE_OR_DESTITUTE_FAMILY,
            DifficultyCategory.ECONOMIC_HARDSHIP_FAMILY,
            None,
        ]
    )
    return (drawn,) if drawn else (), None if drawn else "家庭突发变故"


def draw_guardianship(random: Random) -> tuple[GuardianshipCondition, str | None]:
    """Draw how the child is looked after."""
    drawn = random.choices(list(GuardianshipCondition), [35, 60, 5])[0]
    return drawn, "照护人年迈多病，无力管教" if drawn is GuardianshipCondition.INADEQUATE else None


def draw_schooling(random: Random, age: int) -> tuple[str | None, SchoolStatus, str | None, Boarding | None]:
    """Draw grade, status, school and boarding for an age in years."""
    if age < 3:
        return None, SchoolStatus.NOT_OF_AGE, None, None
    if age < 6:
        return "幼儿园", SchoolStatus.IN_SCHOOL, "镇中心幼儿园", Boarding.NON_BOARDER
    if _chance(random, 0.004):
        return "未在校", SchoolStatus.DROPPED_OUT, None, None
    level, name = ("小学", "镇中心小学") if age < 12 else ("初中", "县第三中学") if age < 15 else ("高中", "县职业中学")
    boarder = age >= 12 and _chance(random, 0.6)
    grade = f"{level}{'一二三四五六'[(age - 6) % 3]}年级"
    return grade, SchoolStatus.IN_SCHOOL, name, Boarding.BOARDER if boarder else Boarding.NON_BOARDER


def draw_health(random: Random) -> tuple[HealthState, ...]:
    """Draw states of health."""
    drawn = random.random()
    if drawn < 0.85:
        return (HealthState(Health.HEALTHY),)
    if drawn < 0.92:
        return (HealthState(Health.AVERAGE_OR_WEAK),)
    if drawn < 0.95:
        return (HealthState(Health.CHRONIC_ILLNESS, random.choice(["哮喘", "癫痫", "过敏性鼻炎"])),)
    grade = random.choice(list(DisabilityGrade))
    disabled = HealthState(Health.DISABLED, random.choice([None, "肢体", "智力", "听力"]), grade)
    if drawn < 0.985:
        return (disabled,)
    return (HealthState(Health.SERIOUS_ILLNESS, "先天性心脏病"), disabled)


def draw_benefits(random: Random, *, lost: bool) -> tuple[Benefit, ...]:
    """Draw the child's benefits."""
    if lost:
        return (Benefit(BenefitKind.DE_FACTO_UNATTENDED_SUPPORT),)
    if _chance(random, 0.8):
        return (Benefit(BenefitKind.NONE),)
    subsidy = Benefit(BenefitKind.DISABILITY_SUBSIDY, Decimal("88.50"))
    allowance = Benefit(BenefitKind.MINIMUM_LIVING, Decimal(random.randrange(200, 800)).quantize(Decimal("0.01")))
    return (allowance, subsidy) if _chance(random, 0.3) else (allowance,)
