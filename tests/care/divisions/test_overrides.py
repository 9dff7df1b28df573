from datetime import date

import pytest

from care.divisions.overrides import ZONES, read_overrides
from records.codes import AdminLevel


def text(code: int = 350128000000, level: str = "SPECIAL_ZONE", reports_to: int = 350000000000) -> str:
    return f'[[zone]]\ncode = {code}\nname = "区"\nlevel = "{level}"\nreports_to = {reports_to}\nsource = "s"\n'


def test_the_shipped_file_sends_pingtan_to_the_province() -> None:
    assert list(ZONES) == [350128000000]
    pingtan = ZONES[350128000000]
    assert (pingtan.name, pingtan.level, pingtan.reports_to) == (
        "平潭综合实验区",
        AdminLevel.SPECIAL_ZONE,
        350000000000,
    )
    assert "闽民童〔2024〕33号" in pingtan.source


def test_reads_first_and_last_days() -> None:
    found = read_overrides("[[dated]]\ncode = 653228000000\nvalid_from = 2024-12-27\nvalid_to = 2030-01-01\n")
    assert found.dated[653228000000] == (date(2024, 12, 27), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (text(code=350100000000), "not the code of a county"),
        (text(code=350128100000), "not the code of a county"),
        (text(level="TOWNSHIP"), "wrong level"),
        (text(reports_to=350102000000), "a province or a prefecture only"),
        (text(reports_to=360000000000), "within its own province only"),
    ],
)
def test_refuses_a_zone_that_would_break_the_tree(wrong: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_overrides(wrong)
