"""The masked forms that are kept beside encrypted numbers: what most readers see of them."""

MASK = "*"
_RESIDENT_ID_SHOWN = 6
_PHONE_SHOWN = 4
_SHORTEST_PHONE = 7


def resident_id_mask(number: str) -> str:
    """Mask a resident ID: the first 6 characters (the place of first registration) stay."""
    return number[:_RESIDENT_ID_SHOWN] + MASK * len(number[_RESIDENT_ID_SHOWN:])


def phone_mask(number: str) -> str:
    """Mask a phone number, or another way to reach somebody: the last 4 characters stay of what has at least 7."""
    shown = _PHONE_SHOWN if len(number) >= _SHORTEST_PHONE else 0
    return MASK * (len(number) - shown) + number[len(number) - shown :]
