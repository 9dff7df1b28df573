"""Where the demo's provinces have their county: real places, synthetic people."""

from dataclasses import dataclass
from functools import cached_property

from care.divisions.table import children
from care.divisions.tree import prefecture_of

TOWNSHIPS = 3
VILLAGES = 4


@dataclass(frozen=True)
class Place:
    """A county of a demo tenant; `label` is what subjects carry after the @."""

    tenant: str
    label: str
    county: int

    @cached_property
    def townships(self) -> list[int]:
        """The county's first townships."""
        return [place.code for place in children(self.county)][:TOWNSHIPS]

    @cached_property
    def villages(self) -> list[int]:
        """The first villages of each of the townships."""
        return [place.code for township in self.townships for place in list(children(township))[:VILLAGES]]

    @property
    def province(self) -> int:
        """The province's code."""
        return self.county // 10**10 * 10**10

    @property
    def prefecture(self) -> int:
        """The prefecture the county reports to."""
        found = prefecture_of(self.county)
        if found is None:
            raise ValueError(f"{self.county} reports to no prefecture")
        return found


PLACES = (
    Place("shanxi", "shanxi", 141124000000),  # 临县
    Place("yunnan", "yunnan", 530624000000),  # 大关县
    Place("yunnan", "shangri-la", 533401000000),  # 香格里拉市
    Place("jilin", "jilin", 220322000000),  # 梨树县
    Place("fujian", "fujian", 350125000000),  # 永泰县
)
