"""The Chinese labels of the fields that inputs have, as the ledger form prints them where it has the field."""

import re
from collections.abc import Mapping
from typing import Final

# What the same field is called elsewhere than on a child.
OF_GUARDIAN: Final = {"address": "现住地址", "health": "健康状况", "contact": "联系方式"}
OF_HEALTH: Final = {"disability": "残疾类别"}
OF_ORGANISATION: Final = {"name": "名称"}
OF_REPORT: Final = {"outcome": "处置结果"}
# By their names in Python, which describe the input, and by those that clients write and paths tell.
OF_REVIEW: Final = {
    "childClass": "儿童类别",
    "class": "儿童类别",
    "since": "起始日期",
    "from": "起始日期",
    "holds": "是否认定",
}
OF_FINDINGS: Final = {"guardian": "监护人信息", "schoolStatus": "就学和辍学情况"}
OF_PATROL: Final = {"division": "乡镇（街道）", "topics": "巡查内容", "findings": "巡查情况"}
OF_AGREEMENT: Final = {"relation": "照护人与儿童的关系", "reason": "委托照料原因"}
OF_CARER_PROBLEM: Final = {"on": "日期", "steps": "已采取的步骤", "outcome": "处理结果", "narrative": "具体情况"}
OF_COMMISSION: Final = {"address": "居住地址", "mode": "委托方式"}
OF_DIVISION_OF_DUTIES: Final = {"otherDivision": "户籍地县（市、区）", "terms": "商定的分工"}
OF_SUBMISSION: Final = {"content": "报送内容", "submittedAt": "报送时间"}
OF_ACTIVITY: Final = {
    "division": "举办地",
    "kind": "活动类别",
    "topics": "安全教育内容",
    "harms": "网络保护内容",
    "heldOn": "举办日期",
    "organisationId": "举办单位",
    "description": "活动情况",
    "children": "参加儿童人数",
    "adults": "参加监护人、照护人人数",
}
OF_HAZARD_CHECK: Final = {
    "division": "水域所在地",
    "organisationId": "受检单位",
    "water": "水域名称",
    "checkedOn": "检查日期",
    "items": "检查内容",
    "wanting": "存在隐患的内容",
    "waterItems": "检查的水域设施",
    "waterWanting": "缺失的水域设施",
    "findings": "隐患情况",
    "mendedOn": "整改完成日期",
}
OF_WORK_REPORT: Final = {"content": "工作情况", "reportedOn": "报告日期", "division": "村（居）"}
OF_HOLIDAY: Final = {"season": "寒暑假", "firstOn": "放假首日", "lastOn": "放假末日", "division": "适用区划"}
OF_BENEFIT: Final = {
    "kind": "救助种类",
    "status": "办理状态",
    "amount": "金额（元/月）",
    "from": "起始日期",
    "since": "起始日期",
    "until": "截止日期",
    "householdId": "家庭",
}
OF_CLOSING: Final = {
    "status": "档案状态",
    "reason": "结案原因",
    "on": "结案日期",
    "explanation": "情况说明",
    "aftercare": "成年后安置情况",
    "aftercareOn": "成年后安置日期",
}
OF_REOPENING: Final = {"explanation": "重新立案理由"}
OF_HOUSEHOLD: Final = {
    "incomePerHead": "家庭收入人均（元/年）",
    "socialHelp": "社会力量帮扶情况",
    "guardianshipRisk": "家庭监护情况",
}
OF_SCREENING: Final = {"entries": "排查记录", "division": "村（居）", "period": "排查周期"}
OF_WORK_LOG: Final = {"text": "工作内容", "traineeId": "工作人员", "childId": "涉及儿童"}
OF_SPOT_CHECK: Final = {"division": "县（市、区）", "findings": "抽查情况", "files": "抽查的档案"}
OF_CHECKED_FILE: Final = {"result": "抽查结果", "lacks": "缺少的内容", "remark": "说明", "childId": "儿童"}
OF_SYSTEM_UPDATE: Final = {"division": "县（市、区）", "children": "更新的儿童人数"}
OF_NEED: Final = {
    "kind": "需求类别",
    "detail": "需求情况",
    "until": "转介截止时间",
    "outcome": "服务结果",
    "organisationId": "机构",
}
OF_PAIRING: Final = {"name": "结对人员姓名", "phone": "结对人员电话", "until": "结对截止时间"}
OF_CASE: Final = {
    "caseId": "个案",
    "summary": "情况说明",
    "reportIds": "强制报告",
    "organisationIds": "参与机构",
    "heldOn": "会商日期",
    "departments": "参加部门",
    "decisions": "会商决定",
    "decision": "决定内容",
    "decisionId": "会商决定",
    "dueOn": "完成期限",
    "doneOn": "完成日期",
    "outcome": "结果",
    "plan": "个案方案",
    "kind": "类别",
    "takenOn": "采取日期",
    "detail": "具体情况",
    "placementId": "安置",
    "carerName": "照护人姓名",
    "entrustedById": "委托的救助保护机构",
    "agreementSignedOn": "委托协议签订日期",
    "agreementReference": "委托协议编号",
    "startsOn": "开始日期",
    "endsOn": "终止日期",
    "ground": "申请理由",
    "since": "起算日期",
    "appliedOn": "申请日期",
    "court": "受理法院",
    "referenceNumber": "案号",
}
_NESTED: Final = {
    "guardian": OF_GUARDIAN,
    "guardians": OF_GUARDIAN,
    "carer": OF_GUARDIAN,
    "health": OF_HEALTH,
    "findings": OF_FINDINGS,
    "files": OF_CHECKED_FILE,
}

