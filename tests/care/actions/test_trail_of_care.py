"""What the actions of entrusted care leave behind, committed: rows of the trail, and after a refusal nothing."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from care.actions.draft_agreement import DraftAgreement, draft_agreement
from care.actions.notice_carer import NoticeCarer, notice_carer
from care.actions.register_child import register_child
from care.actions.replace_carer import ReplaceCarer, replace_carer
from care.actions.report_carer_problem import ReportCarerProblem, report_carer_problem
from care.actions.save_organisation import SaveOrganisation, save_organisation
from care.actions.sign_agreement import SignAgreement, sign_agreement
from policies.caller import Caller
from policies.refusal import Refused
from records.codes import (
    CareInstrument,
    CarerFault,
    CarerRelation,
    CarerStep,
    EntrustReason,
    OrganisationKind,
    Role,
)
from tests.care.actions.test_trail import counts
from tests.support.desks import COUNTY, DIRECTOR, QINGCHENG, ZHONGSHAN, Do, caller
from tests.support.forms import a_child
from tests.support.places import NOW

TODAY = NOW.date()
TRAIL = "SELECT subject, action, kind, object, fields FROM t_fujian.audit_event ORDER BY at, id"
COMMITTEE = caller(Role.VILLAGE_COMMITTEE, ZHONGSHAN)
TERMS: dict[str, Any] = {
    "relation": CarerRelation.GRANDPARENT,
    "carer_name": "林秀英",
    "carer_phone": "13900139000",
    "reason": EntrustReason.BOTH_AWAY,
    "entruster_name": "林大山",
    "entruster_workplace": "某市某厂",
    "entruster_phone": "13800138000",
    "starts_on": date(2026, 1, 1),
    "ends_on": TODAY + timedelta(days=90),
    "other_terms": "无",
}
CONFIRMATION = CareInstrument.GUARDIANSHIP_CONFIRMATION


async def test_every_step_leaves_a_row_that_tells_no_number(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(), DIRECTOR)
    office = await do(save_organisation, SaveOrganisation("村委会", OrganisationKind.VILLAGE_COMMITTEE, ZHONGSHAN))
    drafted = await do(draft_agreement, DraftAgreement(child_id=child, instrument=CONFIRMATION, **TERMS), COMMITTEE)
    await do(sign_agreement, SignAgreement(drafted, 1, TODAY, witness=office), COMMITTEE)
    fault: dict[str, Any] = {"steps": (CarerStep.INFORM_PARENTS,), "narrative": "酗酒"}
    await do(report_carer_problem, ReportCarerProblem(child, CarerFault.BAD_HABITS, TODAY, **fault), DIRECTOR)
    await do(notice_carer, NoticeCarer(child, 2, TODAY, carer_phone="13900139001", school_notified_on=TODAY))
    changed = {**TERMS, "carer_name": "林大伯", "relation": CarerRelation.RELATIVE_OR_FRIEND}
    await do(replace_carer, ReplaceCarer(agreement_id=drafted, version=3, replaced_on=TODAY, **changed))

    problem = await owner.fetchval("SELECT id FROM t_fujian.carer_problem")
    trail = [dict(row) for row in await owner.fetch(TRAIL)][2:]
    assert [(row["subject"], row["action"], row["kind"], row["object"]) for row in trail] == [
        (COMMITTEE.subject, "agreement:draft", "agreement", drafted),
        (COMMITTEE.subject, "agreement:sign", "agreement", drafted),
        (DIRECTOR.subject, "carerProblem:report", "carerProblem", problem),
        (COUNTY.subject, "agreement:notice", "agreement", drafted),
        (COUNTY.subject, "agreement:replace", "agreement", drafted),
    ]
    assert {"carerName", "carerPhone", "entrusterWorkplace"} <= set(trail[0]["fields"])
    assert not [value for row in trail for value in row["fields"] if "1390" in value or "酗酒" in value]
    carer = await owner.fetchrow("SELECT name, phone_masked, relation FROM t_fujian.carer")
    assert tuple(carer) == ("林大伯", "*******9000", "RELATIVE_OR_FRIEND")
    stored = await owner.fetch("SELECT carer_phone FROM t_fujian.agreement")
    assert len({row["carer_phone"] for row in stored}) == len(stored) == 2
    assert all(b"139001390" not in row["carer_phone"] for row in stored)


async def test_leaves_nothing_behind_when_refused(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(), DIRECTOR)
    drafted = await do(draft_agreement, DraftAgreement(child_id=child, instrument=CONFIRMATION, **TERMS))
    before = await counts(owner)
    there = caller(Role.CHILD_DIRECTOR, QINGCHENG)
    draft = DraftAgreement(child_id=child, instrument=CONFIRMATION, **TERMS)
    nobody = DraftAgreement(child_id=child, instrument=CONFIRMATION, relation=CarerRelation.NONE)
    attempts: tuple[tuple[Any, Any, Caller], ...] = (
        (draft_agreement, draft, there),
        (draft_agreement, nobody, DIRECTOR),
        (sign_agreement, SignAgreement(drafted, 9, TODAY), COUNTY),
        (sign_agreement, SignAgreement(drafted, 1, TODAY + timedelta(days=1)), COUNTY),
        (sign_agreement, SignAgreement(drafted, 1, TODAY, witness=uuid4()), COUNTY),
        (report_carer_problem, ReportCarerProblem(uuid4(), CarerFault.OTHER, TODAY), COUNTY),
        (report_carer_problem, ReportCarerProblem(child, CarerFault.OTHER, TODAY), COMMITTEE),
        (notice_carer, NoticeCarer(child), COUNTY),
        (notice_carer, NoticeCarer(child, 1, TODAY, other_terms="另有约定"), COUNTY),
        (replace_carer, ReplaceCarer(agreement_id=drafted, version=1, replaced_on=TODAY, **TERMS), COUNTY),
        (replace_carer, ReplaceCarer(agreement_id=drafted, version=1, replaced_on=TODAY, **TERMS), COMMITTEE),
    )
    for action, command, who in attempts:
        with pytest.raises(Refused):
            await do(action, command, who)
    assert await counts(owner) == before


async def test_a_repeated_request_gets_its_first_answer_again(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(), DIRECTOR)
    drafts = {
        await do(
            draft_agreement,
            DraftAgreement(child_id=child, instrument=CONFIRMATION, idempotency_key="k-1", **TERMS),
        )
        for _ in range(2)
    }
    assert len(drafts) == 1
    assert await owner.fetchval("SELECT count(*) FROM t_fujian.agreement") == 1


async def test_a_second_draft_takes_the_place_of_the_first(do: Do, owner: asyncpg.Connection) -> None:
    child = await do(register_child, a_child(), DIRECTOR)
    for _ in range(2):
        await do(draft_agreement, DraftAgreement(child_id=child, instrument=CONFIRMATION, **TERMS))
    rows = await owner.fetch("SELECT replaced_on FROM t_fujian.agreement ORDER BY id")
    assert [row["replaced_on"] for row in rows] == [TODAY, None]
