"""Codes of duties and of what is derived from facts: what is owed, how it stands, why, and on what a class rests."""

from records.codes.code import Code


class DutyKind(Code):
    """What is owed."""

    CONTACT = "CONTACT", "联系", "Contact"
    HOUSEHOLD_VISIT = "HOUSEHOLD_VISIT", "入户走访", "Household visit"
    SCREENING = "SCREENING", "排查", "Screening"
    FOLLOW_UP = "FOLLOW_UP", "定期随访", "Follow-up"
    TOWNSHIP_PATROL = "TOWNSHIP_PATROL", "乡镇巡查", "Township patrol"
    ASSESSMENT = "ASSESSMENT", "评估", "Assessment"
    REPORT = "REPORT", "报告", "Report"
    REPORT_ACKNOWLEDGEMENT = "REPORT_ACKNOWLEDGEMENT", "报告受理", "Acknowledgement of a report"
    ONWARD_REPORT = "ONWARD_REPORT", "续报", "Onward report"
    AGREEMENT_REVIEW = "AGREEMENT_REVIEW", "委托照护复核", "Review of an agreement"
    CARER_NOTICE = "CARER_NOTICE", "照护人告知", "Notice about a carer"
    COURT_APPLICATION = "COURT_APPLICATION", "申请撤销监护权", "Application to the court"
    CLASS_REVIEW = "CLASS_REVIEW", "类别复核", "Review of a class"
    FILE_SPOT_CHECK = "FILE_SPOT_CHECK", "档案抽查", "Spot check of files"
    SYSTEM_UPDATE = "SYSTEM_UPDATE", "系统数据更新", "System update"
    TRAINING = "TRAINING", "培训", "Training"
    SAFETY_EVENT = "SAFETY_EVENT", "安全教育活动", "Safety event"
    SUBMISSION = "SUBMISSION", "报送", "Submission"
    DIVISION_OF_DUTIES = "DIVISION_OF_DUTIES", "两地分工", "Division of duties"
    CONFERENCE_DECISION = "CONFERENCE_DECISION", "会商决定", "Decision of a conference"
    AFTERCARE = "AFTERCARE", "成年后安置", "Aftercare"


class DutyStatus(Code):
    """How a duty stands; computed from its days and the clock, never stored."""

    OPEN = "OPEN", "待办", "Open"
    DUE_TODAY = "DUE_TODAY", "今日到期", "Due today"
    OVERDUE = "OVERDUE", "逾期", "Overdue"
    DONE = "DONE", "按期完成", "Done"
    DONE_LATE = "DONE_LATE", "逾期完成", "Done late"
    MISSED = "MISSED", "未完成", "Missed"
    CANCELLED = "CANCELLED", "已取消", "Cancelled"


class DutyReason(Code):
    """Why a duty is owed or is as it is, beside the reasons that make a child a key child."""

    FIRST_VISIT = "FIRST_VISIT", "建档后首次", "First after registration"
    UPGRADED = "UPGRADED", "等级提高", "Level was raised"
    UNRATED = "UNRATED", "尚未评估", "Not yet rated"
    QUARTER_MISSED = "QUARTER_MISSED", "本季度未完成", "Not done in the quarter"
    NOT_VISITED = "NOT_VISITED", "应走访未走访", "Not visited"
    ATTEMPTED = "ATTEMPTED", "已尝试未见到", "Tried, nobody met"
    COMMISSIONED = "COMMISSIONED", "已委托居住地", "Commissioned"
    CLASS_ENDED = "CLASS_ENDED", "类别条件不再满足", "The class no longer holds"
    GROWN_UP = "GROWN_UP", "年满十八周岁", "Has come of age"
    CARD_MISSING = "CARD_MISSING", "缺第二代残疾人证", "Disability card missing"
    RULE_CHANGED = "RULE_CHANGED", "规则变更", "The rule has changed"
    FILE_CLOSED = "FILE_CLOSED", "档案已结案", "The file was closed"
    AGREEMENT_MISSING = "AGREEMENT_MISSING", "尚未签订委托照护文书", "No agreement on entrusted care"
    AGREEMENT_ENDS = "AGREEMENT_ENDS", "委托期限届满", "The agreement ends"
    CARER_REPLACED = "CARER_REPLACED", "照护人已更换", "The carer was replaced"
    CONTENT_CHANGED = "CONTENT_CHANGED", "委托照护内容变更", "What was agreed has changed"
    SCHOOL_COPY = "SCHOOL_COPY", "文书应抄送学校（幼儿园）", "The school gets a copy"
    OUTMIGRATION_FILING = "OUTMIGRATION_FILING", "父母双方外出前备案", "Filing before both parents leave"
    DUPLICATE_NUMBER = "DUPLICATE_NUMBER", "证件号码疑似重复", "Number perhaps on file elsewhere"


