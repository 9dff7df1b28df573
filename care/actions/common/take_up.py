"""Taking up a village that no list knows, before a child, a director or an organisation is entered there."""

from care.divisions.digits import around, level_by_digits
from care.divisions.unknown import PlatformWork, UnknownPlaceError, accept
from policies.caller import Caller
from policies.require import require
from records.codes import AdminLevel

UNNAMED = "（未命名村居）"


async def take_up_village(
    platform: PlatformWork, caller: Caller, action: str, code: int, *, tenant: str, province: int
) -> None:
    """Enter an unknown village under a known township into the shared table of divisions, marked as not verified.

    It is the platform's table, so this is a transaction of the platform's own, before the action's. What cannot be
    taken up is left to the action, which says why. Raises `Refused` when the caller may not take the action anyway.
    """
    require(caller, action)
    try:
        if level_by_digits(code) is not AdminLevel.VILLAGE:
            return
        name = f"{code - around(code, AdminLevel.TOWNSHIP):03}{UNNAMED}"
        await accept(platform, code, name, f"api:{tenant}", province=province)
    except (UnknownPlaceError, ValueError):
        return
