"""Codes of mandatory reports: what is reported, how fast, by whom, to whom, and what follows."""

from records.codes.code import Code


class ReportCircumstance(Code):
    """What is reported."""

    CHILD_MISSING = "CHILD_MISSING", "失踪", "Child missing"
    CHILD_LIVING_ALONE = "CHILD_LIVING_ALONE", "脱离监护单独居住生活", "Child living alone"
    SEXUAL_ASSAULT = "SEXUAL_ASSAULT", "性侵", "Sexual assault"
    TRAFFICKING = "TRAFFICKING", "贩卖", "Trafficking"
    ABANDONMENT = "ABANDONMENT", "遗弃", "Abandonment"
    ABUSE = "ABUSE", "虐待", "Abuse"
    VIOLENT_INJURY = "VIOLENT_INJURY", "暴力伤害", "Violent injury"
    INSTIGATED_OFFENCE = "INSTIGATED_OFFENCE", "受教唆、利用违法犯罪", "Instigated to offend"
    COERCED_BEGGING = "COERCED_BEGGING", "受胁迫、诱骗、利用乞讨", "Coerced or lured to beg"
    HARM_TO_OTHERS = "HARM_TO_OTHERS", "伤害他人", "Harms others"
    SELF_HARM = "SELF_HARM", "自伤", "Self-harm"
    SUICIDE = "SUICIDE", "自杀行为", "Suicidal act"
    WANDERING_BEGGING = "WANDERING_BEGGING", "外出流浪乞讨", "Wandering or begging"
    DE_FACTO_UNGUARDED = "DE_FACTO_UNGUARDED", "事实无人监护", "De facto without a guardian"
    GUARDIAN_LOST_CAPACITY = "GUARDIAN_LOST_CAPACITY", "监护人丧失监护能力", "Guardian has lost capacity"
    GUARDIAN_NOT_PERFORMING = "GUARDIAN_NOT_PERFORMING", "不履行监护责任", "Guardian does not perform"
    GUARDIAN_INFRINGES_RIGHTS = "GUARDIAN_INFRINGES_RIGHTS", "侵犯未成年人合法权益", "Guardian infringes rights"
    SUSPECTED_DOMESTIC_VIOLENCE = "SUSPECTED_DOMESTIC_VIOLENCE", "疑似遭受家庭暴力", "Suspected domestic violence"
    SUSPECTED_ACCIDENTAL_INJURY = "SUSPECTED_ACCIDENTAL_INJURY", "疑似遭受意外伤害", "Suspected accidental injury"
    SUSPECTED_UNLAWFUL_HARM = "SUSPECTED_UNLAWFUL_HARM", "疑似遭受不法侵害", "Suspected unlawful harm"
    BODY_OR_MIND_HARMED = "BODY_OR_MIND_HARMED", "身心健康受到或疑似受到侵害", "Body or mind harmed, or suspected"
    OTHER_DANGER = "OTHER_DANGER", "面临其他危险情形", "Other danger"
    IMPROPER_DISCIPLINE = "IMPROPER_DISCIPLINE", "管教方式不当", "Improper discipline"
    SCHOOL_DROPOUT = "SCHOOL_DROPOUT", "辍学", "School dropout"
    HUKOU_UNREGISTERED = "HUKOU_UNREGISTERED", "未登记户口", "Hukou not registered"
    INFORMAL_ADOPTION = "INFORMAL_ADOPTION", "自行收养未办手续", "Adopted without formalities"
    NEEDS_GUARDIANSHIP_ASSESSMENT = (
        "NEEDS_GUARDIANSHIP_ASSESSMENT",
        "需开展监护状况评估",
        "Needs assessment of guardianship",
    )
    NEEDS_MENTAL_ASSESSMENT = "NEEDS_MENTAL_ASSESSMENT", "需开展心理健康状况评估", "Needs assessment of mental health"
    CARER_UNFIT = "CARER_UNFIT", "被委托人缺乏照护能力或怠于履行", "Carer unfit"
    CARER_AND_PARENTS_REFUSE = "CARER_AND_PARENTS_REFUSE", "父母和被委托人拒绝改善", "Parents and carer refuse"
    VISIT_PROBLEM = "VISIT_PROBLEM", "走访发现问题", "Problem found at a visit"
    PRIVATE_SHELTERING = "PRIVATE_SHELTERING", "私自收留抚养", "Private sheltering"


class ReportUrgency(Code):
    """How fast a report is due."""

    IMMEDIATE = "IMMEDIATE", "立即", "At once"
    SIMULTANEOUS = "SIMULTANEOUS", "同时", "At the same time"
    FIRST_MOMENT = "FIRST_MOMENT", "第一时间", "At the first moment"
    PROMPT = "PROMPT", "及时", "Promptly"
    WITHIN_3_DAYS = "WITHIN_3_DAYS", "3日内", "Within 3 days"
    PERIODIC = "PERIODIC", "定期", "Periodically"


