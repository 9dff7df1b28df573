"""Codes of who acts, where, and what is told to others."""

from records.codes.code import Code


class AdminLevel(Code):
    """Level of a place in the tree of divisions."""

    PROVINCE = "PROVINCE", "省", "Province"
    PREFECTURE = "PREFECTURE", "设区的市（州）", "Prefecture"
    SPECIAL_ZONE = "SPECIAL_ZONE", "综合实验区", "Special zone"
    COUNTY = "COUNTY", "县（市、区）", "County"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）", "Township"
    VILLAGE = "VILLAGE", "村（居）", "Village"


class Role(Code):
    """The role a person acts in."""

    CHILD_DIRECTOR = "CHILD_DIRECTOR", "儿童主任", "Child director"
    CHILD_SUPERVISOR = "CHILD_SUPERVISOR", "儿童督导员", "Child supervisor"
    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE", "村（居）民委员会", "Village committee"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）", "Township"
    COUNTY_OFFICER = "COUNTY_OFFICER", "县级民政", "County civil affairs officer"
    PROTECTION_CENTRE = "PROTECTION_CENTRE", "未成年人救助保护机构", "Minor protection centre"
    WELFARE_INSTITUTION = "WELFARE_INSTITUTION", "儿童福利机构", "Child welfare institution"
    PREFECTURE_OFFICER = "PREFECTURE_OFFICER", "市级民政", "Prefecture civil affairs officer"
    PROVINCE_OFFICER = "PROVINCE_OFFICER", "省级民政", "Province civil affairs officer"
    DEPARTMENT_LIAISON = "DEPARTMENT_LIAISON", "部门联络员", "Department liaison"
    SCHOOL = "SCHOOL", "学校", "School"
    PARTNER_WORKER = "PARTNER_WORKER", "社会组织工作人员", "Partner worker"
    VOLUNTEER = "VOLUNTEER", "志愿者", "Volunteer"
    PAIRING_PERSON = "PAIRING_PERSON", "结对人员", "Paired person"
    PSYCH_TEAM = "PSYCH_TEAM", "心理关爱服务队伍", "Psychological care team"
    REPORTER = "REPORTER", "报告人", "Reporter"
    INTEGRATOR = "INTEGRATOR", "对接系统", "Integrator"
    AUDITOR = "AUDITOR", "审计员", "Auditor"
    TENANT_ADMIN = "TENANT_ADMIN", "租户管理员", "Tenant administrator"
    PLATFORM_OPERATOR = "PLATFORM_OPERATOR", "平台运维", "Platform operator"


class AccessGroundKind(Code):
    """What puts an object among the rows that somebody sees."""

    AREA = "AREA", "辖区", "Their places"
    LIST = "LIST", "列名授权", "Listed by name"
    REFERRAL = "REFERRAL", "需求转介", "A referral"
    PAIRING = "PAIRING", "结对", "A pairing"
    GRANT = "GRANT", "授权", "A grant"
    OWN = "OWN", "本人或本单位的记录", "Their own"


class TenantStatus(Code):
    """State of a tenant."""

    DRAFT = "DRAFT", "开通中", "Draft"
    ACTIVE = "ACTIVE", "启用", "Active"
    SUSPENDED = "SUSPENDED", "停用", "Suspended"
    ARCHIVED = "ARCHIVED", "归档", "Archived"


class Purpose(Code):
    """What personal data is asked for."""

    VISIT = "VISIT", "走访", "Visit"
    CASE_HANDLING = "CASE_HANDLING", "个案处置", "Handling a case"
    MANDATORY_REPORT = "MANDATORY_REPORT", "强制报告", "Mandatory report"
    ASSISTANCE_APPLICATION = "ASSISTANCE_APPLICATION", "申请救助", "Applying for assistance"
    INSPECTION = "INSPECTION", "检查", "Inspection"
    STATISTICS = "STATISTICS", "统计", "Statistics"
    DATA_CORRECTION = "DATA_CORRECTION", "数据更正", "Correcting data"
    SUBJECT_REQUEST = "SUBJECT_REQUEST", "本人或监护人申请", "Request of the person concerned"


class BreakGlassOutcome(Code):
    """What a review found of an access that was broken open."""

    JUSTIFIED = "JUSTIFIED", "理由成立", "Justified"
    TOO_WIDE = "TOO_WIDE", "理由成立，范围过宽", "Justified, but wider than needed"
    NOT_JUSTIFIED = "NOT_JUSTIFIED", "理由不成立", "Not justified"


