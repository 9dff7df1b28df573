"""Codes that describe a child and the people round it (ledger form annexed to 闽民童〔2024〕33号, unless said)."""

from records.codes.code import Code


class Sex(Code):
    """Sex as the form prints it."""

    MALE = "MALE", "男", "Male"
    FEMALE = "FEMALE", "女", "Female"


class DatePrecision(Code):
    """How exactly a date is known."""

    DAY = "DAY", "到日", "Day"
    MONTH = "MONTH", "到月", "Month"


class HukouType(Code):
    """Kind of household registration."""

    RURAL = "RURAL", "农村户", "Rural"
    URBAN = "URBAN", "城市户", "Urban"


class ResidentIdMissing(Code):
    """Why a child has no resident ID number."""

    HUKOU_UNREGISTERED = "HUKOU_UNREGISTERED", "未登记户口", "Household registration missing"
    FOUNDLING = "FOUNDLING", "弃婴（儿），身份待查", "Foundling, identity not established"
    NOT_PROVIDED = "NOT_PROVIDED", "暂未提供", "Not provided yet"


class SingleParent(Code):
    """Whether and how the family is a single-parent one."""

    MOTHER = "MOTHER", "单亲母亲家庭", "Single mother"
    FATHER = "FATHER", "单亲父亲家庭", "Single father"
    NO = "NO", "否", "No"


class Boarding(Code):
    """Whether the child boards at school."""

    BOARDER = "BOARDER", "寄宿生", "Boarder"
    NON_BOARDER = "NON_BOARDER", "非寄宿生", "Day pupil"


class SchoolStatus(Code):
    """Schooling status (晋民发 guide, Art 9(四), 9(五))."""

    IN_SCHOOL = "IN_SCHOOL", "就学", "In school"
    DROPPED_OUT = "DROPPED_OUT", "辍学", "Dropped out"
    HAD_DROPPED_OUT = "HAD_DROPPED_OUT", "有过辍学经历", "Had dropped out before"
    HOME_TEACHING = "HOME_TEACHING", "送教上门", "Taught at home"
    NOT_OF_AGE = "NOT_OF_AGE", "未到学龄", "Not of school age"


class Health(Code):
    """A child's state of health; several may hold at once."""

    HEALTHY = "HEALTHY", "健康", "Healthy"
    AVERAGE_OR_WEAK = "AVERAGE_OR_WEAK", "一般或较弱", "Average or weak"
    SERIOUS_ILLNESS = "SERIOUS_ILLNESS", "重病", "Seriously ill"
    CHRONIC_ILLNESS = "CHRONIC_ILLNESS", "慢性病", "Chronically ill"
    DISABLED = "DISABLED", "残疾", "Disabled"
    OTHER = "OTHER", "其他", "Other"


class DisabilityType(Code):
    """Kind of disability (Jilin, 二(二)1)."""

    VISUAL = "VISUAL", "视力", "Visual"
    PHYSICAL = "PHYSICAL", "肢体", "Physical"
    INTELLECTUAL = "INTELLECTUAL", "智力", "Intellectual"
    MENTAL = "MENTAL", "精神", "Mental"


class DisabilityGrade(Code):
    """Grade of a disability; grade 1 is the most severe."""

    GRADE_1 = "GRADE_1", "一级", "Grade 1"
    GRADE_2 = "GRADE_2", "二级", "Grade 2"
    GRADE_3 = "GRADE_3", "三级", "Grade 3"
    GRADE_4 = "GRADE_4", "四级", "Grade 4"


class GuardianRelation(Code):
    """What a guardian is to the child."""

    FATHER = "FATHER", "父亲", "Father"
    MOTHER = "MOTHER", "母亲", "Mother"
    STEPFATHER = "STEPFATHER", "继父", "Stepfather"
    STEPMOTHER = "STEPMOTHER", "继母", "Stepmother"
    GRANDPARENT = "GRANDPARENT", "祖父母、外祖父母", "Grandparent"
    SIBLING = "SIBLING", "兄姐", "Elder sibling"
    OTHER_RELATIVE = "OTHER_RELATIVE", "其他亲属", "Other relative"
    INSTITUTION = "INSTITUTION", "监护机构", "Institution"
    OTHER = "OTHER", "其他", "Other"


class ParentHealth(Code):
    """A parent's state of health."""

    HEALTHY = "HEALTHY", "健康", "Healthy"
    UNHEALTHY = "UNHEALTHY", "不健康", "Unhealthy"


class ParentSpecialStatus(Code):
    """Special circumstances of a parent, in the form's printed order."""

    FREEDOM_RESTRICTED = "FREEDOM_RESTRICTED", "被执行限制人身自由的措施", "Freedom restricted"
    DEAD = "DEAD", "死亡", "Dead"
    MISSING = "MISSING", "失踪", "Missing"
    SERIOUS_ILLNESS = "SERIOUS_ILLNESS", "重病", "Seriously ill"
    SEVERE_DISABILITY = "SEVERE_DISABILITY", "重残", "Severely disabled"
    LOST_CONTACT = "LOST_CONTACT", "失联", "Out of contact"
    IN_CUSTODY = "IN_CUSTODY", "服刑在押", "In custody"
    COMPULSORY_REHAB = "COMPULSORY_REHAB", "强制隔离戒毒", "In compulsory rehabilitation"
    OTHER = "OTHER", "其他", "Other"


class AwayPurpose(Code):
    """Why a guardian is away (农村留守儿童 definitions; business is named by Fujian alone)."""

    WORK = "WORK", "务工", "Work"
    BUSINESS = "BUSINESS", "经商", "Business"
    OTHER = "OTHER", "其他", "Other"
