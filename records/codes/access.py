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


class Severity(Code):
    """How grave an event is."""

    ORDINARY = "ORDINARY", "一般", "Ordinary"
    SERIOUS = "SERIOUS", "情节严重", "Serious"


class AlertKind(Code):
    """What somebody may have to know of; the kinds that today's actions announce."""

    CHILD_REGISTERED = "CHILD_REGISTERED", "儿童建档", "Child registered"
    CHILD_UPDATED = "CHILD_UPDATED", "儿童信息变更", "Child updated"
    CHILD_MOVED = "CHILD_MOVED", "儿童迁移", "Child moved"
    GUARDIAN_CHANGED = "GUARDIAN_CHANGED", "监护人信息变更", "Guardian changed"
    VISIT_RECORDED = "VISIT_RECORDED", "走访记录", "Visit recorded"
    TRAINEE_CHANGED = "TRAINEE_CHANGED", "人员变更", "Trainee changed"
    ORGANISATION_SAVED = "ORGANISATION_SAVED", "机构信息变更", "Organisation saved"
    ROLE_ASSIGNED = "ROLE_ASSIGNED", "角色分配", "Role assigned"
