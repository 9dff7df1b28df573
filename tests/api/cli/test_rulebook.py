"""The law at the command line: checked, shown, compared."""

from datetime import date
from pathlib import Path

import pytest

from api.cli.rulebook import check, diff, show
from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.rulebooks.library import JURISDICTIONS
from tenants.errors import TenancyError
from tenants.house import House
from tenants.registry import Tenant
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN
from tests.support.places import MASTER_KEY, NOW

SHANGRI_LA, GULOU = 533401000000, 350102000000
LOW = 'unit = "month"\nfor = ["LOW"]'


def put(folder: Path, text: str, name: str = "county.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_files_have_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    told = capsys.readouterr().out
    assert "香格里拉市 shangri-la" in told
    assert "没有问题" in told


def test_a_county_that_is_stricter_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = put(tmp_path, layer(rule("visit.household.maxInterval", "2", LOW), division=GULOU))
    assert check(file) == 0
    assert "1 条规则" in capsys.readouterr().out


def test_a_county_that_relaxes_is_refused_with_both_citations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(tmp_path, layer(rule("visit.household.maxInterval", "6", LOW), division=GULOU))
    assert check(file) == 1
    told = capsys.readouterr().err
    for part in (
        "RULE_RELAXATION",
        "闽民童〔2024〕33号第三部分第4项",
        "made-up〔2026〕1号第一条",
        "6 months",
        "1 quarter",
    ):
        assert part in told


def test_every_error_of_a_file_is_told_with_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = put(tmp_path, layer(rule("no.such.key", "1", "colour = 1"), rule("keyReasons", '["NOBODY"]')))
    assert check(file) == 1
    told = capsys.readouterr().err
    for part in ("rule[0].key", "rule[0].colour", "rule[1].value", "NOBODY"):
        assert part in told


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    assert check(tmp_path / "missing.toml") == 1
    assert diff(binary, binary) == 1
    told = capsys.readouterr().err
    assert "missing.toml" in told
    assert "binary.toml" in told


async def test_shows_the_rules_of_a_place_in_chinese_with_citations(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert await show(SHANGRI_LA, on=date(2026, 11, 5)) == 0
    told = capsys.readouterr().out
    for part in (
        "云南省 → 迪庆藏族自治州 → 香格里拉市",
        "联系间隔",
        "1 个月",
        "香民发〔2024〕13号第二部分第5项",
        "依据已到期",
        "公安机关",
    ):
        assert part in told
    assert await show(220000000000, on=date(2026, 3, 20)) == 0
    told = capsys.readouterr().out
    assert "第9项第二句以后缺失" in told
    assert "入户走访间隔（最长）（监护情况较好）" in told
    assert await show(12) == 1
    assert "12" in capsys.readouterr().err


async def test_shows_the_law_that_a_tenant_has_applied(
    house: House,
    fujian: Tenant,
    fresh_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = layer(rule("contact.maxInterval", "2", 'unit = "month"'), place="gulou", division=GULOU)
    async with house.work(fujian, scope=ADMIN.scope) as work:
        await apply_rulebook(work, ADMIN, ApplyRulebook(("gulou.toml", text)))
    for name, value in {"DATABASE_URL": fresh_url, "MASTER_KEY": MASTER_KEY.hex(), "NOW": NOW.isoformat()}.items():
        monkeypatch.setenv(f"TONGHU_{name}", value)
    monkeypatch.setenv("COLUMNS", "200")
    assert await show(GULOU, tenant="fujian") == 0
    told = capsys.readouterr().out
    for part in ("2026-11-22", "福建省 → 某地", "2 个月", "gulou〔2026〕1号第一条"):
        assert part in told
    assert await show(GULOU) == 0
    assert "某地" not in capsys.readouterr().out
    with pytest.raises(TenancyError, match="nowhere"):
        await show(GULOU, tenant="nowhere")


def test_a_difference_tells_its_direction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    before = [
        rule("contact.maxInterval", "1", 'unit = "month"'),
        rule("visit.household.maxInterval", "3", 'unit = "month"'),
        rule("emergency.recipients", '["POLICE"]'),
        rule("leftBehind.excluded", '["ABROAD"]'),
        rule("care.schoolCopy", "true"),
        rule("care.filed", "true"),
        rule("system.name", '["NATIONAL_CHILD_WELFARE"]'),
    ]
    after = [
        rule("contact.maxInterval", "2", 'unit = "month"'),
        rule("visit.household.maxInterval", "1", 'unit = "quarter"', article="第二条"),
        rule("emergency.recipients", '["POLICE", "HEALTH"]'),
        rule("leftBehind.excluded", '["ABROAD", "SAME_CITY_CORE"]'),
        rule("care.filed", "true"),
        rule("care.witness", '["VILLAGE_COMMITTEE"]'),
        rule("system.name", '["NATIONAL_THREE_LEFT_BEHIND"]'),
    ]
    old, new = put(tmp_path, layer(*before), "old.toml"), put(tmp_path, layer(*after), "new.toml")
    assert diff(old, new) == 0
    told = {
        line.split()[2]: line.split()[1]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith((" 更", " 变更", " 新", " 删"))
    }
    assert told == {
        "联系间隔（最长）": "looser",
        "入户走访间隔（最长）": "other",
        "紧急情形报告对象": "stricter",
        "不计入的情形": "looser",
        "抄送学校（幼儿园）": "removed",
        "见证签订": "added",
        "信息系统": "other",
    }
    assert diff(old, old) == 0
    assert "没有差别" in capsys.readouterr().out


def test_a_shipped_file_differs_in_nothing_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for file in sorted(JURISDICTIONS.glob("*.toml")):
        assert diff(file, file) == 0
    assert "更宽" not in capsys.readouterr().out
