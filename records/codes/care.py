"""Codes of care itself: classes, risks, carers, benefits and visits (rules of the five jurisdictions)."""

from records.codes.code import Code


class ChildClass(Code):
    """Why a child is in care."""

    LEFT_BEHIND = "LEFT_BEHIND", "留守儿童", "Left-behind child"
    RURAL_LEFT_BEHIND = "RURAL_LEFT_BEHIND", "农村留守儿童", "Rural left-behind child"
    IN_DIFFICULTY = "IN_DIFFICULTY", "困境儿童", "Child in difficulty"
    SCATTERED_ORPHAN = "SCATTERED_ORPHAN", "散居孤儿", "Orphan living outside institutions"


class DifficultyCategory(Code):
    """What the difficulty of a child in difficulty is."""

    ORPHAN = "ORPHAN", "孤儿", "Orphan"
    ORPHAN_OR_ABANDONED = "ORPHAN_OR_ABANDONED", "孤弃儿童", "Orphaned or abandoned"
    TREATED_AS_ORPHAN = "TREATED_AS_ORPHAN", "参照孤儿保障的对象", "Treated as an orphan"
    DE_FACTO_UNATTENDED = "DE_FACTO_UNATTENDED", "事实无人抚养儿童", "De facto unattended"
    HIV_INFECTED = "HIV_INFECTED", "艾滋病病毒感染儿童", "Infected with HIV"
    DISABLED = "DISABLED", "残疾儿童", "Disabled"
    SEVERELY_DISABLED = "SEVERELY_DISABLED", "重残儿童", "Severely disabled"
    SERIOUSLY_ILL = "SERIOUSLY_ILL", "重病儿童", "Seriously ill"
    MIN_ALLOWANCE_OR_DESTITUTE_FAMILY = (
        "MIN_ALLOWANCE_OR_DESTITUTE_FAMILY",
        "低保和特困家庭儿童",
        "Family on minimum allowance or destitute",
    )
    REGISTERED_POOR_FAMILY = "REGISTERED_POOR_FAMILY", "建档立卡家庭儿童", "Registered poor family"
    ECONOMIC_HARDSHIP_FAMILY = "ECONOMIC_HARDSHIP_FAMILY", "家庭经济困难儿童", "Family in economic hardship"
    POVERTY_LIVING_MEDICAL_SCHOOL = (
        "POVERTY_LIVING_MEDICAL_SCHOOL",
        "家庭贫困（生活、就医、就学困难）",
        "Poverty with difficulty in living, treatment or schooling",
    )
    BOTH_PARENTS_DISABLED_OR_ILL = "BOTH_PARENTS_DISABLED_OR_ILL", "父母双方残疾或重病", "Both parents disabled or ill"
    ONE_PARENT_LOST_OTHER_UNABLE = (
        "ONE_PARENT_LOST_OTHER_UNABLE",
        "一方死亡或失踪，另一方无力抚养",
        "One parent dead or missing, the other unable",
    )
    BOTH_PARENTS_DETAINED = "BOTH_PARENTS_DETAINED", "父母双方服刑或强制隔离戒毒", "Both parents detained"
    ONE_LOST_OTHER_DETAINED = (
        "ONE_LOST_OTHER_DETAINED",
        "一方死亡或失踪，另一方服刑或戒毒",
        "One parent dead or missing, the other detained",
    )
    PARENTS_UNKNOWN = "PARENTS_UNKNOWN", "查找不到生父母", "Birth parents not found"
    GUARDIANSHIP_HARMED = "GUARDIANSHIP_HARMED", "监护侵害儿童", "Harmed by guardians"
    TRAFFICKING_RESCUED = "TRAFFICKING_RESCUED", "打拐解救儿童", "Rescued from trafficking"
    WANDERING_BEGGING = "WANDERING_BEGGING", "流浪乞讨儿童", "Wandering or begging"
    MIGRANT_IN_DIFFICULTY = "MIGRANT_IN_DIFFICULTY", "流动儿童（生活就医就学困难）", "Migrant in difficulty"
    LEFT_BEHIND_NO_GUARDIAN = "LEFT_BEHIND_NO_GUARDIAN", "监护缺失的留守儿童", "Left behind without a guardian"
    GUARDIANSHIP_INADEQUATE = "GUARDIANSHIP_INADEQUATE", "家庭监护不到位", "Guardianship inadequate"
    GUARDIANSHIP_MISSING_OR_IMPROPER = (
        "GUARDIANSHIP_MISSING_OR_IMPROPER",
        "家庭监护缺失或监护不当",
        "Guardianship missing or improper",
    )
    RURAL_SINGLE_PARENT = "RURAL_SINGLE_PARENT", "农村单亲家庭儿童", "Rural single-parent family"
    PRIVATELY_ADOPTED = "PRIVATELY_ADOPTED", "私自收养的儿童", "Privately adopted"
    PRISONER_OR_REHAB_CHILD = (
        "PRISONER_OR_REHAB_CHILD",
        "服刑和戒毒人员的未成年子女",
        "Child of a prisoner or of a person in rehabilitation",
    )
    OTHER = "OTHER", "其他", "Other"


