"""Synthetic ledgers that look like real ones: seeded, with all that makes real ones hard, and with no real person.

Resident ID numbers carry the unassigned prefix 99 and a true check character; mobile numbers carry the unassigned 154.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from care.ledgers.generator.circumstances import (
    draw_benefits,
    draw_difficulty,
    draw_guardianship,
    draw_health,
    draw_schooling,
)
from care.ledgers.generator.names import WITHOUT_SURNAMES, given_adult, given_child, surname, without_surname
from care.ledgers.identity import check_character
from care.ledgers.kinds.dates import Known
from care.ledgers.row import (
    Benefit,
    Carer,
    Child,
    Household,
    LedgerRow,
    Pairing,
    Parent,
    Visit,
)
from records.codes import (
    BenefitKind,
    CarerRelation,
    ChildClass,
    DifficultyCategory,
    EntrustReason,
    GuardianshipCondition,
    HukouType,
    ParentHealth,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    Service,
    Sex,
    SingleParent,
)

_AWAY = ("广东省东莞市", "浙江省温州市", "上海市松江区", "江苏省昆山市", "福建省厦门市", "广东省深圳市", "北京市大兴区")
_AWAY_CODES = (441900000000, 330300000000, 310117000000, 320583000000, 350200000000, 440300000000, 110115000000)
_ETHNICITIES = (["汉族"] * 84 + ["畲族"] * 3 + ["回族", "苗族", "满族", "土家族", "朝鲜族"]) + list(WITHOUT_SURNAMES)
_PROBLEMS = (
    "缺少课本和学习用品",
    "情绪低落，不愿与人交流",
    "祖父年迈，接送困难",
    "住房漏雨",
    "沉迷手机",
    "冬衣不足",
    "与同学有矛盾",
)
_SOLUTIONS = (
    "已联系学校补齐",
    "安排心理辅导，下月回访",
    "协调邻居帮忙接送",
    "已报乡镇申请修缮",
    "与照护人谈话并约定使用时间",
    "发放冬衣一套",
)
_NEEDS = ("学习辅导", "心理慰藉", "课后照料", "医疗救助", "亲情连线")
_LISTED = {kind.zh: kind for kind in Service}
_MINDS = ("活泼开朗", "性格内向", "情绪稳定", "较敏感，需多关注")


def generate(
    number: int, *, seed: int, villages: Sequence[int], today: date, year: int | None = None
) -> Iterator[LedgerRow]:
    """Make so many rows (one per child), the same for the same arguments.

    About one in six has siblings in the rows after it; `villages` are 12-digit codes to spread them over; visits lie in
    `year` (today's, unless given) and not after today.
    """
    made = 0
    draw = _Draw(Random(seed), today, year or today.year)  # noqa: S311 - for repeatable test data, not for secrets
    while made < number:
        family = draw.family(draw.random.choice(villages))
        for row in family[: number - made]:
            made += 1
            yield replace(row, number=made + 3)


class _Draw:
    """One run of the generator: its chance, its day, and the numbers it has given out."""

    def __init__(self, random: Random, today: date, year: int) -> None:
        self.random, self.today, self.year = random, today, year
        # Another seed takes another place, so that two ledgers of one tenant hold no number twice.
        self._place = random.randrange(10_000)
        self._born: Counter[tuple[date, bool]] = Counter()
        self._phones = count(random.randrange(10**7))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def resident_id(self, birth: date, *, male: bool) -> str:
        earlier = self._born[birth, male]
        self._born[birth, male] += 1
        place, order = (self._place + earlier // 500) % 10_000, earlier % 500 * 2 + male
        digits = f"99{place:04}{birth:%Y%m%d}{order:03}"
        return digits + check_character(digits)

    def phone(self) -> str:
        return f"154{next(self._phones) % 10**8:08}"

    def birth(self, youngest: int, oldest: int) -> date:
        days = self.random.randrange(youngest * 365 + 20, oldest * 365)
        return self.today - timedelta(days=days)

    def family(self, village: int) -> list[LedgerRow]:
        if self.chance(0.01):
            return [self.foundling(village)]
        ethnicity = self.random.choice(_ETHNICITIES)
        left_behind = self.chance(0.7)
        family = surname(self.random)
        father = self.parent(ethnicity, family, male=True, away=left_behind)
        mother = self.parent(ethnicity, surname(self.random), male=False, away=left_behind)
        lost = self.random.random()
        if lost < 0.06:
            father = Parent(father.name, father.resident_id, special_status=(ParentSpecialStatus.DEAD,))
        elif lost < 0.1:
            mother = Parent(special_status=(ParentSpecialStatus.LOST_CONTACT,))
        elif lost < 0.13:
            father = replace(father, special_status=(ParentSpecialStatus.IN_CUSTODY,), phone=None)
        household = self.household()
        carer = self.carer(left_behind=left_behind, ethnicity=ethnicity)
        rows = []
        for _ in range(self.random.choices([1, 2, 3], [84, 13, 3])[0]):
            child = self.child(village, ethnicity, family, left_behind=left_behind, lost=lost < 0.13)
            risky = child.guardianship_condition is GuardianshipCondition.INADEQUATE
            if risky and household.risk is RiskLevel.LOW:
                child = replace(child, guardianship_condition=GuardianshipCondition.AVERAGE, guardianship_detail=None)
            rows.append(self.row(child, father, mother, household, carer))
        return rows

    def row(
        self, child: Child, father: Parent | None, mother: Parent | None, household: Household, carer: Carer | None
    ) -> LedgerRow:
        pairing = Pairing(self.adult("汉族"), self.phone(), "镇中心小学") if self.chance(0.4) else None
        filed = self.today - timedelta(days=self.random.randrange(1, 700))
        visits = self.visits(household.risk, child.birth.last)
        wanted = self.random.choice(_NEEDS) if self.chance(0.3) else None
        return LedgerRow(
            child=child,
            father=father,
            mother=mother,
            household=household,
            carer=carer,
            pairing=pairing,
            visits=visits,
            care_needs=wanted,
            needs=(_LISTED[wanted],) if wanted in _LISTED else (),
            notes="随祖父母居住，距学校约三公里" if self.chance(0.1) else None,
            filed_by=self.adult("汉族") if self.chance(0.8) else None,
            filed_on=filed if self.chance(0.9) else None,
        )

    def adult(self, ethnicity: str) -> str:
        if ethnicity in WITHOUT_SURNAMES:
            return without_surname(self.random, ethnicity)
        return surname(self.random) + given_adult(self.random, male=self.chance(0.5))

    def parent(self, ethnicity: str, family: str, *, male: bool, away: bool) -> Parent:
        birth = self.birth(24, 48)
        if ethnicity in WITHOUT_SURNAMES:
            name = without_surname(self.random, ethnicity)
        else:
            name = family + given_adult(self.random, male=male)
        place = self.random.randrange(len(_AWAY))
        unhealthy = self.chance(0.06)
        return Parent(
            name=name,
            resident_id=self.resident_id(birth, male=male) if self.chance(0.97) else None,
            phone=self.phone() if self.chance(0.95) else None,
            address=f"{_AWAY[place]}某工业区{self.random.randrange(1, 90)}号" if away else None,
            division=_AWAY_CODES[place] if away and self.chance(0.8) else None,
            health=ParentHealth.UNHEALTHY if unhealthy else ParentHealth.HEALTHY,
            health_detail=self.random.choice(["腰椎间盘突出", "尘肺", "糖尿病"]) if unhealthy else None,
        )

    def household(self) -> Household:
        poor = self.chance(0.25)
        low = Benefit(BenefitKind.MINIMUM_LIVING, Decimal(self.random.randrange(300, 900)).quantize(Decimal("0.01")))
        return Household(
            income_per_head=self.income() if self.chance(0.9) else None,
            benefits=(low,) if poor else (),
            social_help="爱心助学金每学期一次" if self.chance(0.1) else None,
            risk=self.random.choices([RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH, None], [70, 20, 6, 4])[0],
        )

    def income(self) -> Decimal:
        return Decimal(self.random.randrange(300_000, 2_500_000)).scaleb(-2)

    def carer(self, *, left_behind: bool, ethnicity: str) -> Carer | None:
        if not left_behind:
            return Carer(CarerRelation.NONE) if self.chance(0.8) else None
        relation = self.random.choices([CarerRelation.GRANDPARENT, CarerRelation.RELATIVE_OR_FRIEND], [9, 1])[0]
        reason = self.random.choices([EntrustReason.BOTH_AWAY, EntrustReason.ONE_AWAY_OTHER_INCAPABLE], [8, 2])[0]
        return Carer(relation, self.adult(ethnicity), self.phone(), reason)

    def child_name(self, ethnicity: str, family: str, *, male: bool) -> str:
        if ethnicity in WITHOUT_SURNAMES:
            return without_surname(self.random, ethnicity)
        return family + given_child(self.random, male=male)

    def child(self, village: int, ethnicity: str, family: str, *, left_behind: bool, lost: bool) -> Child:
        male, birth = self.chance(0.53), self.birth(1, 17)
        age = (self.today - birth).days // 365
        unregistered = self.chance(0.015)
        number = None if unregistered else self.resident_id(birth, male=male)
        month_only = unregistered and self.chance(0.5)
        in_difficulty = not left_behind or self.chance(0.1)
        classes = (ChildClass.RURAL_LEFT_BEHIND,) if left_behind else ()
        school = draw_schooling(self.random, age)
        categories, category_detail = draw_difficulty(self.random, lost=lost) if in_difficulty else ((), None)
        guardianship, detail = draw_guardianship(self.random)
        return Child(
            name=self.child_name(ethnicity, family, male=male),
            sex=Sex.MALE if male else Sex.FEMALE,
            ethnicity=ethnicity,
            birth=Known(birth.year, birth.month, None if month_only else birth.day),
            resident_id=number,
            resident_id_missing=ResidentIdMissing.HUKOU_UNREGISTERED if unregistered else None,
            division=village,
            address=f"本村{self.random.randrange(1, 12)}组{self.random.randrange(1, 200)}号",
            hukou_division=None if unregistered else village // 1_000_000 * 1_000_000,
            hukou_type=HukouType.RURAL if left_behind or self.chance(0.8) else HukouType.URBAN,
            classes=classes + ((ChildClass.IN_DIFFICULTY,) if in_difficulty else ()),
            categories=categories,
            category_detail=category_detail,
            single_parent=self.random.choices([SingleParent.NO, SingleParent.MOTHER, SingleParent.FATHER], [88, 6, 6])[
                0
            ],
            schooling=school[0],
            school_status=school[1],
            school_name=school[2],
            boarding=school[3],
            guardianship_condition=guardianship,
            guardianship_detail=detail,
            health=draw_health(self.random),
            mind_and_behaviour=self.random.choice(_MINDS) if self.chance(0.6) else None,
            benefits=draw_benefits(self.random, lost=lost),
            education_aid="义务教育家庭经济困难学生生活补助" if self.chance(0.15) else None,
            medical_aid="城乡居民医保全额资助" if self.chance(0.1) else None,
            other_aid="慈善会一次性慰问金" if self.chance(0.05) else None,
        )

    def visits(self, risk: RiskLevel | None, born: date) -> tuple[Visit, ...]:
        visits: list[Visit] = []
        for quarter in range(1, 5):
            first = date(self.year, quarter * 3 - 2, 1)
            if first >= self.today:
                break
            times = self.times(first, 3 if risk in {RiskLevel.HIGH, RiskLevel.MEDIUM} else 1, born)
            for index, on in enumerate(times):
                told = index == len(times) - 1 and self.chance(0.12)
                problems, solutions = self.random.choice(_PROBLEMS), self.random.choice(_SOLUTIONS)
                visits.append(Visit(on, problems, solutions) if told else Visit(on))
        return tuple(visits)

    def times(self, first: date, wanted: int, born: date) -> list[Known]:
        """Draw visits in a quarter, not after today: one per month when three are wanted; some known to the month."""
        if self.chance(0.06):
            return []
        times = []
        for month in range(3) if wanted == 3 else [self.random.randrange(3)]:
            on = first.replace(month=first.month + month, day=self.random.randrange(1, 29))
            if born <= on <= self.today:
                times.append(Known(on.year, on.month, on.day if self.chance(0.96) else None))
        return times

    def foundling(self, village: int) -> LedgerRow:
        """Make a child that was found: a given surname, no parents, no number, the month of birth estimated."""
        birth, male = self.birth(1, 12), self.chance(0.4)
        child = Child(
            name=self.random.choice(["党", "国", "福"]) + given_child(self.random, male=male),
            sex=Sex.MALE if male else Sex.FEMALE,
            ethnicity="汉族",
            birth=Known(birth.year, birth.month),
            resident_id_missing=ResidentIdMissing.FOUNDLING,
            division=village,
            address="镇敬老院代养",
            hukou_type=HukouType.RURAL,
            classes=(ChildClass.IN_DIFFICULTY,),
            categories=(DifficultyCategory.PARENTS_UNKNOWN,),
            guardianship_condition=GuardianshipCondition.AVERAGE,
            health=draw_health(self.random),
            benefits=(Benefit(BenefitKind.ORPHAN_ALLOWANCE),),
        )
        return self.row(child, None, None, Household(risk=RiskLevel.MEDIUM), Carer(CarerRelation.NONE))
