r"""The form of the shipped file: one line per place in the order of the codes, compressed with bzip2.

A line is `name` or `head\tname`. The head is a mark (level and source, see MARKS; a village of the usual source has
none) and the place's own number among its siblings, left out when it is one more than the sibling's before. So most
villages are just their names: a quarter of a megabyte for 74,000 places, two thirds of their size as CSV under xz.
"""

from collections.abc import Iterable, Iterator

from care.divisions.digits import SIZES, WIDER, level_by_digits, parent_by_digits
from care.divisions.sources import Source
from records.codes import AdminLevel

FORM = "tonghu divisions 1"
MARKS = {
    "P": (AdminLevel.PROVINCE, Source.MCA_2025_01),
    "Q": (AdminLevel.PROVINCE, Source.GB_T_2260),
    "C": (AdminLevel.PREFECTURE, Source.MCA_2025_01),
    "G": (AdminLevel.PREFECTURE, Source.NBS_2023_06_30_STATISTICAL),
    "D": (AdminLevel.COUNTY, Source.MCA_2025_01),
    "Z": (AdminLevel.COUNTY, Source.NBS_2023_06_30_STATISTICAL),
    "T": (AdminLevel.TOWNSHIP, Source.NBS_2023_06_30),
    "": (AdminLevel.VILLAGE, Source.NBS_2023_06_30),
}
Place = tuple[int, AdminLevel, str, Source]  # code, level by digits, name, source

_MARK_OF = {meaning: mark for mark, meaning in MARKS.items()}
_LEVELS = list(SIZES)


def pack(places: Iterable[Place]) -> str:
    """Write places as the text of the file.

    Raises ValueError when codes do not rise, a place has no parent, a name is empty or holds white space, or a level
    and its source have no mark.
    """
    lines, seen, last = [FORM], set[int](), dict.fromkeys(SIZES, 0)
    before = 0
    for code, level, name, source in places:
        parent = parent_by_digits(code)
        if code <= before or level is not level_by_digits(code) or (parent is not None and parent not in seen):
            raise ValueError(f"{code} {name}: out of order, of another level, or without its parent {parent}")
        if not name or name != "".join(name.split()):
            raise ValueError(f"{code}: bad name {name!r}")
        head = _MARK_OF.get((level, source))
        if head is None:
            raise ValueError(f"{code}: no mark for {level} from {source}")
        if code != last[level] + SIZES[level]:
            head += str((code - (parent or 0)) // SIZES[level])
        lines.append(f"{head}\t{name}" if head else name)
        for narrower in _LEVELS[_LEVELS.index(level) :]:
            last[narrower] = code
        seen.add(code)
        before = code
    return "\n".join(lines) + "\n"


def unpack(text: str) -> Iterator[Place]:
    """Read the text of the file; raises ValueError for another form, KeyError for an unknown mark."""
    lines = iter(text.splitlines())
    if next(lines, None) != FORM:
        raise ValueError(f"不是“{FORM}”格式的文件 / not a file of the form {FORM!r}")
    last = dict.fromkeys(SIZES, 0)
    village, usual = MARKS[""]
    for line in lines:
        head, _, name = line.rpartition("\t")
        if not head:
            last[village] += 1
            yield last[village], village, name, usual
            continue
        mark, number = ("", head) if head[0].isdigit() else (head[0], head[1:])
        level, source = MARKS[mark]
        size = SIZES[level]
        if number:
            wider = WIDER.get(level)
            around = last[level] // wider * wider if wider else 0
            code = around + int(number) * size
        else:
            code = last[level] + size
        for narrower in _LEVELS[_LEVELS.index(level) :]:
            last[narrower] = code
        yield code, level, name, source
