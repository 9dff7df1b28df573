"""What a field is called where an action uses its word in another sense than a child's file does."""

from typing import Final

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
    "hazardCheckId": "隐患排查",
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
OF_STAFF: Final = {
    "from": "任职日期",
    "since": "任职日期",
    "villages": "负责的村（居）",
    "on": "离任日期",
    "reason": "离任原因",
    "successorId": "接任人",
    "year": "考核年度",
    "result": "考核结果",
}
OF_TRAINING: Final = {"division": "举办地区", "mode": "培训形式", "heldOn": "培训日期", "attendance": "参训人员"}
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
OF_BROUGHT_CASE: Final = {"caseId": "个案", "level": "提请对象", "reason": "提请理由", "until": "查阅截止时间"}
OF_PUBLICATION: Final = {
    "step": "步骤",
    "caseId": "个案",
    "publicationId": "案例发布",
    "title": "标题",
    "text": "正文",
    "note": "审核意见",
}
OF_ACCESS: Final = {
    "purpose": "使用目的",
    "reason": "理由",
    "fieldClasses": "信息类别",
    "hours": "时长（小时）",
    "breakGlassId": "紧急查阅",
    "outcome": "复核结论",
    "note": "复核意见",
}
OF_TENANT: Final = {"code": "租户代码", "name": "名称", "division": "区划", "admin": "首位管理员"}
OF_ALERTS: Final = {
    "alertIds": "提醒",
    "upTo": "已读至",
    "quietFromHour": "免打扰开始",
    "quietUntilHour": "免打扰结束",
    "digestHour": "每日摘要时间",
    "url": "短信网关地址",
    "active": "是否发送",
    "newKey": "更换签名密钥",
}
OF_KEEPING: Final = {
    "months": "保管期限（月）",
    "reason": "理由",
    "ground": "保全事由",
    "until": "保全截止日期",
    "legalHoldId": "依法保全",
    "requester": "申请人",
    "askedOn": "申请日期",
    "erasureId": "删除申请",
    "erase": "是否删除",
    "note": "审批意见",
    "childId": "儿童档案",
}
OF_SPECIAL_NODE: Final = {"name": "节点名称", "firstOn": "首日", "lastOn": "末日", "division": "适用区划"}
OF_PARTNER: Final = {
    "organisationId": "社会组织",
    "childIds": "儿童",
    "fieldClasses": "信息类别",
    "purpose": "使用目的",
    "until": "授权截止时间",
    "reason": "理由",
    "grantIds": "授权",
    "needId": "需求",
    "offerId": "公开需求",
    "dataAgreementId": "数据协议",
    "division": "签订协议的县（市、区）",
    "edition": "协议版本",
    "signedOn": "签订日期",
    "startsOn": "生效日期",
    "endsOn": "终止日期",
    "reference": "协议存档编号",
}
OF_WEBHOOK: Final = {
    "webhookId": "推送地址",
    "url": "推送网址",
    "where": "订阅条件",
    "unread": "未读",
    "selection": "推送内容",
    "signing": "签名方式",
    "organisationId": "所属机构",
    "overlapHours": "旧密钥继续有效的小时数",
    "eventId": "事件",
    "fromSequence": "起始编号",
    "toSequence": "截止编号",
    "since": "起始时间",
    "until": "截止时间",
}