LABELS: Final = {
    "id": "编号",
    "version": "版本",
    "clientId": "客户端编号",
    "idempotencyKey": "幂等键",
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birthDate": "出生年月",
    "birthDatePrecision": "出生日期精度",
    "residentId": "身份证号码",
    "residentIdMissing": "无身份证号码原因",
    "division": "村（居）或区划",
    "hukouDivision": "户籍所在地",
    "hukouType": "户籍类别",
    "address": "家庭地址",
    "addressDivision": "现住地区划",
    "livesAt": "实际居住地区划",
    "singleParent": "是否单亲家庭",
    "boarding": "寄宿情况",
    "schoolId": "学校",
    "schooling": "就学情况",
    "schoolStatus": "就学状态",
    "health": "健康情况",
    "healthDetail": "患病情况",
    "detail": "具体情况",
    "grade": "残疾等级",
    "card": "是否持有第二代残疾人证",
    "disabilities": "残疾情况",
    "type": "残疾类别",
    "incapacityJudgement": "无监护能力的综合判断",
    "declaredMissingOn": "法院宣告失踪时间",
    "guardianshipCondition": "监护情况",
    "guardianshipDetail": "监护不到位的具体情形",
    "mindAndBehaviour": "日常心理和行为情况",
    "educationAid": "教育救助情况",
    "medicalAid": "医疗救助情况",
    "otherAid": "其他救助情况",
    "careNeeds": "关爱服务需求",
    "notes": "其他说明情况",
    "categories": "困境儿童具体类别",
    "category": "困境儿童具体类别",
    "householdId": "家庭",
    "guardians": "监护人",
    "guardianId": "监护人",
    "relation": "与儿童的关系",
    "phone": "联系电话",
    "specialStatus": "特殊情况",
    "specialDetail": "其他特殊情况",
    "registeredOn": "建档时间",
    "reason": "理由",
    "since": "外出时间",
    "on": "返回时间",
    "purpose": "外出原因",
    "abroad": "是否出国（境）",
    "withinCore": "务工地和户籍地是否同在核心城区",
    "workplace": "务工地点",
    "contact": "外出期间联系方式",
    "filedOn": "报备时间",
    "childId": "儿童",
    "childIds": "儿童",
    "mode": "走访方式",
    "outcome": "走访结果",
    "occurredAt": "走访时间",
    "problems": "发现的问题",
    "solutions": "解决措施",
    "post": "岗位",
    "subject": "账号",
    "traineeId": "人员",
    "heldOn": "培训时间",
    "trainerLevel": "培训层级",
    "topics": "培训内容",
    "assessment": "考核结果",
    "kind": "类别",
    "department": "部门",
    "contactName": "值班联系人",
    "contactPhone": "值班电话",
    "role": "角色",
    "organisationId": "机构",
    "until": "截止时间",
    "guardian": "监护人",
    "assessedOn": "评估日期",
    "riskLevel": "风险等级",
    "guardianshipRating": "监护情况等级",
    "result": "评估结果",
    "nextReviewOn": "下次复评日期",
    "assessor": "评估人",
    "source": "选任来源",
    "filedWithSchool": "是否向学校报备",
    "homeVisitOnly": "是否仅为探亲",
    "findings": "走访掌握情况",
    "childAndFamily": "儿童及家庭基本信息",
    "carer": "受委托照护人信息",
    "parentsAway": "父母外出务工情况",
    "maritalStatus": "父母婚姻状况",
    "economicCapacity": "家庭经济能力",
    "mainGuardianHealth": "主要监护人身体状况",
    "mainGuardianHealthDetail": "主要监护人患病情况",
    "parentInCustody": "父母服刑情况",
    "parentViolent": "父母暴力倾向",
    "familyGuardianship": "家庭监护",
    "carerCapacity": "照护人能力",
    "seriousIllness": "重病情况",
    "seriousIllnessDetail": "所患重病",
    "disability": "残疾类别和等级",
    "disabilityType": "残疾类别",
    "disabilityGrade": "残疾等级",
    "disabilityDetail": "其他残疾情况",
    "mentalHealthSigns": "心理健康状况识别",
    "mentalHealthDetail": "心理健康具体表现",
    "psychologicalNeeds": "心理需求",
    "medicalAndSchool": "就医就学",
    "agreementSigned": "委托照护协议签订情况",
    "benefitsReceived": "救助保障享受情况",
    "livingSecurity": "生活保障",
    "careActivity": "关爱活动",
    "needsAndDifficulties": "需求和困难",
    "steps": "走访步骤",
    "sources": "向谁了解",
    "talkedWithChild": "对儿童宣讲内容",
    "talkedWithGuardian": "对监护人、照护人宣讲内容",
    "services": "提供的服务",
    "needId": "需求",
    "visitId": "走访",
    "foundOn": "发现日期",
    "providedOn": "服务日期",
    "provider": "服务人",
    "purchased": "是否购买服务",
    "purchasedAs": "购买服务类别",
    "madeOn": "制定日期",
    "reviewOn": "复核日期",
    "responsible": "责任人",
    "unit": "所在单位",
    "solvedOn": "解决日期",
    "commissionId": "委托",
    "toDivision": "居住地乡镇（街道）",
    "agreedOn": "商定时间",
    "patrolledOn": "巡查时间",
    "submissionId": "报送任务",
    "doneOn": "工作日期",
    "checkedOn": "抽查时间",
    "seed": "抽样种子",
    "size": "抽样数量",
    "system": "信息系统",
    "updatedOn": "更新时间",
    "takenAt": "更新表生成时间",
    "receipt": "回执",
    "reportId": "报告",
    "circumstance": "报告情形",
    "also": "其他情形",
    "withoutRecipients": "不报告的对象",
    "severity": "严重程度",
    "discoveredAt": "发现时间",
    "narrative": "情况描述",
    "reporterKind": "报告人类别",
    "implicated": "涉事单位或人员",
    "externalReference": "外部编号",
    "recipient": "报告对象",
    "recipients": "报告对象",
    "at": "时间",
    "measures": "处置措施",
    "channel": "送达方式",
    "spokenTo": "接收人",
    "referenceNumber": "受理编号",
    "feedback": "告知报告人的结果",
    "agreementId": "委托照护文书",
    "instrument": "委托照护文书种类",
    "carerName": "受委托人姓名",
    "carerPhone": "受委托人联系方式",
    "entrusterName": "委托人姓名",
    "entrusterWorkplace": "委托人务工地点",
    "entrusterPhone": "委托人联系方式",
    "startsOn": "委托开始日期",
    "endsOn": "委托结束日期",
    "otherTerms": "其他约定事项",
    "childHeardOn": "听取儿童意见日期",
    "childNotHeardReason": "未听取儿童意见的原因",
    "justification": "委托的正当理由",
    "criteria": "照护人条件",
    "signedOn": "签订日期",
    "witness": "见证单位",
    "schoolNotifiedOn": "告知学校（幼儿园）日期",
    "explainedOn": "向照护人说明责任日期",
    "committeeNoticedOn": "告知村（居）民委员会日期",
    "changedOn": "变更日期",
    "replacedOn": "更换日期",
    "fault": "照护人的问题",
}


_ENGLISH: Final = {"childIds": "Children", "residentId": "Resident ID number", "on": "Day of return"}
_CAPITAL: Final = re.compile(r"(?=[A-Z])")


def english_of(field: str) -> str:
    """Give the English label of a field: its own name in words, without the id that it is sent by."""
    if field in _ENGLISH:
        return _ENGLISH[field]
    words = _CAPITAL.split(field.removesuffix("Id"))
    return " ".join(words).lower().capitalize()


def label_of(path: tuple[str, ...], own: Mapping[str, str]) -> str:
    """Give the label of the field that a path leads to, empty for none; `own` are the labels of the input's subject."""
    field = next((part for part in reversed(path) if not part.isdigit()), "")
    labels = next((_NESTED[part] for part in reversed(path[:-1]) if part in _NESTED), own)
    return labels.get(field) or LABELS.get(field, "")
