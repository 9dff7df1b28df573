"""The form's columns, declared once: heading, group, kind of cell, sensitivity, and whether the annex prints it.

Source: annex to 闽民童〔2024〕33号 (农村留守儿童和困境儿童个人信息台账).
Columns marked `ours` are not on the printed form; a system cannot do without them. Headings are unique in the sheet, so
columns may be re-ordered freely.
"""

from dataclasses import dataclass
from enum import StrEnum

from care.ledgers import cells
from care.ledgers.kind import Kind


class Group(StrEnum):
    """The blocks of the printed form, in its order."""

    CHILD = "儿童基本信息"
    FATHER = "父亲"
    MOTHER = "母亲"
    HOUSEHOLD = "家庭"
    CARER = "留守儿童委托照护人情况"
    PAIRING = "结对信息"
    VISITS = "走访情况"
    CLOSING = "其他"


class Sensitivity(StrEnum):
    """How sensitive a cell is (rules/ledger_form)."""

    NORMAL = "N"
    PERSONAL = "P"
    SENSITIVE = "S"
    MOST_SENSITIVE = "S+"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `label` is what the annex prints within its group; `heading` is that label made unique."""

    key: str
    group: Group
    label: str
    heading: str
    kind: Kind
    sensitivity: Sensitivity
    required: bool = False
    ours: bool = False
    width: int = 14
    note_zh: str = ""
    note_en: str = ""


N, P, S, SS = Sensitivity


def _child() -> list[Column]:
    def column(
        key: str,
        label: str,
        kind: Kind,
        sensitivity: Sensitivity,
        *,
        required: bool = False,
        ours: bool = False,
        width: int = 14,
        note: tuple[str, str] = ("", ""),
    ) -> Column:
        return Column(
            f"child.{key}", Group.CHILD, label, label, kind, sensitivity, required, ours, width, note[0], note[1]
        )

    return [
        column("name", "姓名", cells.NAME, S, required=True),
        column("sex", "性别", cells.SEX, P, required=True, width=6),
        column("ethnicity", "民族", cells.ETHNICITY, S, width=10),
        column("birth", "出生年月", cells.BIRTH, S, required=True, width=12),
        column("residentId", "身份证号码", cells.RESIDENT_ID, SS, width=21),
        column(
            "residentIdMissing",
            "无身份证号码原因",
            cells.RESIDENT_ID_MISSING,
            S,
            ours=True,
            width=18,
            note=("没有身份证号码时必填", "required when there is no resident ID number"),
        ),
        column("address", "家庭地址", cells.SHORT_TEXT, S, width=32),
        column("division", "所在村（居）代码", cells.VILLAGE, S, required=True, ours=True, width=17),
        column(
            "villageName",
            "所在村（居）名称",
            cells.SHORT_TEXT,
            S,
            ours=True,
            width=18,
            note=(
                "只有新设、不在区划表中的村（居）才需要填写",
                "only needed for a village that is not in the table",
            ),
        ),
        column("hukouDivision", "户籍地区划代码", cells.DIVISION, S, ours=True, width=17),
        column("hukouType", "户籍类别", cells.HUKOU_TYPE, P, required=True, width=10),
        column("classes", "儿童类别", cells.CHILD_CLASS, S, required=True, width=36),
        column("singleParent", "是否单亲家庭", cells.SINGLE_PARENT, S, width=20),
        column("schooling", "就学情况", cells.TEXT, P, width=20),
        column("schoolStatus", "就学状态", cells.SCHOOL_STATUS, P, ours=True, width=14),
        column("schoolName", "学校名称", cells.SHORT_TEXT, P, ours=True, width=24),
        column("boarding", "寄宿情况", cells.BOARDING, P, width=10),
        column("guardianship", "监护情况", cells.GUARDIANSHIP, S, width=28),
        column("health", "健康情况", cells.HEALTH, SS, width=28),
        column("mindAndBehaviour", "日常心理和行为情况", cells.TEXT, SS, width=24),
        column("benefits", "享受救助情况", cells.CHILD_BENEFITS, S, width=26),
        column("educationAid", "教育救助情况", cells.TEXT, S, width=18),
        column("medicalAid", "医疗救助情况", cells.TEXT, SS, width=18),
        column("otherAid", "其他救助情况", cells.TEXT, S, width=18),
    ]


def _parent(key: str, group: Group) -> list[Column]:
    def column(
        name: str, label: str, kind: Kind, sensitivity: Sensitivity, *, ours: bool = False, width: int = 14
    ) -> Column:
        return Column(f"{key}.{name}", group, label, f"{group}{label}", kind, sensitivity, ours=ours, width=width)

    return [
        column("name", "姓名", cells.NAME, S),
        column("residentId", "身份证号码", cells.RESIDENT_ID, SS, width=21),
        column("phone", "联系电话", cells.PHONE, S, width=15),
        column("address", "现住地址", cells.SHORT_TEXT, S, width=28),
        column("division", "现住地区划代码", cells.DIVISION, S, ours=True, width=17),
        column("health", "健康状况", cells.PARENT_HEALTH, SS, width=22),
        column("special", "特殊情况", cells.SPECIAL_STATUS, SS, width=22),
    ]


def _household() -> list[Column]:
    group = Group.HOUSEHOLD
    return [
        Column("household.income", group, "家庭收入人均（元/年）", "家庭收入人均（元/年）", cells.INCOME, S, width=22),
        Column("household.benefits", group, "家庭享受补助情况", "家庭享受补助情况", cells.FAMILY_BENEFITS, S, width=26),
        Column("household.socialHelp", group, "社会力量帮扶情况", "社会力量帮扶情况", cells.TEXT, P, width=20),
        Column("household.risk", group, "家庭监护情况", "家庭监护情况", cells.RISK, S, width=12),
    ]


def _people() -> list[Column]:
    carer, pairing = Group.CARER, Group.PAIRING
    read_only = (
        "导出时由儿童主任台账带出；导入时不更改儿童主任台账",
        "filled in from the register of child directors on export; an import never changes that register",
    )
    return [
        Column("carer.relation", carer, "委托照护人", "委托照护人", cells.CARER_RELATION, P, width=18),
        Column("carer.name", carer, "姓名", "委托照护人姓名", cells.NAME, S),
        Column("carer.phone", carer, "联系电话", "委托照护人联系电话", cells.PHONE, S, width=15),
        Column("carer.reason", carer, "委托照料原因", "委托照料原因", cells.ENTRUST_REASON, S, width=34),
        Column("director.name", pairing, "儿童主任姓名", "儿童主任姓名", cells.NAME, P, False, False, 14, *read_only),
        Column("director.phone", pairing, "儿童主任电话", "儿童主任电话", cells.PHONE, P, False, False, 15, *read_only),
        Column("pairing.name", pairing, "结对人员姓名", "结对人员姓名", cells.NAME, P),
        Column("pairing.phone", pairing, "结对人员电话", "结对人员电话", cells.PHONE, P, width=15),
        Column("pairing.unit", pairing, "结对人员所在单位", "结对人员所在单位", cells.SHORT_TEXT, P, width=22),
    ]


def _visits() -> list[Column]:
    columns = []
    for number, quarter in enumerate("一二三四", 1):
        for key, label, kind, sensitivity, width in (
            ("time", "走访时间", cells.VISITS, P, 24),
            ("problems", "发现的问题", cells.TEXT, SS, 24),
            ("solutions", "解决措施", cells.TEXT, S, 24),
        ):
            heading = f"{quarter}季度{label}"
            columns.append(Column(f"q{number}.{key}", Group.VISITS, heading, heading, kind, sensitivity, width=width))
    return columns


def _closing() -> list[Column]:
    group = Group.CLOSING
    only_opens = (
        "尚未办结的需求；导入时新填的开立为需求，未填的不会因此办结",
        "the needs that are running; an import opens what is new here, and closes nothing that is left out",
    )
    return [
        Column("careNeeds", group, "关爱服务需求", "关爱服务需求", cells.TEXT, S, width=24),
        Column("needs", group, "关爱服务需求清单", "关爱服务需求清单", cells.NEEDS, S, False, True, 24, *only_opens),
        Column("notes", group, "其他说明情况", "其他说明情况", cells.TEXT, S, width=24),
        Column("filedBy", group, "建档人签名", "建档人签名", cells.NAME, P),
        Column("filedOn", group, "建档时间", "建档时间", cells.DAY, N, width=13),
    ]


COLUMNS: tuple[Column, ...] = (
    *_child(),
    *_parent("father", Group.FATHER),
    *_parent("mother", Group.MOTHER),
    *_household(),
    *_people(),
    *_visits(),
    *_closing(),
)
BY_KEY = {column.key: column for column in COLUMNS}
