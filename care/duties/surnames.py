"""Surnames that are read otherwise than the character is in ordinary words; toneless, the usual reading first."""

from typing import Final

# Characters not listed here are read as a surname like anywhere else.
SINGLE: Final = {
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "解": ("xie",),
    "查": ("zha",),
    "区": ("ou",),
    "朴": ("piao",),
    "盖": ("ge",),
    "翟": ("zhai", "di"),
    "覃": ("qin", "tan"),
    "缪": ("miao",),
    "繁": ("po",),
    "折": ("she",),
    "黑": ("he",),
    "秘": ("bi",),
    "种": ("chong",),
    "员": ("yun",),
    "召": ("shao",),
    "乐": ("yue", "le"),
    "薄": ("bo",),
    "卜": ("bu",),
    "祭": ("zhai",),
    "隗": ("wei", "kui"),
    "乜": ("nie",),
    "藏": ("zang",),
    "郇": ("xun", "huan"),
    "谌": ("chen", "shen"),
    "粘": ("nian",),
    "佴": ("nai",),
    "句": ("gou",),
    "洗": ("xian",),
    "么": ("yao",),
    "阚": ("kan",),
    "牟": ("mu", "mou"),
}

COMPOUND: Final = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "乐正": ("yue", "zheng"),
}
