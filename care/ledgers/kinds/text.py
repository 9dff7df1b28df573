"""Texts and names: what people type, brought to one form without changing what it says."""

import re
from functools import partial

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_INVISIBLE = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF]
)
EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_SPACES = re.compile(r"[\s\u3000]+")
# Between Han characters a blank is only lay-out (张 三); between Latin words it belongs to the name.
_LAYOUT = re.compile(r"(?<=[\u2E80-\u9FFF\U00020000-\U0003FFFF])[\s\u3000]+(?=[\u2E80-\u9FFF\U00020000-\U0003FFFF])")
_DOTS = re.compile(r"\s*[·•‧∙⋅・･．.●﹒᛫]\s*")
_UNREADABLE = re.compile(r"[?？□\uFFFD\uE000-\uF8FF\U000F0000-\U0010FFFF]")
_DIGIT = re.compile(r"\d")
DOT = "·"


def half_width(text: str) -> str:
    """Turn full-width ASCII into half-width; other characters stay (NFKC would change rare Han characters)."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def clean(raw: Raw) -> str:
    """Give a cell's text without invisible characters and outer blanks, numbers as shown. Raises CellError."""
    if isinstance(raw, str):
        text = raw if raw.isprintable() else raw.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
        text = text.strip()
        if text[:1] == "#" and text in EXCEL_ERRORS:
            raise CellError(FaultCode.CELL_ERROR, value=text)
        return text
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise CellError(FaultCode.WRONG_TYPE)
    return str(int(raw)) if raw == int(raw) else repr(raw)


def compact(raw: Raw) -> str:
    """Give a code, number or date as typed, half-width and without any blanks. Raises CellError."""
    if isinstance(raw, str) and raw.isascii() and raw.isalnum():
        return raw
    return _SPACES.sub("", half_width(clean(raw))).lstrip("'")


def _text(raw: Raw, _: Setting, *, limit: int) -> str | None:
    text = clean(raw)
    if len(text) > limit:
        raise CellError(FaultCode.TOO_LONG, limit=limit)
    return text or None


def text_kind(limit: int = 2000) -> Kind:
    """Make the kind of a free text of at most so many characters."""
    return Kind("text", partial(_text, limit=limit), str, f"文字，不超过{limit}字", f"text, at most {limit} characters")


def _name(raw: Raw, setting: Setting, *, limit: int) -> str | None:
    text = clean(raw)
    if text.isalpha() and len(text) <= limit:
        return text
    text = tidy_name(text)
    if not text:
        return None
    if len(text) > limit:
        raise CellError(FaultCode.TOO_LONG, limit=limit)
    if _UNREADABLE.search(text):
        setting.warn(FaultCode.NAME_UNREADABLE)
    elif _DIGIT.search(text) or not any(map(_letter, text)):
        raise CellError(FaultCode.NAME_INVALID)
    return text


def _letter(char: str) -> bool:
    # The newest Han extensions are letters before Python's own table knows them.
    return char.isalpha() or 0x20000 <= ord(char) <= 0x3FFFF


def tidy_name(text: str) -> str:
    """Bring a name to one form: no lay-out blanks, and the middle dot of minority names as U+00B7."""
    text = _LAYOUT.sub("", _SPACES.sub(" ", text))
    return _DOTS.sub(DOT, text).strip(" " + DOT)


def name_kind(limit: int = 60) -> Kind:
    """Make the kind of a person's name."""
    return Kind(
        "name",
        partial(_name, limit=limit),
        str,
        "姓名；少数民族姓名用间隔号“·”，生僻字请照录",
        "a name; minority names with the middle dot ·, rare characters as they are",
    )


_IN_ORDER = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 "
    "塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)  # GB/T 3304-1991, in the standard's order
ETHNICITIES = tuple(f"{one}族" for one in _IN_ORDER.split())
_KNOWN = frozenset(ETHNICITIES)


def _ethnicity(raw: Raw, setting: Setting) -> str | None:
    text = _SPACES.sub("", clean(raw))
    if text in _KNOWN or not text:
        return text or None
    if f"{text}族" in _KNOWN:
        return f"{text}族"
    if len(text) > 20:
        raise CellError(FaultCode.TOO_LONG, limit=20)
    setting.warn(FaultCode.ETHNICITY_UNKNOWN)
    return text


_ETHNICITY_GUIDE = "民族名称，如：汉族、畲族", "an ethnic group of GB/T 3304, such as 汉族"


def ethnicity_kind() -> Kind:
    """Make the kind of an ethnic group (GB/T 3304); what is not in the list is kept with a warning."""
    return Kind("ethnicity", _ethnicity, str, *_ETHNICITY_GUIDE, repeats=True)
