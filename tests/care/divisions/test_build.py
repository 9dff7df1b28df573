import bz2
import csv
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from care.divisions.build import LEGAL, STATISTICS, build
from care.divisions.extract import places
from care.divisions.packed import pack, unpack
from care.divisions.sources import Source
from care.divisions.table import FILE
from records.codes import AdminLevel

LEGAL_FILES = {
    "code/provinces.json": json.dumps([{"c": 23, "n": "黑龙江省"}, {"c": 35, "n": "福建省"}, {"c": 44, "n": "广东省"}]),
    "code/cities.json": json.dumps(
        [
            {"c": "2327", "n": "大兴安岭地区", "p": "23"},
            {"c": "3501", "n": "福州市", "p": "35"},
            {"c": "3590", "n": "省直辖", "p": "35"},
            {"c": "4419", "n": "东莞市", "p": "44"},
        ]
    ),
    "code/counties.json": json.dumps(
        [
            {"c": "232761", "n": "加格达奇区", "cc": "232700"},
            {"c": "350102", "n": "鼓楼区", "cc": "3501"},
            {"c": "359001", "n": "某市", "cc": "3590"},
            {"c": "441900003000", "n": "东城街道", "cc": "441900"},
        ]
    ),
}


def table(rows: Mapping[str, str]) -> str:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["code", "name"])
    writer.writerows(rows.items())
    return file.getvalue()


STATISTICS_FILES = {
    "cities.csv": table({"2327": "大兴安岭地区", "3501": "福州市", "3590": "省直辖县级行政区划", "4419": "东莞市"}),
    "areas.csv": table(
        {"232761": "加格达奇区", "350102": "鼓楼区", "350171": "某开发区", "441900": "东莞市", "440171": "别处开发区"}
    ),
    "streets.csv": table(
        {"350102001": "鼓东街道", "350171001": "开发区街道", "350102000": "鼓楼区", "441900003": "东城街道"}
    ),
    "villages.csv": table(
        {"350102001012": "中山社区", "350171001201": "某村委会", "350102000000": "鼓楼区", "441900003001": "东莞村"}
    ),
}


def tarball(path: Path, files: Mapping[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as package:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(f"package/dist/{name}")
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    return path


def test_takes_legal_places_everywhere_and_the_rest_below_onboarded_provinces(tmp_path: Path) -> None:
    found = places(tarball(tmp_path / "legal.tgz", LEGAL_FILES), tarball(tmp_path / "nbs.tgz", STATISTICS_FILES))
    statistical, legal, lists = Source.NBS_2023_06_30_STATISTICAL, Source.MCA_2025_01, Source.NBS_2023_06_30
    assert found == [
        (230000000000, AdminLevel.PROVINCE, "黑龙江省", legal),
        (232700000000, AdminLevel.PREFECTURE, "大兴安岭地区", legal),
        (232761000000, AdminLevel.COUNTY, "加格达奇区", statistical),
        (350000000000, AdminLevel.PROVINCE, "福建省", legal),
        (350100000000, AdminLevel.PREFECTURE, "福州市", legal),
        (350102000000, AdminLevel.COUNTY, "鼓楼区", legal),
        (350102001000, AdminLevel.TOWNSHIP, "鼓东街道", lists),
        (350102001012, AdminLevel.VILLAGE, "中山社区", lists),
        (350171000000, AdminLevel.COUNTY, "某开发区", statistical),
        (350171001000, AdminLevel.TOWNSHIP, "开发区街道", lists),
        (350171001201, AdminLevel.VILLAGE, "某村委会", lists),
        (359000000000, AdminLevel.PREFECTURE, "省直辖县级行政区划", statistical),
        (359001000000, AdminLevel.COUNTY, "某市", legal),
        (440000000000, AdminLevel.PROVINCE, "广东省", legal),
        (441900000000, AdminLevel.PREFECTURE, "东莞市", legal),
        (710000000000, AdminLevel.PROVINCE, "台湾省", Source.GB_T_2260),
        (810000000000, AdminLevel.PROVINCE, "香港特别行政区", Source.GB_T_2260),
        (820000000000, AdminLevel.PROVINCE, "澳门特别行政区", Source.GB_T_2260),
    ]


def test_packing_the_shipped_rows_again_gives_the_shipped_bytes() -> None:
    shipped = FILE.read_bytes()
    rows = unpack(bz2.decompress(shipped).decode())
    assert bz2.compress(pack(rows).encode(), 9) == shipped


def test_refuses_packages_other_than_the_pinned_ones(tmp_path: Path) -> None:
    tarball(tmp_path / LEGAL.tarball, LEGAL_FILES)
    tarball(tmp_path / STATISTICS.tarball, STATISTICS_FILES)
    with pytest.raises(ValueError, match="not the pinned package"):
        build(tmp_path)
