"""Whether a note about a child's mind and behaviour tells of anything that asks for more care."""

import re

# What notes say of a child who is well; the ledger form asks for a text on every child (日常心理和行为情况).
_WELL = (
    "心理", "行为", "性格", "情绪", "表现", "状况", "状态", "情况", "日常", "身心", "未发现", "未见", "无", "异常",
    "正常", "良好", "健康", "稳定", "活泼", "开朗", "乐观", "阳光", "积极", "懂事", "礼貌", "外向",
    "问题", "均", "都", "较", "很", "好", "和", "与", "及",
)  # fmt: skip
_NOTHING_ELSE = re.compile(rf"(?:{'|'.join(_WELL)}|[\W_])*+")
# What the rules look for, unless it is denied.
_AMISS = re.compile(r"(?<!无)(?<!未见)(?<!未发现)(?:异常|问题)")


def remarkable(note: str | None) -> bool:
    """Tell whether a note says more than that all is well; whatever is not understood counts as more.

    Key children are those with 心理或行为异常 (晋民函〔2025〕80号, art. 5; 香民发〔2024〕13号, item 5).
    """
    if note is None:
        return False
    return _NOTHING_ELSE.fullmatch(note) is None or _AMISS.search(note) is not None
