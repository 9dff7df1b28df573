"""Codes of statistics: what is counted, by what it is broken down, and whom the count is about."""

from records.codes.code import Code


class Measure(Code):
    """What is counted."""

    CHILDREN = "CHILDREN", "在册儿童", "Children on file"
    VISITS_DUE = "VISITS_DUE", "应走访次数", "Household visits due"
    VISITS_ON_TIME = "VISITS_ON_TIME", "按时走访次数", "Household visits made in time"
    CONTACTS_ON_TIME = "CONTACTS_ON_TIME", "按时联系次数", "Contacts made in time"
    REPORTS = "REPORTS", "强制报告", "Mandatory reports"
    REPORTS_ON_TIME = "REPORTS_ON_TIME", "按时送达的报告", "Reports sent in time to all who must get them"
    TRAINEES = "TRAINEES", "在岗人员", "People on duty"
    TRAINED = "TRAINED", "当年已培训人员", "People on duty who were trained in the year"
    NEEDS_OPEN = "NEEDS_OPEN", "未满足的需求", "Needs not closed"
    BENEFITS_ENTITLED = "BENEFITS_ENTITLED", "符合条件的保障", "Benefits entitled to"
    BENEFITS_GRANTED = "BENEFITS_GRANTED", "已享受的保障", "Benefits granted"
    FILES_COMPLETE = "FILES_COMPLETE", "完整档案", "Complete files"
    DUTIES_OVERDUE = "DUTIES_OVERDUE", "逾期职责", "Overdue duties"


class Dimension(Code):
    """By what a count is broken down."""

    DIVISION = "DIVISION", "下级区划", "Places one level down"
    CLASS = "CLASS", "儿童类别", "Class"
    CATEGORY = "CATEGORY", "困境类别", "Category of difficulty"
    RISK_LEVEL = "RISK_LEVEL", "风险等级", "Risk level"
    SEX = "SEX", "性别", "Sex"
    AGE_BAND = "AGE_BAND", "年龄段", "Age band"
    SCHOOL_STATUS = "SCHOOL_STATUS", "就学状况", "Schooling"
    MONTH = "MONTH", "月", "Month"
    QUARTER = "QUARTER", "季度", "Quarter"
    CIRCUMSTANCE = "CIRCUMSTANCE", "报告情形", "Circumstance of a report"
    POST = "POST", "岗位", "Post"


class StatisticsBasis(Code):
    """Whom the count is about."""

    SERVICE = "SERVICE", "服务口径（最宽）", "Who is served: the widest eligibility"
    STATISTICAL = "STATISTICAL", "统计口径（本地定义）", "The jurisdiction's own definition"
