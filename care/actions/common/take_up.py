"""Taking up a village that no list knows, once a child, a director or an organisation was entered there."""

from care.divisions.digits import around
from care.divisions.unknown import PlatformWork, UnknownPlaceError, accept
from records.codes import AdminLevel

UNNAMED = "（未命名村居）"


async def take_up_village(platform: PlatformWork, code: int, *, tenant: str, province: int) -> bool:
    """Enter a village into the shared table of divisions, marked as not verified; tells whether it was new.

    It has no name yet but its number within the township. What is no village of a known township is left alone.
    """
    name = f"{code - around(code, AdminLevel.TOWNSHIP):03}{UNNAMED}"
    try:
        return await accept(platform, code, name, f"api:{tenant}", province=province)
    except UnknownPlaceError:
        return False
