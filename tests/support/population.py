"""One child with everybody round it, and a row of nearly every kind that hangs on it: made through the API.

All numbers that are on file are given back, so that a test may look for them in what the API says.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert

from care.actions.roll_up_statistics import roll_up_all
from policies.caller import Caller
from policies.classes import RowKind
from policies.scope import EVERYTHING
from records.access import access_link
from records.codes import Role
from schema.ids import parse_id
from tests.support.entrusting import TERMS
from tests.support.glass import CARERS_PHONE, FATHERS_NUMBER, NUMBER, PHONE, family
from tests.support.reporting import file
from tests.support.scenes import Scene

CONTACT, PAIRED, DIRECTORS = "13700914825", "15900627314", "18600735962"
DAY, LATER = "2026-03-02", "2026-09-01T00:00:00+08:00"
_LISTED = ("child", "case", "report", "need")


@dataclass(frozen=True)
class Population:
    """The ids by kind, and the whole numbers that the database keeps."""

    ids: dict[str, str]
    resident_ids: tuple[str, ...]
    phones: tuple[str, ...]


async def do(here: Scene, name: str, what: str, who: Role | Caller = Role.COUNTY_OFFICER, /, **form: Any) -> str:
    """Send a mutation that is not refused; gives the id of what it wrote."""
    kind = name[0].upper() + name[1:]
    query = (
        f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{"
        f" {what} {{ id }} userErrors {{ code path message }} }} }}"
    )
    payload = (await here.ask(query, who, input=form))[name]
    assert payload["userErrors"] == [], payload
    found = payload[what]
    key: str = (found[0] if isinstance(found, list) else found)["id"]
    return key


async def populate(here: Scene) -> Population:
    """Make the child and what hangs on it, in Fujian on 2026-03-02."""
    here.at(DAY)
    ids = await family(here, address="青石巷7号", mindAndBehaviour="沉默寡言", notes="由祖母照护")
    child = ids["child"]
    staff = {"name": "郑某某", "phone": DIRECTORS, "post": "CHILD_DIRECTOR", "division": str(here.village)}
    ids["trainee"] = await do(here, "enrolTrainee", "trainee", subject="child_director@fujian", **staff)
    away = {"since": "2026-02-01", "purpose": "WORK", "division": "440300000000", "contact": CONTACT}
    await do(here, "recordDeparture", "guardian", guardianId=ids["guardian"], **away)
    await do(here, "setPairing", "child", childId=child, name="王芳", phone=PAIRED, until=LATER)
    seen = {
        "childIds": [child],
        "mode": "HOUSEHOLD",
        "occurredAt": f"{DAY}T08:00:00+08:00",
        "problems": "无人看管",
        "solutions": "联系祖母",
    }
    ids["visit"] = await do(here, "recordVisit", "visits", Role.CHILD_DIRECTOR, **seen)
    line = {"division": str(here.village), "doneOn": DAY, "text": "走访登记", "childId": child}
    ids["workLog"] = await do(here, "addWorkLogLine", "line", Role.CHILD_DIRECTOR, **line)
    ids["need"] = await do(here, "openNeed", "need", childId=child, kind="STUDY", detail="补课")
    await do(here, "setCarePlan", "child", childId=child, measures="每周辅导", reviewOn="2026-06-01")
    found = {"kind": "MENTAL_HEALTH", "assessedOn": DAY, "result": "情绪低落"}
    ids["assessment"] = await do(here, "recordAssessment", "assessment", childId=child, **found)
    ids["report"] = (await file(here, "CHILD_LIVING_ALONE", f"{DAY}T08:00", childIds=[child]))["report"]["id"]
    ids["case"] = await do(here, "openCase", "case", childId=child, reportIds=[ids["report"]], summary="邻居反映")
    held = {"heldOn": DAY, "departments": ["CIVIL_AFFAIRS"], "summary": "纪要", "plan": "由亲属临时照料"}
    decided = [{"decision": "每周走访", "dueOn": "2026-04-01", "post": "CHILD_DIRECTOR"}]
    await do(here, "holdConference", "case", caseId=ids["case"], decisions=decided, **held)
    stay = {"kind": "RELATIVE_CARE", "carerName": "单大伯", "startsOn": DAY, "plan": "逐日陪护"}
    ids["placement"] = await do(here, "placeChild", "placement", caseId=ids["case"], **stay)
    told = {"step": "PROPOSE", "title": "返校记", "text": "某县一名儿童重返课堂。"}
    ids["publication"] = await do(here, "publishCase", "publication", caseId=ids["case"], **told)
    up = {"level": "PREFECTURE", "reason": "需市级协调", "until": LATER}
    ids["broughtCase"] = await do(here, "bringCase", "broughtCase", caseId=ids["case"], **up)
    night = here.caller(Role.COUNTY_OFFICER, 350103000000, subject="night@fujian")
    opened = {"fieldClasses": ["identity", "contact", "location", "family", "health", "special"], "reason": "夜间走失"}
    ids["breakGlass"] = await do(here, "breakGlass", "breakGlass", night, childId=child, hours=3, **opened)
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    await roll_up_all(here.house, tenant)
    more = "query($id: ID!) { child(id: $id) { household { id } agreement { id } duties { nodes { id } } } }"
    its = (await here.ask(more, id=child))["child"]
    ids |= {"household": its["household"]["id"], "agreement": its["agreement"]["id"]}
    ids["duty"] = its["duties"]["nodes"][0]["id"]
    phones = (PHONE, CONTACT, PAIRED, DIRECTORS, CARERS_PHONE, str(TERMS["entrusterPhone"]))
    return Population(ids, (NUMBER, FATHERS_NUMBER), phones)


async def nearest(here: Scene, role: Role, ids: dict[str, str]) -> Caller:
    """Give somebody of a role who sees as much of the child as that role ever does: by place, or listed for it."""
    who = here.caller(role)
    if who.permit.row("child") is not RowKind.LISTED:
        return who
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    until = here.house.clock().replace(month=12, day=31)
    links = [{"kind": kind, "object": parse_id(ids[kind], kind), "classes": ["addressed"]} for kind in _LISTED]
    async with here.house.work(tenant, scope=EVERYTHING) as work:
        await work.many(insert(access_link), [{**one, "subject": who.subject, "until": until} for one in links])
    return replace(who, areas=(), scope="{}")