class PartnerMeasure(Code):
    """What is counted of a partner's work."""

    CHILDREN = "CHILDREN", "服务儿童数", "Children served"
    VISITS = "VISITS", "走访次数", "Visits"
    SERVICES = "SERVICES", "服务次数", "Services"


class Severity(Code):
    """How grave an event is."""

    ORDINARY = "ORDINARY", "一般", "Ordinary"
    SERIOUS = "SERIOUS", "情节严重", "Serious"


class Gone(Code):
    """Why an object is to be forgotten by who keeps a copy of it."""

    MOVED_AWAY = "MOVED_AWAY", "已迁出", "It belongs to another place now"
    CLOSED = "CLOSED", "档案已结案", "The child's file is closed"
    NOT_MINE = "NOT_MINE", "不再由本人负责", "It is not listed for the viewer any more"
    DELETED = "DELETED", "已删除", "It is not on file any more"


class AlertKind(Code):
    """What somebody may have to know of."""

    CHILD_REGISTERED = "CHILD_REGISTERED", "儿童建档", "Child registered"
    CHILD_UPDATED = "CHILD_UPDATED", "儿童信息变更", "Child updated"
    CHILD_ERASED = "CHILD_ERASED", "儿童信息删除", "Child erased"
    CHILD_MOVED = "CHILD_MOVED", "儿童迁移", "Child moved"
    GUARDIAN_CHANGED = "GUARDIAN_CHANGED", "监护人信息变更", "Guardian changed"
    VISIT_RECORDED = "VISIT_RECORDED", "走访记录", "Visit recorded"
    TRAINEE_CHANGED = "TRAINEE_CHANGED", "人员变更", "Trainee changed"
    ORGANISATION_SAVED = "ORGANISATION_SAVED", "机构信息变更", "Organisation saved"
    ROLE_ASSIGNED = "ROLE_ASSIGNED", "角色分配", "Role assigned"
    REPORT_FILED = "REPORT_FILED", "强制报告提交", "Report filed"
    REPORT_ADDRESSED = "REPORT_ADDRESSED", "收到强制报告", "Report addressed"
    REPORT_ACKNOWLEDGED = "REPORT_ACKNOWLEDGED", "报告已受理", "Report acknowledged"
    REPORT_RESULT = "REPORT_RESULT", "报告处置结果", "Result of a report"
    REPORT_OVERDUE = "REPORT_OVERDUE", "报告逾期", "Report overdue"
    REPORT_ESCALATED = "REPORT_ESCALATED", "报告升级", "Report escalated"
    VISIT_OVERDUE = "VISIT_OVERDUE", "走访逾期", "Visit overdue"
    CONTACT_OVERDUE = "CONTACT_OVERDUE", "联系逾期", "Contact overdue"
    DUTY_ESCALATED = "DUTY_ESCALATED", "任务升级", "Duty escalated"
    DUTY_SETTLED = "DUTY_SETTLED", "任务办结", "Duty settled"
    CLASS_CHANGED = "CLASS_CHANGED", "类别变更", "Class changed"
    AGREEMENT_EXPIRING = "AGREEMENT_EXPIRING", "委托照护到期", "Agreement expiring"
    CONFERENCE_CALLED = "CONFERENCE_CALLED", "个案会商", "Conference called"
    COMMISSION_OFFERED = "COMMISSION_OFFERED", "委托走访", "Commission offered"
    COMMISSION_ANSWERED = "COMMISSION_ANSWERED", "委托答复", "Commission answered"
    STAFFING_GAP = "STAFFING_GAP", "人员缺口", "Staffing gap"
    SUBMISSION_OVERDUE = "SUBMISSION_OVERDUE", "报送逾期", "Submission overdue"
    RULEBOOK_CHANGED = "RULEBOOK_CHANGED", "规则变更", "Rulebook changed"
    ACCESS_BROKEN_GLASS = "ACCESS_BROKEN_GLASS", "紧急查阅", "Access broken open"
    GRANT_ENDING = "GRANT_ENDING", "授权到期", "Grant ending"
    PARTNER_REVOKED = "PARTNER_REVOKED", "授权撤销", "Partner revoked"
    DAILY_DIGEST = "DAILY_DIGEST", "每日摘要", "Daily digest"
