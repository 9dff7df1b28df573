"""Resident ID numbers and the codes of places (GB 11643-1999; GB/T 2260, statistical division codes)."""

import re
from datetime import date
from operator import mul

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting
from care.ledgers.kinds.text import compact
from records.codes import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ZEROS = sum(_WEIGHTS) * ord("0")  # the digits are summed as the characters they are
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_EXACT_DIGITS = 15
_FIRST_PLACE, _LAST_PLACE = 110_000_000_000, 899_999_999_999


def check_character(digits: str) -> str:
    """Give the check character of the first 17 digits: their weighted sum modulo 11 (GB 11643, 5.2)."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, digits[:17].encode())) - _ZEROS) % 11]


def birth_of(number: str) -> date:
    """Give the date of birth in characters 7 to 14. Raises ValueError when there is no such day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> Sex:
    """Give the sex that a number carries: digit 17 is odd for males."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def _resident_id(raw: Raw, _: Setting) -> str | None:
    if not isinstance(raw, str) and isinstance(raw, int | float) and abs(raw) >= 10**_EXACT_DIGITS:
        raise CellError(FaultCode.RESIDENT_ID_ROUNDED)
    number = compact(raw).upper()
    if len(number) != 18:
        if not number:
            return None
        if _SCIENTIFIC.fullmatch(number):
            raise CellError(FaultCode.RESIDENT_ID_ROUNDED)
        raise CellError(FaultCode.RESIDENT_ID_LENGTH, length=len(number))
    if not _SHAPE.fullmatch(number):
        raise CellError(FaultCode.RESIDENT_ID_CHARACTERS)
    try:
        if birth_of(number).year < 1900:
            raise CellError(FaultCode.RESIDENT_ID_DATE)
    except ValueError:
        raise CellError(FaultCode.RESIDENT_ID_DATE) from None
    if check_character(number) != number[17]:
        raise CellError(FaultCode.RESIDENT_ID_CHECKSUM)
    return number


def resident_id_kind() -> Kind:
    """Make the kind of a resident ID number: 18 characters with a true date and a true check character."""
    return Kind(
        "resident_id",
        _resident_id,
        str,
        "18 位身份证号码，末位 X 大写；请勿改为数字格式（Excel 会丢失末尾数字）",
        "a resident ID number of 18 characters; keep the cell as text (Excel rounds long figures)",
    )


def _place(raw: Raw) -> int | None:
    text = compact(raw)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) in {6, 9, 12}):
        raise CellError(FaultCode.DIVISION_INVALID)
    code = int(text.ljust(12, "0"))
    if not _FIRST_PLACE <= code <= _LAST_PLACE:
        raise CellError(FaultCode.DIVISION_INVALID)
    return code


def _division(raw: Raw, _: Setting) -> int | None:
    return _place(raw)


def division_kind() -> Kind:
    """Make the kind of a place of any level: 12 digits, or 6 for a county and 9 for a township."""
    return Kind(
        "division",
        _division,
        str,
        "12 位区划代码；只知到县可填 6 位，只知到乡可填 9 位",
        "a division code of 12 digits; 6 if only the county is known, 9 for a township",
        repeats=True,
    )


def _village(raw: Raw, _: Setting) -> int | None:
    try:
        code = _place(raw)
    except CellError:
        raise CellError(FaultCode.VILLAGE_INVALID) from None
    if code is not None and code % 1000 == 0:
        raise CellError(FaultCode.VILLAGE_INVALID)
    return code


def village_kind() -> Kind:
    """Make the kind of a village: 12 digits, the last three not 000."""
    guide = "12 位村（居）代码（统计用区划代码）", "the code of a village, 12 digits"
    return Kind("village", _village, str, *guide, repeats=True)
