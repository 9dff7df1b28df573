"""What an editor of rulebooks may not save (scenarios, SX04)."""

from pathlib import Path

import pytest

from api.cli.rulebook_change import apply, plan
from care.rulebooks.library import JURISDICTIONS
from records.codes import Role
from tests.care.rulebooks.texts import rule
from tests.scenarios.conftest import Stage
from tests.support.places import MASTER_KEY


async def test_sx04_a_key_interval_of_three_months_is_rejected(
    scene: Stage, theatre_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = scene("shanxi")
    text = (JURISDICTIONS / "shanxi.toml").read_text()
    file = tmp_path / "shanxi.toml"
    for name, value in {"DATABASE_URL": theatre_url, "MASTER_KEY": MASTER_KEY.hex(), "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"TONGHU_{name}", value)
    file.write_text(text + rule("visit.key.maxInterval", "3", 'unit = "month"', "第五条"))
    for command in (plan, apply):
        assert await command("shanxi", file) == 1
        told = capsys.readouterr().err
        assert "NOT_RAISED" in told
        assert "3 个月 必须短于 3 个月" in told
        assert "第五条" in told
    file.write_text(text + rule("visit.key.maxInterval", "2", 'unit = "month"', "第五条"))
    assert await apply("shanxi", file) == 0
    asked = "query($on: Date) { rulebook(on: $on) { rules { key value citation } } }"
    rules = (await here.ask(asked, Role.COUNTY_OFFICER, on="2026-03-20"))["rulebook"]["rules"]
    (key,) = (one for one in rules if one["key"] == "visit.key.maxInterval")
    assert (key["value"], key["citation"][-3:]) == ("2", "第五条")
