"""Codes of a visit's contents and of a patrol (rules of the jurisdictions)."""

from records.codes.code import Code


class VisitField(Code):
    """What must be known from a visit."""

    CHILD_AND_FAMILY = "CHILD_AND_FAMILY", "儿童及家庭基本信息", "Child and family"
    GUARDIAN_PERSON = "GUARDIAN_PERSON", "监护人信息", "Guardian"
    CARER_PERSON = "CARER_PERSON", "受委托照护人信息", "Entrusted carer"
    PARENTS_AWAY = "PARENTS_AWAY", "父母外出务工情况", "Whether parents are away"
    MARITAL_STATUS = "MARITAL_STATUS", "父母婚姻状况", "Parents' marital status"
    ECONOMIC_CAPACITY = "ECONOMIC_CAPACITY", "家庭经济能力", "The family's means"
    MAIN_GUARDIAN_HEALTH = "MAIN_GUARDIAN_HEALTH", "主要监护人身体状况", "Main guardian's health"
    PARENT_IN_CUSTODY = "PARENT_IN_CUSTODY", "父母服刑情况", "Whether a parent serves a sentence"
    PARENT_VIOLENT = "PARENT_VIOLENT", "父母暴力倾向", "Whether a parent tends to violence"
    SERIOUS_ILLNESS = "SERIOUS_ILLNESS", "重病情况", "Serious illness"
    DISABILITY = "DISABILITY", "残疾类别和等级", "Disability, type and grade"
    MENTAL_HEALTH_SIGNS = "MENTAL_HEALTH_SIGNS", "心理健康状况识别", "Signs of mental health"
    SCHOOL_STATUS = "SCHOOL_STATUS", "就学和辍学情况", "Schooling and dropout"
    AGREEMENT_SIGNED = "AGREEMENT_SIGNED", "委托照护协议签订情况", "Whether care is entrusted in writing"
    BENEFITS_RECEIVED = "BENEFITS_RECEIVED", "救助保障享受情况", "Benefits received"
    LIVING_SECURITY = "LIVING_SECURITY", "生活保障", "Living security"
    FAMILY_GUARDIANSHIP = "FAMILY_GUARDIANSHIP", "家庭监护", "Family guardianship"
    MEDICAL_AND_SCHOOL = "MEDICAL_AND_SCHOOL", "就医就学", "Treatment and schooling"
    CARE_ACTIVITY = "CARE_ACTIVITY", "关爱活动", "Care activities"
    NEEDS_AND_DIFFICULTIES = "NEEDS_AND_DIFFICULTIES", "需求和困难", "Needs and difficulties"
    VISIT_TIME = "VISIT_TIME", "走访时间", "Time of the visit"
    PROBLEMS = "PROBLEMS", "发现的问题", "Problems found"
    SOLUTIONS = "SOLUTIONS", "解决措施", "Solutions"
    PSYCHOLOGICAL_NEEDS = "PSYCHOLOGICAL_NEEDS", "心理需求", "Psychological needs"
    CARER_CAPACITY = "CARER_CAPACITY", "照护人能力", "The carer's capacity"


class VisitStep(Code):
    """Step of a visit."""

    ASK = "ASK", "问", "Ask"
    LOOK = "LOOK", "看", "Look"
    TALK = "TALK", "讲", "Talk"
    SERVE = "SERVE", "服务", "Serve"


class TalkTopic(Code):
    """What a visitor talks about."""

    MORALS = "MORALS", "道德", "Morals"
    SAFETY = "SAFETY", "安全", "Safety"
    LAW = "LAW", "法律法规", "Law"
    MENTAL_HEALTH = "MENTAL_HEALTH", "心理健康", "Mental health"


class InformationSource(Code):
    """Who is asked at a visit."""

    CHILD = "CHILD", "本人", "The child"
    GUARDIAN = "GUARDIAN", "监护人", "The guardian"
    NEIGHBOUR = "NEIGHBOUR", "街坊四邻", "Neighbours"


class MentalHealthSign(Code):
    """What is looked at to recognise mental health."""

    PHYSICAL = "PHYSICAL", "身体情况", "Bodily condition"
    EMOTIONAL = "EMOTIONAL", "情绪表现", "Emotional signs"
    AVOIDANCE = "AVOIDANCE", "回避行为", "Avoidance"
    OTHER = "OTHER", "其他", "Other"


