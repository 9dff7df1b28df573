import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.divisions.digits import level_by_digits, parent_by_digits
from care.divisions.packed import FORM, MARKS, Place, pack, unpack
from care.divisions.sources import Source
from records.codes import AdminLevel

SOURCES = {level: [source for at, source in MARKS.values() if at is level] for level, _ in MARKS.values()}
NAMES = st.text(alphabet="东西南北村委会社区𠮷䶮A1·", min_size=1, max_size=6)


@st.composite
def trees(draw: st.DrawFn) -> list[Place]:
    villages = draw(st.lists(st.integers(110_000_000_000, 899_999_999_999), max_size=12))
    codes: set[int] = set()
    for village in villages:
        at: int | None = village
        while at is not None:
            codes.add(at)
            at = parent_by_digits(at)
    return [
        (code, level, draw(NAMES), draw(st.sampled_from(SOURCES[level])))
        for code in sorted(codes)
        for level in [level_by_digits(code)]
    ]


@given(trees())
def test_unpacking_gives_back_what_was_packed(tree: list[Place]) -> None:
    assert list(unpack(pack(tree))) == tree


def test_a_sibling_that_follows_needs_its_name_alone() -> None:
    usual = Source.NBS_2023_06_30
    tree: list[Place] = [
        (350000000000, AdminLevel.PROVINCE, "甲省", Source.MCA_2025_01),
        (350100000000, AdminLevel.PREFECTURE, "乙市", Source.MCA_2025_01),
        (350101000000, AdminLevel.COUNTY, "丙县", Source.MCA_2025_01),
        (350101100000, AdminLevel.TOWNSHIP, "丁镇", usual),
        (350101100201, AdminLevel.VILLAGE, "戊村", usual),
        (350101100202, AdminLevel.VILLAGE, "己村", usual),
    ]
    assert pack(tree) == f"{FORM}\nP35\t甲省\nC\t乙市\nD\t丙县\nT100\t丁镇\n201\t戊村\n己村\n"


PROVINCE: Place = (350000000000, AdminLevel.PROVINCE, "甲省", Source.MCA_2025_01)


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ([PROVINCE, PROVINCE], "out of order"),
        ([(350100000000, AdminLevel.PREFECTURE, "乙市", Source.MCA_2025_01)], "without its parent"),
        ([(350000000000, AdminLevel.COUNTY, "甲省", Source.MCA_2025_01)], "of another level"),
        ([(350000000000, AdminLevel.PROVINCE, "甲\t省", Source.MCA_2025_01)], "bad name"),
        ([(350000000000, AdminLevel.PROVINCE, "", Source.MCA_2025_01)], "bad name"),
        ([(350000000000, AdminLevel.PROVINCE, "甲省", Source.NBS_2023_06_30)], "no mark"),
    ],
)
def test_refuses_to_pack_what_could_not_be_read_back(tree: list[Place], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pack(tree)


@pytest.mark.parametrize("text", ["", "something else\nP35\t甲省\n"])
def test_refuses_a_file_of_another_form(text: str) -> None:
    with pytest.raises(ValueError, match="not a file of the form"):
        list(unpack(text))
