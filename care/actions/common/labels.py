"""The Chinese labels of the fields that inputs have, as the ledger form prints them where it has the field."""

from collections.abc import Mapping
from typing import Final

# What the same field is called elsewhere than on a child.
OF_GUARDIAN: Final = {"address": "现住地址", "health": "健康状况"}
OF_ORGANISATION: Final = {"name": "名称"}
_NESTED: Final = {"guardian": OF_GUARDIAN, "guardians": OF_GUARDIAN}

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
    "singleParent": "是否单亲家庭",
    "boarding": "寄宿情况",
    "schoolId": "学校",
    "schooling": "就学情况",
    "schoolStatus": "就学状态",
    "health": "健康情况",
    "healthDetail": "患病情况",
    "detail": "具体情况",
    "grade": "残疾等级",
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
    "source": "选任来源",
    "filedWithSchool": "是否向学校报备",
    "homeVisitOnly": "是否仅为探亲",
}


def label_of(path: tuple[str, ...], own: Mapping[str, str]) -> str:
    """Give the label of the field that a path leads to, empty for none; `own` are the labels of the input's subject."""
    field = next((part for part in reversed(path) if not part.isdigit()), "")
    labels = next((_NESTED[part] for part in path[:-1] if part in _NESTED), own)
    return labels.get(field) or LABELS.get(field, "")
