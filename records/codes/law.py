"""Codes of the law: on what a duty rests, who is covered, and why a child needs more (rules of the jurisdictions)."""

from records.codes.code import Code


class DutyBasis(Code):
    """On what a rule or duty rests."""

    IN_FORCE = "IN_FORCE", "现行有效", "In force"
    EXPIRED_BASIS = "EXPIRED_BASIS", "依据已到期，待确认", "The basis has expired; to be confirmed"
    PLATFORM_DEFAULT = "PLATFORM_DEFAULT", "平台默认", "Default of the platform"
    GUIDANCE = "GUIDANCE", "参照执行", "Guidance"


class PlanPhase(Code):
    """Phase of a plan."""

    LAUNCH = "LAUNCH", "部署启动", "Launch"
    MAIN_PUSH = "MAIN_PUSH", "重点推进", "Main push"
    CONSOLIDATE = "CONSOLIDATE", "巩固提升", "Consolidation"


class DifficultyGroup(Code):
    """Where the difficulty of a child comes from."""

    FAMILY = "FAMILY", "家庭困境儿童", "The family"
    SELF = "SELF", "自身困境儿童", "The child's own condition"
    GUARDIANSHIP = "GUARDIANSHIP", "监护困境儿童", "Guardianship"


class GuardianshipRating(Code):
    """How well a child is looked after, where visits follow from that; unrated counts as average (reading A03)."""

    GOOD = "GOOD", "监护情况较好", "Rather good"
    AVERAGE = "AVERAGE", "监护情况一般", "Average"
    HIGH_RISK = "HIGH_RISK", "监护风险较大", "High risk"
    UNRATED = "UNRATED", "未评定", "Unrated"


class AwayMode(Code):
    """Which parents are away."""

    BOTH_PARENTS = "BOTH_PARENTS", "父母双方外出", "Both parents"
    ONE_PARENT_OTHER_INCAPABLE = (
        "ONE_PARENT_OTHER_INCAPABLE",
        "一方外出另一方无监护能力",
        "One parent, the other incapable",
    )


class DistanceRule(Code):
    """How far away counts."""

    CROSS_COUNTY = "CROSS_COUNTY", "跨县域", "Across a county boundary"
    CROSS_CITY = "CROSS_CITY", "跨市域", "Across the city boundary"
    ABROAD = "ABROAD", "出国", "Abroad"
    SAME_CITY_CORE = "SAME_CITY_CORE", "核心城区", "Within the core urban area of one city"


class GuardianIncapacityReason(Code):
    """What makes a guardian incapable."""

    SERIOUS_ILLNESS = "SERIOUS_ILLNESS", "重病", "Serious illness"
    SEVERE_DISABILITY = "SEVERE_DISABILITY", "重残", "Severe disability"
    LOST_CONTACT = "LOST_CONTACT", "失联", "Lost contact"
    DEPORTED = "DEPORTED", "被遣送（驱逐）出境", "Deported"
    IN_CUSTODY = "IN_CUSTODY", "服刑在押", "In custody"
    COMPULSORY_REHAB = "COMPULSORY_REHAB", "强制隔离戒毒", "Compulsory drug treatment"
    FREEDOM_RESTRICTED = "FREEDOM_RESTRICTED", "被执行限制人身自由的措施", "Freedom restricted"
    DEAD = "DEAD", "死亡", "Dead"
    MISSING = "MISSING", "失踪", "Missing"
    OTHER = "OTHER", "其他", "Other"


class KeyChildReason(Code):
    """Why a child is a key child."""

    PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY = (
        "PARENT_SERIOUS_PHYSICAL_OR_INTELLECTUAL_DISABILITY",
        "父母严重身体或智力残疾",
        "Parent with a serious physical or intellectual disability",
    )
    CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY = (
        "CHILD_PHYSICAL_OR_INTELLECTUAL_DISABILITY",
        "儿童身体或智力残疾",
        "Child with a physical or intellectual disability",
    )
    CHILD_DISABLED = "CHILD_DISABLED", "残疾", "Disabled"
    MIND_OR_BEHAVIOUR_ABNORMAL = "MIND_OR_BEHAVIOUR_ABNORMAL", "心理或行为异常", "Mind or behaviour abnormal"
    SINGLE_PARENT = "SINGLE_PARENT", "单亲家庭儿童", "Single-parent family"
    ORPHAN = "ORPHAN", "孤儿", "Orphan"
    DE_FACTO_UNATTENDED = "DE_FACTO_UNATTENDED", "事实无人抚养儿童", "De facto unattended"
    POOR_FAMILY = "POOR_FAMILY", "家庭贫困儿童", "Poor family"
    HIV_INFECTED = "HIV_INFECTED", "艾滋病病毒感染儿童", "Infected with HIV"
    PRISONER_OR_REHAB_CHILD = (
        "PRISONER_OR_REHAB_CHILD",
        "服刑和戒毒人员的未成年子女",
        "Child of a prisoner or of a person in rehabilitation",
    )
    PRIVATELY_ADOPTED = "PRIVATELY_ADOPTED", "私自收养的儿童", "Privately adopted"
    NO_HUKOU = "NO_HUKOU", "无户籍", "Without hukou"
    OUT_OF_SCHOOL = "OUT_OF_SCHOOL", "失学辍学", "Out of school"
    ILL = "ILL", "患病", "Ill"
    WANDERING_HISTORY = "WANDERING_HISTORY", "有流浪经历", "Has wandered"
    UNGUARDED = "UNGUARDED", "无人监护", "Unguarded"
    ONE_AWAY_OTHER_INCAPABLE = (
        "ONE_AWAY_OTHER_INCAPABLE",
        "一方外出另一方无监护能力",
        "One parent away, the other incapable",
    )
    CARER_WEAK = "CARER_WEAK", "委托监护人能力不足或履职不到位", "Carer incapable or performing poorly"
    POOR_GUARDIANSHIP = "POOR_GUARDIANSHIP", "监护情况较差", "Poor guardianship"
    SPECIAL_NODE = "SPECIAL_NODE", "特殊节点", "Special node"
