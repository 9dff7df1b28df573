"""Telephone numbers: mobiles of 11 digits starting with 1, or landlines with their area code."""

import re
from functools import lru_cache

from care.ledgers.faults import CellError, FaultCode
from care.ledgers.kind import Kind, Raw, Setting
from care.ledgers.kinds.text import clean, half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_COUNTRY = re.compile(r"^(\+86|0086|86(?=1[3-9][0-9]{9}$))")
_FILLERS = re.compile(r"[\s\u3000\-—–－()（）]+")
_LIST = re.compile(r"[,，、;；/|\n]|或")
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#)\s*([0-9]{1,6})$", re.IGNORECASE)


def read_phone(raw: Raw, _: Setting) -> str | None:
    """Give a number in one form: 13800138000, 0591-87654321 or 0591-87654321转802. Raises CellError."""
    text = half_width(clean(raw)).strip().lstrip("'")
    if _MOBILE.fullmatch(text):
        return text
    if _LIST.search(text):
        raise CellError(FaultCode.PHONE_SEVERAL)
    digits = _COUNTRY.sub("", _FILLERS.sub("", text))
    if not digits:
        return None
    if _MOBILE.fullmatch(digits):
        return digits
    return _landline(digits)


@lru_cache(maxsize=4096)
def _landline(text: str) -> str:
    import phonenumbers  # 1 MB, for a process that serves and meets a landline now and then

    extension = _EXTENSION.search(text)
    main = text[: extension.start()] if extension else text
    if not (main.isascii() and main.isdigit() and main.startswith("0")):
        raise CellError(FaultCode.PHONE_INVALID)
    try:
        number = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException:
        raise CellError(FaultCode.PHONE_INVALID) from None
    area = phonenumbers.length_of_geographical_area_code(number)
    if not area or not phonenumbers.is_valid_number(number):
        raise CellError(FaultCode.PHONE_INVALID)
    national = phonenumbers.national_significant_number(number)
    written = f"0{national[:area]}-{national[area:]}"
    return f"{written}转{extension.group(1)}" if extension else written


def phone_kind() -> Kind:
    """Make the kind of one telephone number."""
    return Kind(
        "phone",
        read_phone,
        str,
        "11 位手机号码，或带区号的固定电话（0591-87654321）；只填一个",
        "one number: a mobile of 11 digits, or a landline with its area code (0591-87654321)",
    )
