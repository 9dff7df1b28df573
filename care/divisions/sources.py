"""Where a row of the tree comes from; data/NOTICE.md tells more about each."""

from enum import StrEnum


class Source(StrEnum):
    """The publication a division is taken from; the date is the state it shows, not the day the place began."""

    MCA_2025_01 = "MCA_2025_01"  # Ministry of Civil Affairs: legal provinces, prefectures, counties
    NBS_2023_06_30 = "NBS_2023_06_30"  # National Bureau of Statistics: townships and villages
    # Rows that statistics use and the law does not know: development zones with townships of their own at the place of
    # a county, and the groups 市辖区, 县, 省直辖县级行政区划 at the place of a prefecture.
    NBS_2023_06_30_STATISTICAL = "NBS_2023_06_30_STATISTICAL"
    GB_T_2260 = "GB_T_2260"  # the national standard: Taiwan, Hong Kong and Macao, listed as provinces only


STATISTICAL = frozenset({Source.NBS_2023_06_30_STATISTICAL})
