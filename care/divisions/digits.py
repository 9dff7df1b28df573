"""What the digits of a division code say: its level, the place around it and the codes inside it.

12 digits: province 2, prefecture 2, county 2, township 3, village 3 (GB/T 2260, GB/T 10114 and the rules of the
statistical division codes); unused places are zero.
"""

from records.codes import AdminLevel

SIZES = {
    AdminLevel.PROVINCE: 10_000_000_000,
    AdminLevel.PREFECTURE: 100_000_000,
    AdminLevel.COUNTY: 1_000_000,
    AdminLevel.TOWNSHIP: 1_000,
    AdminLevel.VILLAGE: 1,
}
WIDER = {
    AdminLevel.PREFECTURE: SIZES[AdminLevel.PROVINCE],
    AdminLevel.COUNTY: SIZES[AdminLevel.PREFECTURE],
    AdminLevel.TOWNSHIP: SIZES[AdminLevel.COUNTY],
    AdminLevel.VILLAGE: SIZES[AdminLevel.TOWNSHIP],
}
FIRST, LAST = 110_000_000_000, 899_999_999_999


def level_by_digits(code: int) -> AdminLevel:
    """Tell the level that the code's zeros show; raises ValueError for a number that is no division code."""
    if FIRST <= code <= LAST:
        for level, size in SIZES.items():
            if code % size == 0:
                return level
    raise ValueError(f"{code} 不是12位行政区划代码 / {code} is not a division code of 12 digits")


def around(code: int, level: AdminLevel) -> int:
    """Give the code of the place of that level which the code lies in by its digits."""
    return code // SIZES[level] * SIZES[level]


def parent_by_digits(code: int) -> int | None:
    """Give the code of the place one level up by the digits, None for a province."""
    size = WIDER.get(level_by_digits(code))
    return None if size is None else code // size * size


def span(code: int) -> tuple[int, int]:
    """Give the codes inside a place by its digits, as [first, first outside)."""
    return code, code + SIZES[level_by_digits(code)]
