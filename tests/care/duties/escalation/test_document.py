"""The table of the guide says what the platform's defaults are."""

import re

from care.duties.escalation.ladder import KEYS
from care.rulebooks.library import packaged
from care.rulebooks.values import Amount
from records.codes import AdminLevel
from tests.support.children import ROOT

LEVELS = (AdminLevel.VILLAGE, AdminLevel.TOWNSHIP, AdminLevel.COUNTY, AdminLevel.PREFECTURE, AdminLevel.PROVINCE)


def defaults() -> dict[str, list[str]]:
    shipped = packaged().defaults
    assert shipped is not None
    found = {key: ["–"] * len(LEVELS) for key in KEYS.values()}
    for rule in shipped.rules:
        if rule.key in found:
            assert isinstance(rule.value, Amount)
            found[rule.key][LEVELS.index(AdminLevel[rule.case or ""])] = str(rule.value.number)
    return found


def test_the_guide_has_each_clock_with_its_times() -> None:
    lines = re.findall(r"^\| [^|]*, (hours|days)[^|]*\| `(escalation\.\w+)` \|(.*)\|$", _guide(), re.MULTILINE)
    assert {key: [one.strip() for one in times.split("|")] for _, key, times in lines} == defaults()
    assert len(lines) == len(KEYS)


def test_the_guide_names_the_unit_of_each_clock() -> None:
    shipped = packaged().defaults
    assert shipped is not None
    units = {rule.key: f"{rule.value.unit}s" for rule in shipped.rules if isinstance(rule.value, Amount)}
    for unit, key in re.findall(r"^\| [^|]*, (hours|days)[^|]*\| `(escalation\.\w+)`", _guide(), re.MULTILINE):
        assert units[key] == unit


def _guide() -> str:
    return (ROOT / "docs" / "escalation.md").read_text(encoding="utf-8")