class AssessmentKind(Code):
    """What is assessed."""

    GUARDIANSHIP = "GUARDIANSHIP", "监护状况评估", "Guardianship"
    MENTAL_HEALTH = "MENTAL_HEALTH", "心理健康状况评估", "Mental health"
    RISK_LEVEL = "RISK_LEVEL", "风险等级评估", "Level of risk"
    GUARDIANSHIP_RATING = "GUARDIANSHIP_RATING", "监护情况评定", "Rating of guardianship"


class StandingState(Code):
    """Whether a class holds of a child."""

    HELD = "HELD", "认定", "Holds"
    PROSPECTIVE = "PROSPECTIVE", "拟认定（月数未满）", "Months not yet full"
    ENDED = "ENDED", "不再符合", "No longer holds"


class DifficultyState(Code):
    """Whether a category of difficulty holds of a child."""

    HELD = "HELD", "认定", "Holds"
    PENDING = "PENDING", "待补材料", "Papers are missing"
    OFFERED = "OFFERED", "建议核实", "Offered to the officer"
    ENDED = "ENDED", "不再符合", "No longer holds"


class FactSource(Code):
    """On what a class or category rests."""

    FACTS = "FACTS", "依据事实", "Derived from facts"
    STATED = "STATED", "台账填报", "Stated in the ledger or at registration"
    JUDGED = "JUDGED", "工作人员判断", "Judged by an officer"


class CommissionStatus(Code):
    """How a commissioned visit, or a phone call in place of it, stands."""

    OFFERED = "OFFERED", "已委托", "Offered"
    ACCEPTED = "ACCEPTED", "已接受", "Accepted"
    VISITED = "VISITED", "已走访", "Visited"
    PROPOSED = "PROPOSED", "电话替代待批准", "Phone substitute proposed"
    APPROVED = "APPROVED", "电话替代已批准", "Phone substitute approved"
    ENDED = "ENDED", "已结束", "Ended"


class ScreeningMethod(Code):
    """How a child may be screened."""

    VISIT = "VISIT", "须走访", "Only by a visit"
    VISIT_OR_PHONE = "VISIT_OR_PHONE", "走访或电话核实", "By a visit or a call"


class FormKind(Code):
    """What a front end asks with a form."""

    CHILD = "CHILD", "儿童登记", "Child"
    VISIT = "VISIT", "走访", "Visit"
    SCREENING = "SCREENING", "排查", "Screening"
    PATROL = "PATROL", "乡镇巡查", "Township patrol"
    REPORT = "REPORT", "强制报告", "Report"
    DEPARTURE = "DEPARTURE", "外出务工备案", "Departure"
    AGREEMENT = "AGREEMENT", "委托照护", "Agreement"
    TRAINING = "TRAINING", "培训", "Training"
    SAFETY_EVENT = "SAFETY_EVENT", "安全教育活动", "Safety event"
    HAZARD_CHECK = "HAZARD_CHECK", "隐患排查", "Hazard check"
    NEED = "NEED", "需求登记", "Need"
    SERVICE = "SERVICE", "服务记录", "Service"
    CARE_PLAN = "CARE_PLAN", "帮扶方案", "Care plan"
    CONFERENCE = "CONFERENCE", "个案会商", "Conference"
    INTERVENTION = "INTERVENTION", "干预措施", "Intervention"
    PLACEMENT = "PLACEMENT", "临时监护安置", "Placement"
    COURT_APPLICATION = "COURT_APPLICATION", "申请撤销监护权", "Application to the court"
