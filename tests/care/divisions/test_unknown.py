from typing import Protocol

import asyncpg
import pytest

from care.divisions.unknown import UnknownPlaceError, accept, accept_all

FUJIAN = 350000000000
ROWS = [
    (350000000000, "福建省", "PROVINCE", None, None),
    (350100000000, "福州市", "PREFECTURE", 350000000000, 350000000000),
    (350102000000, "鼓楼区", "COUNTY", 350100000000, 350100000000),
    (350102001000, "鼓东街道", "TOWNSHIP", 350102000000, 350102000000),
    (350102001012, "中山社区", "VILLAGE", 350102001000, 350102001000),
    (350128000000, "平潭综合实验区", "SPECIAL_ZONE", 350100000000, 350000000000),
    (350128100000, "苏平镇", "TOWNSHIP", 350128000000, 350128000000),
    (530000000000, "云南省", "PROVINCE", None, None),
    (530102000000, "五华区", "COUNTY", 530100000000, 530100000000),
    (530102001000, "华山街道", "TOWNSHIP", 530102000000, 530102000000),
]


class Work(Protocol):
    @property
    def connection(self) -> asyncpg.Connection: ...


@pytest.fixture
async def work(platform_work: Work) -> Work:
    await platform_work.connection.executemany(
        "INSERT INTO platform.divisions VALUES ($1, $2, $3, $4, $5, NULL, NULL, 'MCA_2025_01', true)", ROWS
    )
    return platform_work


async def stored(work: Work) -> list[int]:
    return [row["code"] for row in await work.connection.fetch("SELECT code FROM platform.divisions ORDER BY code")]


async def test_a_new_village_of_a_known_township_is_kept_and_marked(work: Work) -> None:
    assert await accept(work, 350102001099, " 新 村委会\n", "ledger:fujian", province=FUJIAN)
    row = await work.connection.fetchrow("SELECT * FROM platform.divisions WHERE code = 350102001099")
    assert dict(row) == {
        "code": 350102001099,
        "name": "新 村委会",
        "level": "VILLAGE",
        "parent": 350102001000,
        "reports_to": 350102001000,
        "valid_from": None,
        "valid_to": None,
        "source": "ledger:fujian",
        "verified": False,
    }


async def test_a_village_met_twice_is_new_once_and_keeps_its_first_name(work: Work) -> None:
    assert await accept(work, 350102001099, "新村", "ledger:fujian", province=FUJIAN)
    assert not await accept(work, 350102001099, "别名", "ledger:fujian", province=FUJIAN)
    name = await work.connection.fetchval("SELECT name FROM platform.divisions WHERE code = 350102001099")
    assert name == "新村"


async def test_a_new_village_of_pingtan_is_kept(work: Work) -> None:
    assert await accept(work, 350128100299, "新村", "ledger:fujian", province=FUJIAN)


@pytest.mark.parametrize("code", [350102001012, 350102001000, 350128000000, 350100000000, 350000000000])
async def test_known_places_of_the_province_need_nothing(work: Work, code: int) -> None:
    before = await stored(work)
    assert not await accept(work, code, "", "ledger:fujian", province=FUJIAN)
    assert await stored(work) == before


@pytest.mark.parametrize(
    ("code", "name", "zh", "en"),
    [
        (350102002001, "村", "350102002001所属的乡镇（街道）350102002000不存在", "350102002000, which does not exist"),
        (350103001001, "村", "所属的乡镇（街道）350103001000不存在", "350103001000, which does not exist"),
        (350102000001, "村", "所属的乡镇（街道）350102000000不存在", "350102000000, which does not exist"),
        (350102009000, "镇", "没有代码为350102009000的乡镇（街道）", "no township has the code 350102009000"),
        (350199000000, "县", "没有代码为350199000000的县", "no county has the code 350199000000"),
        (350900000000, "市", "没有代码为350900000000的设区的市", "no prefecture has the code 350900000000"),
        (530102001099, "村", "530102001099不在本省（350000000000）", "does not lie in the province 350000000000"),
        (530102001000, "镇", "不在本省", "does not lie in the province"),
        (3501020010, "村", "3501020010不是12位行政区划代码", "3501020010 is not a division code"),
        (350102001099, " \n", "新的村（居）350102001099缺少名称", "350102001099 has no name"),
    ],
)
async def test_refuses_every_other_code_with_its_reason(work: Work, code: int, name: str, zh: str, en: str) -> None:
    before = await stored(work)
    with pytest.raises(UnknownPlaceError) as refusal:
        await accept(work, code, name, "ledger:fujian", province=FUJIAN)
    assert zh in refusal.value.zh
    assert en in refusal.value.en
    assert str(refusal.value) == f"{refusal.value.zh} / {refusal.value.en}"
    assert refusal.value.code == code
    assert await stored(work) == before


async def test_a_batch_tells_new_villages_and_refusals_apart(work: Work) -> None:
    names = {350102001012: "中山社区", 350102001098: "甲村", 350102001099: "乙村", 350103001001: "丙村", 7: "丁村"}
    outcome = await accept_all(work, names, "ledger:fujian", province=FUJIAN)
    assert outcome.added == {350102001098, 350102001099}
    assert outcome.refused.keys() == {350103001001, 7}
    again = await accept_all(work, names, "ledger:fujian", province=FUJIAN)
    assert again.added == frozenset()
    assert again.refused.keys() == outcome.refused.keys()


async def test_an_empty_batch_is_nothing(work: Work) -> None:
    outcome = await accept_all(work, {}, "ledger:fujian", province=FUJIAN)
    assert (outcome.added, dict(outcome.refused)) == (frozenset(), {})