class YesNoUnknown(Code):
    """What a visitor learned about a question; UNKNOWN says that it was asked and nobody could tell."""

    YES = "YES", "是", "Yes"
    NO = "NO", "否", "No"
    UNKNOWN = "UNKNOWN", "不详", "Unknown"


class ParentsAway(Code):
    """Which parents work elsewhere, as a visitor found it."""

    BOTH = "BOTH", "父母双方外出", "Both"
    FATHER = "FATHER", "父亲外出", "The father"
    MOTHER = "MOTHER", "母亲外出", "The mother"
    NEITHER = "NEITHER", "父母均未外出", "Neither"
    UNKNOWN = "UNKNOWN", "不详", "Unknown"


class MaritalStatus(Code):
    """How the parents live (GB/T 2261.2)."""

    UNMARRIED = "UNMARRIED", "未婚", "Unmarried"
    MARRIED = "MARRIED", "已婚", "Married"
    REMARRIED = "REMARRIED", "再婚", "Remarried"
    DIVORCED = "DIVORCED", "离婚", "Divorced"
    WIDOWED = "WIDOWED", "丧偶", "Widowed"
    UNKNOWN = "UNKNOWN", "未说明", "Not stated"


class CarerCapacity(Code):
    """Whether an entrusted carer is able and does the duty, as a visitor found it."""

    CAPABLE = "CAPABLE", "有照护能力且尽责", "Able, and does the duty"
    LACKS_CAPACITY = "LACKS_CAPACITY", "缺乏照护能力", "Lacks the capacity"
    NEGLECTS_DUTY = "NEGLECTS_DUTY", "怠于履行照护职责", "Neglects the duty"
    NO_CARER = "NO_CARER", "无委托照护", "No entrusted carer"


class PatrolTopic(Code):
    """What a township patrol verifies."""

    VILLAGE_SCREENING = "VILLAGE_SCREENING", "走访排查", "The villages' screening"
    KEY_FOLLOW_UP = "KEY_FOLLOW_UP", "重点对象随访", "Follow-up of key children"
    DIRECTOR_PERFORMANCE = "DIRECTOR_PERFORMANCE", "儿童主任履职", "The directors' work"
    CHILDRENS_HOME = "CHILDRENS_HOME", "儿童之家作用", "Working of the Children's Home"
    DATA_TIMELINESS = "DATA_TIMELINESS", "数据时效性", "Timeliness of data"


class FileSection(Code):
    """Part of a child's file."""

    BASIC = "BASIC", "基本信息", "Basic information"
    VISITS = "VISITS", "走访记录", "Visits"
    WORK_LOG = "WORK_LOG", "工作日志", "Work log"
    AID_RECORDS = "AID_RECORDS", "关爱帮扶记录", "Aid"
    PROBLEMS_AND_SOLUTIONS = "PROBLEMS_AND_SOLUTIONS", "发现问题和解决方案", "Problems and solutions"


class LedgerLevel(Code):
    """A ledger that is kept."""

    CHILD_FILE = "CHILD_FILE", "一人一档", "One file per child"
    HOUSEHOLD_FILE = "HOUSEHOLD_FILE", "一户一档", "One file per household"
    TOWNSHIP_LEDGER = "TOWNSHIP_LEDGER", "一乡一账", "One ledger per township"
    CITY_LIBRARY = "CITY_LIBRARY", "一市一库", "One library of the city"
    RISK_LEDGER = "RISK_LEDGER", "风险等级台账", "Ledger by level of risk"
    DIRECTOR_LEDGER = "DIRECTOR_LEDGER", "儿童主任信息台账", "Ledger of child directors"
    SUPERVISOR_LEDGER = "SUPERVISOR_LEDGER", "督导员信息台账", "The supervisor's ledger"
    CIVIL_AFFAIRS_LEDGER = "CIVIL_AFFAIRS_LEDGER", "民政部门信息台账", "Civil affairs' ledger"


class ExternalSystem(Code):
    """A system of record outside the platform."""

    NATIONAL_CHILD_WELFARE = "NATIONAL_CHILD_WELFARE", "全国儿童福利信息系统", "National child welfare system"
    NATIONAL_THREE_LEFT_BEHIND = (
        "NATIONAL_THREE_LEFT_BEHIND",
        "全国农村“三留守”人员信息管理系统",
        "National system of rural left-behind persons",
    )
    SHANXI_MINI_PROGRAM = "SHANXI_MINI_PROGRAM", "民政政务小程序", "Civil affairs mini-program"