class RiskLevel(Code):
    """Guardianship risk of the family; unrated counts as medium (reading A03)."""

    HIGH = "HIGH", "高风险", "High"
    MEDIUM = "MEDIUM", "中风险", "Medium"
    LOW = "LOW", "低风险", "Low"
    UNRATED = "UNRATED", "未评估", "Unrated"


class GuardianshipCondition(Code):
    """How the child is looked after, as the form asks."""

    AVERAGE = "AVERAGE", "监护情况一般", "Average"
    GOOD = "GOOD", "监护情况良好", "Good"
    INADEQUATE = "INADEQUATE", "监护不到位", "Inadequate"


class CarerRelation(Code):
    """What the entrusted carer is to the child."""

    GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母", "Grandparent"
    RELATIVE_OR_FRIEND = "RELATIVE_OR_FRIEND", "亲戚朋友", "Relative or friend"
    NONE = "NONE", "无委托照护", "No entrusted care"


class EntrustReason(Code):
    """Why care is entrusted."""

    BOTH_AWAY = "BOTH_AWAY", "父母双方同时外出", "Both parents away"
    ONE_AWAY_OTHER_INCAPABLE = (
        "ONE_AWAY_OTHER_INCAPABLE",
        "父母一方外出，另一方无监护能力",
        "One parent away, the other incapable",
    )
    BOTH_INCAPABLE = "BOTH_INCAPABLE", "父母双方无监护能力", "Both parents incapable"


class BenefitKind(Code):
    """Public support for a child or its household."""

    ORPHAN_ALLOWANCE = "ORPHAN_ALLOWANCE", "孤儿", "Orphan allowance"
    DE_FACTO_UNATTENDED_SUPPORT = "DE_FACTO_UNATTENDED_SUPPORT", "事实无人抚养儿童", "De facto unattended support"
    MINIMUM_LIVING = "MINIMUM_LIVING", "低保", "Minimum living allowance"
    DESTITUTE_SUPPORT = "DESTITUTE_SUPPORT", "特困", "Support for the destitute"
    DISABILITY_SUBSIDY = "DISABILITY_SUBSIDY", "残疾", "Disability subsidy"
    TEMPORARY_RELIEF = "TEMPORARY_RELIEF", "临时", "Temporary relief"
    BASIC_LIVING = "BASIC_LIVING", "基本生活保障", "Basic living support"
    MEDICAL_ASSISTANCE = "MEDICAL_ASSISTANCE", "医疗救助", "Medical assistance"
    EDUCATION_AID = "EDUCATION_AID", "教育救助", "Education aid"
    TWO_EXEMPTIONS_ONE_SUBSIDY = "TWO_EXEMPTIONS_ONE_SUBSIDY", "两免一补", "Two exemptions and one subsidy"
    HOME_TEACHING = "HOME_TEACHING", "送教上门", "Teaching at home"
    HOUSING = "HOUSING", "住房", "Housing"
    REHABILITATION = "REHABILITATION", "手术、辅具、康复训练", "Surgery, aids, rehabilitation"
    LEGAL_AID = "LEGAL_AID", "法律援助", "Legal aid"
    OTHER = "OTHER", "其他", "Other"
    NONE = "NONE", "无", "None"


class VisitMode(Code):
    """How a visit or contact was made; contacts are modes too."""

    PHONE = "PHONE", "电话", "Phone"
    IN_PERSON = "IN_PERSON", "当面", "In person"
    ONLINE = "ONLINE", "线上", "Online"
    HOUSEHOLD = "HOUSEHOLD", "入户走访", "Household visit"
    FIELD_CHECK = "FIELD_CHECK", "实地走访", "Field check"
    PHONE_CHECK = "PHONE_CHECK", "电话核实", "Check by phone"
    COMMISSIONED = "COMMISSIONED", "委托居住地乡镇", "Commissioned to the township of residence"
    PHONE_SUBSTITUTE = "PHONE_SUBSTITUTE", "电话沟通", "Phone instead of a visit"


class VisitOutcome(Code):
    """What came of a visit."""

    MET = "MET", "见到", "Met"
    NOT_HOME = "NOT_HOME", "不在家", "Nobody at home"
    REFUSED = "REFUSED", "拒访", "Refused"


class FileStatus(Code):
    """State of a child's file."""

    OPEN = "OPEN", "在管", "Open"
    REVIEW = "REVIEW", "待复核", "Under review"
    CLOSED = "CLOSED", "结案", "Closed"
    ARCHIVED = "ARCHIVED", "归档", "Archived"
