"""The kinds of cells of this form, with the options as the annex prints them (闽民童〔2024〕33号)."""

from care.ledgers.identity import division_kind, resident_id_kind, village_kind
from care.ledgers.kinds.amounts import income_kind
from care.ledgers.kinds.choices import coded, many, one
from care.ledgers.kinds.dates import birth_kind, day_kind, visits_kind
from care.ledgers.kinds.options import Option, Takes
from care.ledgers.kinds.phones import phone_kind
from care.ledgers.kinds.text import ethnicity_kind, name_kind, text_kind
from records.codes import (
    BenefitKind,
    Boarding,
    CarerRelation,
    ChildClass,
    EntrustReason,
    GuardianshipCondition,
    Health,
    HukouType,
    ParentHealth,
    ParentSpecialStatus,
    ResidentIdMissing,
    RiskLevel,
    SchoolStatus,
    Service,
    Sex,
    SingleParent,
)

NAME = name_kind()
TEXT = text_kind(2000)
SHORT_TEXT = text_kind(200)
LONG_TEXT = text_kind(10_000)
ETHNICITY = ethnicity_kind()
BIRTH = birth_kind()
DAY = day_kind()
VISITS = visits_kind()
RESIDENT_ID = resident_id_kind()
VILLAGE = village_kind()
DIVISION = division_kind()
PHONE = phone_kind()
INCOME = income_kind()

SEX = coded(Sex)
HUKOU_TYPE = coded(HukouType)
BOARDING = coded(Boarding)
SCHOOL_STATUS = coded(SchoolStatus)
RESIDENT_ID_MISSING = coded(ResidentIdMissing)
CARER_RELATION = coded(CarerRelation)
ENTRUST_REASON = coded(EntrustReason)
NEEDS = many(*(Option(kind, kind.zh) for kind in Service))
RISK = one(*(Option(level, level.zh) for level in (RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH)))

# The first two are printed on the form; the others are what other provinces' texts call such children.
CHILD_CLASS = many(
    Option(ChildClass.RURAL_LEFT_BEHIND, "农村留守儿童"),
    Option(ChildClass.IN_DIFFICULTY, "困境儿童", Takes.TEXT, "，具体类别为", "具体类别"),
    Option(ChildClass.LEFT_BEHIND, "留守儿童"),
    Option(ChildClass.SCATTERED_ORPHAN, "散居孤儿", aliases=("社会散居孤儿",)),
)
SINGLE_PARENT = one(
    Option(
        SingleParent.MOTHER,
        "是，单亲母亲家庭",
        aliases=("是，单亲母亲", "是（单亲母亲家庭）", "单亲母亲家庭", "单亲母亲"),
    ),
    Option(
        SingleParent.FATHER,
        "是，单亲父亲家庭",
        aliases=("是，单亲父亲", "是（单亲父亲家庭）", "单亲父亲家庭", "单亲父亲"),
    ),
    Option(SingleParent.NO, "否"),
)
GUARDIANSHIP = one(
    Option(GuardianshipCondition.AVERAGE, "监护情况一般", aliases=("一般",)),
    Option(GuardianshipCondition.GOOD, "监护情况良好", aliases=("良好",)),
    Option(GuardianshipCondition.INADEQUATE, "监护不到位", Takes.TEXT, "，具体情形为", "具体情形"),
)
_UNWELL = frozenset({Health.SERIOUS_ILLNESS, Health.CHRONIC_ILLNESS, Health.DISABLED})
HEALTH = many(
    Option(Health.HEALTHY, "健康"),
    Option(Health.AVERAGE_OR_WEAK, "一般或较弱"),
    Option(Health.SERIOUS_ILLNESS, "重病", Takes.TEXT, "，患病情况", "患病情况"),
    Option(Health.CHRONIC_ILLNESS, "慢性病", Takes.TEXT, "，患病情况", "患病情况"),
    Option(Health.DISABLED, "残疾", Takes.GRADE, "，等级", "等级"),
    Option(Health.OTHER, "其他", Takes.TEXT),
    excludes={Health.HEALTHY: _UNWELL},
)
_MONTHLY = {
    BenefitKind.MINIMUM_LIVING: Option(BenefitKind.MINIMUM_LIVING, "低保", Takes.MONTHLY),
    BenefitKind.DESTITUTE_SUPPORT: Option(BenefitKind.DESTITUTE_SUPPORT, "特困", Takes.MONTHLY),
    BenefitKind.DISABILITY_SUBSIDY: Option(BenefitKind.DISABILITY_SUBSIDY, "残疾", Takes.MONTHLY),
    BenefitKind.OTHER: Option(BenefitKind.OTHER, "其他", Takes.MONTHLY),
}
_BENEFITS = _MONTHLY | {
    BenefitKind.ORPHAN_ALLOWANCE: Option(BenefitKind.ORPHAN_ALLOWANCE, "孤儿"),
    BenefitKind.DE_FACTO_UNATTENDED_SUPPORT: Option(BenefitKind.DE_FACTO_UNATTENDED_SUPPORT, "事实无人抚养儿童"),
    BenefitKind.TEMPORARY_RELIEF: Option(BenefitKind.TEMPORARY_RELIEF, "临时", Takes.MONTHLY, aliases=("临时救助",)),
    BenefitKind.NONE: Option(BenefitKind.NONE, "无"),
}
# What the form does not print can be on file all the same, and must come out of an export and in again.
PRINTED_BENEFITS, PRINTED_FAMILY_BENEFITS = frozenset(_BENEFITS), frozenset(_MONTHLY)
CHILD_BENEFITS = many(
    *(_BENEFITS.get(kind) or Option(kind, kind.zh, Takes.MONTHLY, shown=False) for kind in BenefitKind),
    excludes={BenefitKind.NONE: frozenset(BenefitKind) - {BenefitKind.NONE}},
)
FAMILY_BENEFITS = many(*_MONTHLY.values())
PARENT_HEALTH = one(
    Option(ParentHealth.HEALTHY, "健康"),
    Option(ParentHealth.UNHEALTHY, "不健康", Takes.TEXT, "，患病情况为", "患病情况"),
)
_OF_THE_LIVING = frozenset(ParentSpecialStatus) - {ParentSpecialStatus.DEAD, ParentSpecialStatus.OTHER}
SPECIAL_STATUS = many(
    *(
        Option(status, status.zh)
        if status is not ParentSpecialStatus.OTHER
        else Option(status, status.zh, Takes.TEXT, "：", "具体情况")
        for status in ParentSpecialStatus
    ),
    excludes={ParentSpecialStatus.DEAD: _OF_THE_LIVING},
)
