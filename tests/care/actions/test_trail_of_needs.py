"""What needs, services, plans and pairings leave behind: a row of the trail each, without what was said."""

from datetime import timedelta

import asyncpg

from care.actions.claim_need import ClaimNeed, claim_need
from care.actions.close_need import CloseNeed, close_need
from care.actions.end_pairing import EndPairing, end_pairing
from care.actions.open_need import OpenNeed, open_need
from care.actions.record_service import RecordService, record_service
from care.actions.record_visit import record_visit
from care.actions.refer_need import ReferNeed, refer_need
from care.actions.register_child import register_child
from care.actions.save_organisation import SaveOrganisation, save_organisation
from care.actions.set_care_plan import SetCarePlan, set_care_plan
from care.actions.set_pairing import SetPairing, set_pairing
from care.actions.solve_problem import SolveProblem, solve_problem
from records.codes import OrganisationKind, Service
from tests.support.desks import COUNTY, DIRECTOR, GULOU, Do
from tests.support.forms import a_child, a_visit
from tests.support.places import NOW

TODAY = NOW.date()
LATER = NOW + timedelta(days=30)
TRAIL = "SELECT subject, action, kind, object, fields FROM t_fujian.audit_event ORDER BY at, id"


async def test_every_step_is_in_the_trail(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(), DIRECTOR)
    visit = await do(record_visit, a_visit(child, problems="缺冬衣", solutions="已联系"), DIRECTOR)
    need = await do(open_need, OpenNeed(child, Service.STUDY, "数学跟不上"), DIRECTOR)
    office = await do(save_organisation, SaveOrganisation("街道办", OrganisationKind.TOWNSHIP, GULOU))
    await do(refer_need, ReferNeed(need, 1, LATER, organisation_id=office))
    await do(claim_need, ClaimNeed(need), DIRECTOR)
    await do(record_service, RecordService(need, TODAY, "已辅导"), DIRECTOR)
    service = await owner.fetchval("SELECT id FROM t_fujian.service_record")
    version = await owner.fetchval("SELECT version FROM t_fujian.need")
    await do(close_need, CloseNeed(need, version, "成绩提高"))
    await do(set_care_plan, SetCarePlan(child, "每周陪读", (NOW + timedelta(days=60)).date()))
    planned = await owner.fetchval("SELECT id FROM t_fujian.care_plan")
    await do(set_pairing, SetPairing(child, "王芳", "13900000003"))
    pairing = await owner.fetchval("SELECT id FROM t_fujian.pairing")
    await do(end_pairing, EndPairing(child, "调离"))
    await do(solve_problem, SolveProblem(visit, 1, TODAY), DIRECTOR)
    trail = (await owner.fetch(TRAIL))[2:]
    assert [(row["subject"], row["action"], row["kind"], row["object"]) for row in trail] == [
        (DIRECTOR.subject, "need:open", "need", need),
        (COUNTY.subject, "organisation:save", "organisation", office),
        (COUNTY.subject, "need:refer", "need", need),
        (DIRECTOR.subject, "need:claim", "need", need),
        (DIRECTOR.subject, "service:record", "service", service),
        (COUNTY.subject, "need:close", "need", need),
        (COUNTY.subject, "carePlan:set", "carePlan", planned),
        (COUNTY.subject, "pairing:set", "pairing", pairing),
        (COUNTY.subject, "pairing:end", "pairing", pairing),
        (DIRECTOR.subject, "visit:solve", "visit", visit),
    ]
    assert {"kind", "detail"} <= set(trail[0]["fields"])
    said = {field for row in trail for field in row["fields"]}
    assert not {"数学跟不上", "王芳", "13900000003", "每周陪读"} & said
