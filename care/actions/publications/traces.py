"""Traces of a child in a text that is to be public: what the database knows of it, and what looks like a number or day.

Names are looked for without blanks, dots and widths (`fold`), so that 单 小·明 is found as 单小明. A hit too many costs
the author another word; one too few costs the child its peace: where both are possible, it is refused.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import chain

from care.duties.search_keys import fold, search_keys
from care.ledgers.kinds.text import ETHNICITIES


class Trace(Enum):
    """What gives a child away, in both languages."""

    NAME = "儿童或其亲属、照护人等的姓名", "the name of the child or of somebody close to it"
    STAFF = "当地工作人员的姓名", "the name of somebody who works there"
    PLACE = "乡镇（街道）、村（居）名称", "the name of a township or village"
    ADDRESS = "住址或工作地点", "an address or a place of work"
    ORGANISATION = "学校或其他就近机构的名称", "the name of a school or another organisation nearby"
    NUMBER = "身份证、电话、案号等号码", "a number such as of a resident ID, a phone or a court case"
    BIRTH = "出生年月", "a month of birth"
    DAY = "具体日期", "an exact date"

    @property
    def zh(self) -> str:
        """Give the Chinese words."""
        return self.value[0]

    @property
    def en(self) -> str:
        """Give the English words."""
        return self.value[1]


@dataclass(frozen=True)
class Known:
    """What the database knows near one child: names and texts as they are kept, days of birth.

    `wider` are the names of counties and above, which may be told and are cut from addresses and names of offices.
    """

    names: frozenset[str]
    staff: frozenset[str]
    places: frozenset[str]
    wider: frozenset[str]
    addresses: frozenset[str]
    organisations: frozenset[str]
    births: frozenset[date]


@dataclass(frozen=True)
class Found:
    """One kind of trace and the paragraphs (from 1) that hold it; never the words themselves."""

    trace: Trace
    paragraphs: tuple[int, ...]


def traces(text: str, known: Known) -> list[Found]:
    """Give the kinds of traces in a text with their paragraphs, in the order of `Trace`."""
    hits: dict[Trace, set[int]] = {}
    words = _words(known)
    folded, at = _folded(text)
    for trace, pattern in words.items():
        for hit in pattern.finditer(folded):
            hits.setdefault(trace, set()).add(at[hit.start()])
    for number, paragraph in enumerate(_paragraphs(text), start=1):
        for trace in _shapes(paragraph, known.births):
            hits.setdefault(trace, set()).add(number)
    return [Found(trace, tuple(sorted(hits[trace]))) for trace in Trace if trace in hits]


# ---- names and places

_SHORTEST = 2
# Shorter readings are words of other languages as well.
_SHORTEST_READING = 5
_OF_VILLAGE = "社区居民委员会|社区居委会|居民委员会|村民委员会|居委会|村委会|社区|嘎查|村|屯|寨"
_PEOPLES = "|".join((*ETHNICITIES, "民族"))
_OF_TOWNSHIP = f"街道办事处|街道|(?:{_PEOPLES})*[乡镇]|苏木"
_OF_OFFICE = "完全小学|中心小学|中心校|小学|中学|学校|幼儿园|派出所|卫生院|司法所|敬老院|福利院|儿童之家"
_PLACE_END = re.compile(f"(?:{_OF_VILLAGE}|{_OF_TOWNSHIP})$")
_AFTER_STEM = f"(?:{_OF_VILLAGE}|{_OF_TOWNSHIP}|{_OF_OFFICE})"
# Where a name within an address ends, and what only counts houses.
_ADDRESS_PARTS = re.compile(r"(?<=[路街巷弄道村屯寨区园苑里组])|[0-9]+|[号栋幢座楼层室]|单元")
_SHORTEST_ADDRESS = 3
_SHORTEST_OFFICE = 4


def _words(known: Known) -> dict[Trace, re.Pattern[str]]:
    patterns = {
        Trace.NAME: chain(map(re.escape, _all(_called, known.names)), map(re.escape, _all(_spelt, known.names))),
        Trace.STAFF: map(re.escape, _all(_whole, known.staff)),
        Trace.PLACE: chain.from_iterable(map(_place, known.places)),
        Trace.ADDRESS: (re.escape(part) for one in known.addresses for part in _parts(one, known)),
        Trace.ORGANISATION: (re.escape(name) for one in known.organisations for name in _office(one, known.wider)),
    }
    joined = {trace: "|".join(sorted(set(some), key=len, reverse=True)) for trace, some in patterns.items()}
    return {trace: re.compile(pattern) for trace, pattern in joined.items() if pattern}


def _all(ways: Callable[[str], Iterable[str]], names: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(map(ways, names))


def _whole(name: str) -> Iterator[str]:
    folded = fold(name)
    if len(folded) >= _SHORTEST:
        yield folded


def _called(name: str) -> Iterator[str]:
    """Give how somebody may be called: by the whole name, the given name, or a part between dots."""
    yield from _whole(name)
    folded = fold(name)
    if not folded.isascii():
        yield from (given for given in (folded[1:], folded[2:]) if len(given) >= _SHORTEST)
    parts = [fold(part) for part in re.split(r"[·\s]", name)]
    if len(parts) > 1:
        yield from (part for part in parts if len(part) >= _SHORTEST)


def _spelt(name: str) -> Iterator[str]:
    return (key for key in search_keys(name) if key.isascii() and len(key) >= _SHORTEST_READING)


def _place(name: str) -> Iterator[str]:
    """Give the patterns of a place: its name, and the name's stem before any word for a place or an office there."""
    whole = fold(name)
    yield re.escape(whole)
    stem = _PLACE_END.sub("", whole)
    if len(stem) >= _SHORTEST and stem != whole:
        yield re.escape(stem) + _AFTER_STEM