class ReportRecipient(Code):
    """To whom a report goes."""

    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE", "村（居）民委员会", "Village committee"
    CHILD_SUPERVISOR = "CHILD_SUPERVISOR", "儿童督导员", "Child supervisor"
    COUNTY_CIVIL_AFFAIRS = "COUNTY_CIVIL_AFFAIRS", "县级民政部门", "County civil affairs"
    PROTECTION_CENTRE = "PROTECTION_CENTRE", "未成年人救助保护中心", "Protection centre"
    POLICE = "POLICE", "公安机关", "Police"
    POLICE_STATION = "POLICE_STATION", "公安派出机构", "Police station"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", "民政", "Civil affairs"
    EDUCATION = "EDUCATION", "教育", "Education"
    HEALTH = "HEALTH", "卫健", "Health"
    OTHER_DEPARTMENT = "OTHER_DEPARTMENT", "有关部门", "Other department"
    PARENTS = "PARENTS", "父母", "Parents"


class ReporterKind(Code):
    """Who reports."""

    CHILD_DIRECTOR = "CHILD_DIRECTOR", "儿童主任", "Child director"
    CHILD_SUPERVISOR = "CHILD_SUPERVISOR", "儿童督导员", "Child supervisor"
    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE", "村（居）民委员会", "Village committee"
    SCHOOL = "SCHOOL", "学校", "School"
    KINDERGARTEN = "KINDERGARTEN", "幼儿园", "Kindergarten"
    MEDICAL_INSTITUTION = "MEDICAL_INSTITUTION", "医疗机构", "Medical institution"
    SOCIAL_WORK_BODY = "SOCIAL_WORK_BODY", "社会工作服务机构", "Social work body"
    PROTECTION_INSTITUTION = "PROTECTION_INSTITUTION", "未成年人救助保护机构", "Protection institution"
    CLOSE_CONTACT_UNIT = "CLOSE_CONTACT_UNIT", "密切接触未成年人的单位", "Unit in close contact with minors"
    DEPARTMENT = "DEPARTMENT", "相关部门", "Department"


class ReportStage(Code):
    """How far a report has come; a client keeps what it has not sent yet as a draft."""

    DRAFT = "DRAFT", "草稿", "Draft"
    SENT = "SENT", "已报告", "Sent"
    ACKNOWLEDGED = "ACKNOWLEDGED", "已签收", "Acknowledged"
    RECEIVED = "RECEIVED", "已受理", "Accepted"
    HANDLED = "HANDLED", "已处置", "Handled"
    FEEDBACK_GIVEN = "FEEDBACK_GIVEN", "已告知结果", "Result told"
    CLOSED = "CLOSED", "已办结", "Closed"


class DeliveryChannel(Code):
    """How a report reached a recipient."""

    PLATFORM = "PLATFORM", "平台送达", "By this platform"
    PHONE = "PHONE", "电话", "By phone"
    PAPER = "PAPER", "书面", "On paper"
    IN_PERSON = "IN_PERSON", "当面", "In person"


class LoopStage(Code):
    """Stage of the closed loop after a report."""

    MANDATORY_REPORT = "MANDATORY_REPORT", "强制报告", "Mandatory report"
    EMERGENCY_HANDLING = "EMERGENCY_HANDLING", "应急处置", "Emergency handling"
    ASSESSMENT_AID = "ASSESSMENT_AID", "评估帮扶", "Assessment and aid"
    GUARDIANSHIP_INTERVENTION = "GUARDIANSHIP_INTERVENTION", "监护干预", "Guardianship intervention"


class Intervention(Code):
    """What is done where guardianship fails."""

    DISSUADE = "DISSUADE", "劝阻", "Dissuade"
    STOP = "STOP", "制止", "Stop"
    CRITICISE = "CRITICISE", "批评教育", "Criticise"
    ADMONISH = "ADMONISH", "训诫", "Admonish"
    FAMILY_EDUCATION_ORDER = "FAMILY_EDUCATION_ORDER", "责令接受家庭教育指导", "Order family education"
    ADMIN_PENALTY = "ADMIN_PENALTY", "行政处罚", "Administrative penalty"
    CRIMINAL_INVESTIGATION = "CRIMINAL_INVESTIGATION", "刑事侦查", "Criminal investigation"
    PROTECTION_ORDER = "PROTECTION_ORDER", "人身安全保护令", "Protection order"
    REVOKE_GUARDIANSHIP = "REVOKE_GUARDIANSHIP", "撤销监护人资格", "Revoke guardianship"
    SUPPORT_SUIT = "SUPPORT_SUIT", "支持起诉", "Support a suit"
    PUBLIC_INTEREST_SUIT = "PUBLIC_INTEREST_SUIT", "公益诉讼", "Public interest suit"
    JUDICIAL_SUGGESTION = "JUDICIAL_SUGGESTION", "司法建议", "Judicial suggestion"
    PROCURATORIAL_SUGGESTION = "PROCURATORIAL_SUGGESTION", "检察建议", "Procuratorial suggestion"
    TEMP_CARE = "TEMP_CARE", "临时生活照料", "Temporary care"
    LEGAL_AID = "LEGAL_AID", "法律援助", "Legal aid"
