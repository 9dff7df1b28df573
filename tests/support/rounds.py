"""What a scenario asks about rounds of screening."""

from typing import Any

from policies.caller import Caller
from records.codes import Role
from tests.support.scenes import Scene

ROUND = """id period startsOn dueOn total screened keyTotal keyVisited status citation division { code }
  duties(first: 50) { totalCount nodes { id status method reasons child { id } } }"""
ROUNDS = f"""query($where: ScreeningWhere, $first: Int, $after: String) {{
  screeningRounds(where: $where, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {ROUND} }} }} }}"""
RECORD = f"""mutation($input: RecordScreeningInput!) {{ recordScreening(input: $input) {{ screeningRound {{ {ROUND} }}
  userErrors {{ code path message citation }} warnings {{ code path message citation }} }} }}"""
DISABLED: dict[str, Any] = {"health": [{"kind": "DISABLED", "detail": "肢体残疾", "grade": "GRADE_2"}]}


async def rounds(here: Scene, who: Role | Caller = Role.CHILD_DIRECTOR, **where: Any) -> list[dict[str, Any]]:
    """Give the rounds in sight, the latest first."""
    found: list[dict[str, Any]] = (await here.ask(ROUNDS, who, where=where))["screeningRounds"]["nodes"]
    return found


async def screen(
    here: Scene, period: str, *entries: dict[str, Any], who: Role | Caller = Role.CHILD_DIRECTOR, **facts: Any
) -> dict[str, Any]:
    """Record entries of a round of the scene's village; gives the payload."""
    form = {"division": str(here.village), "period": period, "entries": list(entries), **facts}
    payload: dict[str, Any] = (await here.ask(RECORD, who, input=form))["recordScreening"]
    return payload


def entry(child: str, day: str, mode: str = "FIELD_CHECK", **facts: Any) -> dict[str, Any]:
    """One child that was screened in the morning of a day."""
    return {"childId": child, "mode": mode, "occurredAt": f"{day}T08:00:00+08:00", **facts}


def counters(one: dict[str, Any]) -> tuple[int, int, int, int]:
    """Give total, screened, key total and key visited."""
    return one["total"], one["screened"], one["keyTotal"], one["keyVisited"]
