"""What the published lists do not say: counties that report elsewhere, and days on which places began or ended."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from care.divisions.digits import around, level_by_digits
from records.codes import AdminLevel

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Zone:
    """A county that does not report to the prefecture its digits name.

    Only counties: the level columns county and township of the tables are computed from the digits.
    """

    code: int
    name: str
    level: AdminLevel
    reports_to: int
    source: str

    def __post_init__(self) -> None:
        """Refuse a zone that would make the tree or the level columns wrong."""
        if level_by_digits(self.code) is not AdminLevel.COUNTY:
            raise ValueError(f"{self.code} 不是县级代码 / is not the code of a county")
        if self.level not in {AdminLevel.SPECIAL_ZONE, AdminLevel.COUNTY}:
            raise ValueError(f"{self.code}: 层级有误 / wrong level {self.level}")
        if level_by_digits(self.reports_to) not in {AdminLevel.PROVINCE, AdminLevel.PREFECTURE}:
            raise ValueError(f"{self.code}: 只能向省或市报告 / can report to a province or a prefecture only")
        if around(self.reports_to, AdminLevel.PROVINCE) != around(self.code, AdminLevel.PROVINCE):
            raise ValueError(f"{self.code}: 只能在本省内报告 / can report within its own province only")


class Validity(NamedTuple):
    """When a place exists: from the first day, up to but not including `until`; None = not known."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Overrides:
    """The override file, by division code."""

    zones: Mapping[int, Zone]
    dated: Mapping[int, Validity]


def read_overrides(text: str) -> Overrides:
    """Read the text of an override file; raises ValueError (also for bad TOML) and KeyError for a missing member."""
    found = tomllib.loads(text)
    zones = [_zone(entry) for entry in found.get("zone", [])]
    dated = {
        entry["code"]: Validity(entry.get("valid_from"), entry.get("valid_to")) for entry in found.get("dated", [])
    }
    return Overrides(MappingProxyType({zone.code: zone for zone in zones}), MappingProxyType(dated))


def _zone(entry: Mapping[str, Any]) -> Zone:
    return Zone(entry["code"], entry["name"], AdminLevel[entry["level"]], entry["reports_to"], entry["source"])


OVERRIDES = read_overrides((DATA / "overrides.toml").read_text(encoding="utf-8"))
ZONES = OVERRIDES.zones
