"""How Chinese characters are read, with tones: pypinyin's own file, looked up where it lies.

pypinyin makes a dict of its 42,000 texts when it is imported: 11 MB in each process that serves, for the names of a few
children. The file and where each reading begins in it are 1.1 MB, read when the first name comes.
"""

import re
from array import array
from bisect import bisect_left
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ENTRY = re.compile(rb'"(\d+)": "([^"]*)"')  # a code point and its readings, commas between; no escapes


def readings(character: str) -> tuple[str, ...]:
    """Give the readings of a character, the commonest first, such as `("zhòng", "chóng")`; none for what has none."""
    text, points, begins = _table()
    at = bisect_left(points, ord(character))
    if at == len(points) or points[at] != ord(character):
        return ()
    begin = begins[at]
    return tuple(text[begin : text.index(b'"', begin)].decode().split(","))


@cache
def _table() -> tuple[bytes, "array[int]", "array[int]"]:
    """Read the file: its text, the code points in it as they rise, and where the readings of each begin."""
    package = find_spec("pypinyin")
    assert package is not None  # noqa: S101 (a dependency)
    assert package.origin is not None  # noqa: S101 (a package with a file)
    text = Path(package.origin).with_name("pinyin_dict.json").read_bytes()
    points, begins = array("I"), array("I")
    for entry in _ENTRY.finditer(text):
        points.append(int(entry[1]))
        begins.append(entry.start(2))
    return text, points, begins