def _parts(address: str, known: Known) -> Iterator[str]:
    """Give the parts of an address that say more than its county does."""
    left = _without(fold(address), {*known.wider, *known.places})
    yield from (part for part in _ADDRESS_PARTS.split(left) if len(part) >= _SHORTEST_ADDRESS)


def _office(name: str, wider: frozenset[str]) -> Iterator[str]:
    whole = fold(name)
    yield from (one for one in (whole,) if len(one) >= _SHORTEST)
    short = _without(whole, wider)
    if len(short) >= _SHORTEST_OFFICE:
        yield short


def _without(folded: str, names: Iterable[str]) -> str:
    for name in sorted(map(fold, names), key=len, reverse=True):
        folded = folded.replace(name, "0")
    return folded.strip("0")


def _folded(text: str) -> tuple[str, list[int]]:
    """Give the folded text, and for each of its characters the paragraph it stands in."""
    letters: list[str] = []
    at: list[int] = []
    for number, paragraph in enumerate(_paragraphs(text), start=1):
        folded = fold(paragraph)
        letters.append(folded)
        at.extend([number] * len(folded))
    return "".join(letters), at


def _paragraphs(text: str) -> list[str]:
    return text.split("\n")


# ---- shapes

_DIGITS = str.maketrans("〇零○一二三四五六七八九幺", "0001234567891")
_N = "[0-9〇零○一二三四五六七八九十廿卅]"
_YEAR = r"(?<![0-9])((?:19|20)[0-9]{2})"
_DAY = re.compile(
    rf"{_N}{{1,2}}\s*月\s*{_N}{{1,3}}\s*[日号]"
    rf"|(?:[正冬腊]|{_N}{{1,2}})月初{_N}|[正冬腊]月{_N}{{2}}"
    rf"|{_YEAR}\s*[-/.年]\s*[0-9]{{1,2}}\s*[-/.月]\s*[0-9]{{1,2}}(?![0-9])"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_MONTHS = {
    word: number
    for number, word in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], start=1)
}
_MONTH = re.compile(rf"((?:19|20)[0-9]{{2}}|{_N}{{4}})\s*[-/.年]\s*([0-9]{{1,2}}|{_N}{{1,2}})(?![0-9])")
# From one year to another: the one run of eight digits that texts are full of.
_YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}\s*[-—~至]+\s*(?:19|20)[0-9]{2}(?![0-9])")
# As long as a phone number without its area code; masked, with some digits left; or the number of a court case.
_NUMBER = re.compile(
    r"[0-9](?:[\s-]?[0-9]){6,}"
    r"|[0-9]{3,}[*×xX]{3,}|[*×xX]{4,}[0-9]{2,}"
    r"|[(〔\[][0-9]{4}[)〕\]]\S{0,8}?(?:民|刑|行|执|赔|保)\S{0,10}?号"
)


def _shapes(paragraph: str, births: frozenset[date]) -> Iterator[Trace]:
    plain = "".join(one for one in unicodedata.normalize("NFKC", paragraph) if unicodedata.category(one) != "Cf")
    if _DAY.search(plain):
        yield Trace.DAY
    if any((year, month) in {(day.year, day.month) for day in births} for year, month in _months(plain)):
        yield Trace.BIRTH
    left = _YEARS.sub(" ", _DAY.sub("日", plain)).translate(_DIGITS)
    if _NUMBER.search(left):
        yield Trace.NUMBER


def _months(plain: str) -> Iterator[tuple[int, int]]:
    for year, month in _MONTH.findall(plain):
        of = int(month) if month.isdecimal() else _MONTHS.get(month)
        written = year.translate(_DIGITS)
        if of is not None and written.isdecimal():
            yield int(written), of
