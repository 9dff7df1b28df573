"""Which division a tenant's code means when it is a province's name in pinyin (GB/T 2260; official romanised names)."""

PROVINCES = {
    "beijing": 11,
    "tianjin": 12,
    "hebei": 13,
    "shanxi": 14,
    "neimenggu": 15,
    "liaoning": 21,
    "jilin": 22,
    "heilongjiang": 23,
    "shanghai": 31,
    "jiangsu": 32,
    "zhejiang": 33,
    "anhui": 34,
    "fujian": 35,
    "jiangxi": 36,
    "shandong": 37,
    "henan": 41,
    "hubei": 42,
    "hunan": 43,
    "guangdong": 44,
    "guangxi": 45,
    "hainan": 46,
    "chongqing": 50,
    "sichuan": 51,
    "guizhou": 52,
    "yunnan": 53,
    "xizang": 54,
    "shaanxi": 61,
    "gansu": 62,
    "qinghai": 63,
    "ningxia": 64,
    "xinjiang": 65,
    "taiwan": 71,
    "xianggang": 81,
    "aomen": 82,
}


def province(code: str) -> int | None:
    """Give the division code of a province by its romanised name, or None."""
    number = PROVINCES.get(code)
    return None if number is None else number * 10**10
