"""The masked forms that are kept beside encrypted numbers: what most readers see of them."""

MASK = "*"
_RESIDENT_ID_SHOWN = 6
_PHONE_SHOWN = 4


def resident_id_mask(number: str) -> str:
    """Mask a resident ID: the first 6 characters (the place of first registration) stay."""
    return number[:_RESIDENT_ID_SHOWN] + MASK * len(number[_RESIDENT_ID_SHOWN:])


def phone_mask(number: str) -> str:
    """Mask a phone number: the last 4 digits stay."""
    return MASK * len(number[:-_PHONE_SHOWN]) + number[-_PHONE_SHOWN:]
