"""Reports, one action after the other: what is refused, what is owed, what is announced."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from care.actions.acknowledge_report import AcknowledgeReport, acknowledge_report
from care.actions.amend_report import AmendReport, amend_report
from care.actions.assign_role import AssignRole, assign_role
from care.actions.close_report import CloseReport, close_report
from care.actions.file_report import FileReport, file_report
from care.actions.pass_on_report import BY_JUDGEMENT, PassOnReport, pass_on_report
from care.actions.record_delivery import RecordDelivery, record_delivery
from care.actions.register_child import register_child
from care.actions.save_organisation import SaveOrganisation, save_organisation
from policies.caller import Caller
from policies.refusal import ErrorCode
from records.codes import (
    DeliveryChannel,
    Department,
    OrganisationKind,
    ReportCircumstance,
    ReporterKind,
    ReportRecipient,
    Role,
    Severity,
)
from tests.support.desks import (
    ADMIN,
    COUNTY,
    DIRECTOR,
    GULOU,
    JIANHAI,
    MENGSHAN,
    PROVINCE,
    QINGCHENG,
    SUPERVISOR,
    ZHONGSHAN,
    Desk,
    caller,
    codes,
)
from tests.support.forms import without_number
from tests.support.places import NOW

NURSE = caller(Role.REPORTER, GULOU, subject="nurse@fujian")
SOON = NOW - timedelta(minutes=30)
POLICE, EDUCATION = ReportRecipient.POLICE, ReportRecipient.EDUCATION
THREE = {"POLICE", "CIVIL_AFFAIRS", "EDUCATION"}


def a_report(**changes: Any) -> FileReport:
    facts = {
        "circumstance": ReportCircumstance.CHILD_MISSING,
        "discovered_at": SOON,
        "division": ZHONGSHAN,
        "narrative": "放学后未归",
        "reporter_kind": ReporterKind.MEDICAL_INSTITUTION,
    }
    return FileReport(**{**facts, **changes})


async def filed(desk: Desk, who: Caller = NURSE, **changes: Any) -> UUID:
    return (await desk.do(file_report, a_report(**changes), who)).ids[0]


async def recipients(desk: Desk, key: UUID) -> dict[str, dict[str, Any]]:
    return {row["recipient"]: row for row in await desk.rows("report_recipient", key, "report_id")}


async def duties(desk: Desk, key: UUID) -> dict[str, dict[str, Any]]:
    rows = await desk.rows("duty", key, "subject")
    return {f"{row['kind']} {row['reasons'][0]}": row for row in rows}


async def department(desk: Desk, which: Department, division: int = GULOU) -> UUID:
    given = SaveOrganisation(which.zh, OrganisationKind.DEPARTMENT, division, department=which)
    return (await desk.do(save_organisation, given, ADMIN)).ids[0]


async def liaison(desk: Desk, which: Department) -> Caller:
    office = await department(desk, which)
    who = caller(Role.DEPARTMENT_LIAISON, GULOU, subject=f"{which.value.lower()}@fujian")
    await desk.do(assign_role, AssignRole(who.subject, who.role, organisation_id=office), ADMIN)
    return replace(who, organisations=(office,))


async def test_files_for_any_place_and_announces_it_to_each_recipient(desk: Desk) -> None:
    key = await filed(desk, division=JIANHAI)
    row = await desk.row("report", key)
    assert (row["division"], row["occurred_division"], row["stage"]) == (JIANHAI, JIANHAI, "SENT")
    states = await recipients(desk, key)
    assert set(states) == THREE
    assert {one["basis"] for one in states.values()} == {"EXPIRED_BASIS"}
    told = [(kind, of, subject) for kind, of, subject, _ in await desk.told()]
    assert told[0] == ("REPORT_FILED", "report", key)
    assert set(told[1:]) == {("REPORT_ADDRESSED", "report_recipient", one["id"]) for one in states.values()}
    assert {division for *_, division in await desk.told()} == {JIANHAI}


async def test_owes_the_sending_to_each_and_is_urgent_when_at_once(desk: Desk) -> None:
    owed = await duties(desk, await filed(desk))
    assert set(owed) == {f"REPORT {one}" for one in THREE}
    for one in owed.values():
        assert (one["due_at"], one["due_on"], one["base_on"]) == (SOON, SOON.date(), SOON.date())
        assert (one["priority"], one["post"], one["done_at"], one["division"]) == (0, None, None, ZHONGSHAN)
        assert one["rule"] == "emergency.recipients emergency.urgency"
    owed = await duties(desk, await filed(desk, circumstance=ReportCircumstance.VISIT_PROBLEM))
    (later,) = owed.values()
    assert (later["due_at"], later["priority"]) == (SOON + timedelta(hours=24), 1)


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"narrative": " "}, "narrative", ErrorCode.REQUIRED),
        ({"discovered_at": NOW + timedelta(hours=1)}, "discoveredAt", ErrorCode.BAD_USER_INPUT),
        ({"division": 220102001001}, "division", ErrorCode.OUT_OF_JURISDICTION),
        ({"division": PROVINCE}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 350100000000}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 999999999999}, "division", ErrorCode.BAD_USER_INPUT),
        ({"division": 350199001001}, "division", ErrorCode.BAD_USER_INPUT),
        ({"child_ids": tuple(uuid4() for _ in range(21))}, "childIds", ErrorCode.BAD_USER_INPUT),
        ({"without_recipients": (EDUCATION,)}, "withoutRecipients.0", ErrorCode.MANDATORY_RECIPIENT),
        ({"client_id": "no uuid"}, "clientId", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_a_wrong_report(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    found = codes(await desk.refused(file_report, a_report(**changes), NURSE))
    assert found[path] == code
    assert await desk.rows("report") == []


async def test_a_township_or_a_county_is_place_enough(desk: Desk) -> None:
    for place in (ZHONGSHAN // 1_000 * 1_000, GULOU):
        assert (await desk.row("report", await filed(desk, division=place)))["occurred_division"] == place


async def test_a_late_sync_gets_the_first_answer_again(desk: Desk) -> None:
    command = a_report(client_id=str(uuid4()))
    first = await desk.do(file_report, command, NURSE)
    assert await desk.do(file_report, command, NURSE) == first
    assert len(await desk.rows("report")) == 1
    other = replace(command, narrative="另一件事")
    assert codes(await desk.refused(file_report, other, NURSE)) == {"clientId": ErrorCode.IDEMPOTENCY_KEY_REUSED}


async def test_links_several_children_wherever_they_live_and_says_nothing_of_them(desk: Desk) -> None:
    keys = [
        (
            await desk.do(register_child, without_number(division=place, name=name), caller(Role.COUNTY_OFFICER, GULOU))
        ).ids[0]
        for place, name in ((ZHONGSHAN, "单小明"), (QINGCHENG, "李小红"), (MENGSHAN, "王小刚"))
    ]
    done = await desk.do(file_report, a_report(child_ids=(*keys, uuid4())), NURSE)
    linked = await desk.rows("report_child", done.ids[0], "report_id")
    assert {row["child_id"] for row in linked} == set(keys)
    unseen = [one for one in done.warnings if one.path[0] == "childIds"]
    assert [one.path[1] for one in unseen] == ["0", "1", "2", "3"]
    assert len({(one.zh, one.code) for one in unseen}) == 1
    done = await desk.do(file_report, a_report(child_ids=tuple(keys)), DIRECTOR)
    assert [one.path[1] for one in done.warnings if one.path[0] == "childIds"] == ["1", "2"]


async def test_a_child_that_was_unknown_is_linked_later_and_seen_by_who_was_told(desk: Desk) -> None:
    police = await liaison(desk, Department.POLICE)
    key = await filed(desk)
    child = (await desk.do(register_child, without_number(), COUNTY)).ids[0]
    await desk.do(amend_report, AmendReport(key, child_ids=(child,)), SUPERVISOR)
    assert [row["child_id"] for row in await desk.rows("report_child", key, "report_id")] == [child]
    links = [row for row in await desk.rows("access_link", child, "object") if row["subject"] == police.subject]
    assert [row["kind"] for row in links] == ["child"]
    await desk.do(amend_report, AmendReport(key, child_ids=(child,)), SUPERVISOR)
    assert len(await desk.rows("report_child", key, "report_id")) == 1
    assert codes(await desk.refused(amend_report, AmendReport(key), SUPERVISOR)) == {"also": ErrorCode.REQUIRED}


async def test_a_circumstance_that_is_added_brings_its_recipients_and_never_takes_any_away(desk: Desk) -> None:
    key = await filed(desk, circumstance=ReportCircumstance.CARER_UNFIT)
    before = await recipients(desk, key)
    assert set(before) == {"PARENTS", "VILLAGE_COMMITTEE"}
    added = AmendReport(key, also=(ReportCircumstance.CHILD_LIVING_ALONE,))
    await desk.do(amend_report, added, NURSE)
    after = await recipients(desk, key)
    assert set(after) == {*before, *THREE}
    assert {after[one]["due_at"] for one in THREE} == {NOW}
    assert {name: after[name]["due_at"] for name in before} == {name: one["due_at"] for name, one in before.items()}
    row = await desk.row("report", key)
    assert (row["also"], row["urgency"]) == (["CHILD_LIVING_ALONE"], "IMMEDIATE")
    await desk.do(amend_report, added, NURSE)
    assert (await desk.row("report", key))["also"] == ["CHILD_LIVING_ALONE"]
    early = replace(added, discovered_at=SOON - timedelta(days=1))
    assert codes(await desk.refused(amend_report, early, NURSE)) == {"discoveredAt": ErrorCode.BAD_USER_INPUT}


async def test_who_is_on_the_platform_has_it_at_once_the_others_wait_to_be_rung(desk: Desk) -> None:
    await liaison(desk, Department.POLICE)
    await department(desk, Department.EDUCATION)
    done = await desk.do(file_report, a_report(), NURSE)
    states = await recipients(desk, done.ids[0])
    assert (states["POLICE"]["sent_at"], states["POLICE"]["channel"]) == (NOW, "PLATFORM")
    assert states["POLICE"]["acknowledge_by"] == NOW + timedelta(hours=1)
    assert states["EDUCATION"]["organisation_id"] is not None
    assert states["EDUCATION"]["sent_at"] is None
    assert states["CIVIL_AFFAIRS"]["organisation_id"] is None
    assert {one.path[1]: one.code for one in done.warnings} == {
        "EDUCATION": ErrorCode.REQUIRED,
        "CIVIL_AFFAIRS": ErrorCode.NOT_FOUND,
    }
    owed = await duties(desk, done.ids[0])
    assert owed["REPORT POLICE"]["done_at"] == NOW
    assert owed["REPORT POLICE"]["satisfied_kind"] == "report"
    assert owed["REPORT_ACKNOWLEDGEMENT POLICE"]["due_at"] == NOW + timedelta(hours=1)
    assert owed["REPORT_ACKNOWLEDGEMENT POLICE"]["basis"] == "PLATFORM_DEFAULT"
    assert "REPORT_ACKNOWLEDGEMENT EDUCATION" not in owed


async def test_a_delivery_by_phone_is_recorded_once_and_starts_the_clock_of_acceptance(desk: Desk) -> None:
    key = await filed(desk)
    at = NOW - timedelta(minutes=10)
    rung = RecordDelivery(key, POLICE, DeliveryChannel.PHONE, at, spoken_to="王警官", reference_number="鼓2026-118")
    await desk.do(record_delivery, rung, NURSE)
    state = (await recipients(desk, key))["POLICE"]
    assert (state["sent_at"], state["channel"], state["spoken_to"]) == (at, "PHONE", "王警官")
    assert (state["reference_number"], state["acknowledge_by"]) == ("鼓2026-118", at + timedelta(hours=1))
    owed = await duties(desk, key)
    assert owed["REPORT POLICE"]["done_at"] == at
    assert owed["REPORT_ACKNOWLEDGEMENT POLICE"]["due_at"] == at + timedelta(hours=1)
    assert codes(await desk.refused(record_delivery, rung, NURSE)) == {"recipient": ErrorCode.CONFLICT}


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"recipient": ReportRecipient.HEALTH}, "recipient", ErrorCode.NOT_FOUND),
        ({"channel": DeliveryChannel.PLATFORM}, "channel", ErrorCode.BAD_USER_INPUT),
        ({"at": SOON - timedelta(minutes=1)}, "at", ErrorCode.BAD_USER_INPUT),
        ({"at": NOW + timedelta(hours=1)}, "at", ErrorCode.BAD_USER_INPUT),
        ({"report_id": uuid4()}, "reportId", ErrorCode.NOT_FOUND),
    ],
)
async def test_refuses_a_wrong_delivery(desk: Desk, changes: dict[str, Any], path: str, code: ErrorCode) -> None:
    rung = replace(RecordDelivery(await filed(desk), POLICE, DeliveryChannel.PAPER, NOW), **changes)
    assert codes(await desk.refused(record_delivery, rung, NURSE)) == {path: code}


async def test_a_report_of_others_is_as_missing_as_none(desk: Desk) -> None:
    key = await filed(desk)
    stranger = caller(Role.REPORTER, GULOU, subject="other@fujian")
    asked = RecordDelivery(key, POLICE, DeliveryChannel.PHONE, NOW)
    hidden = await desk.refused(record_delivery, asked, stranger)
    assert hidden == await desk.refused(record_delivery, replace(asked, report_id=uuid4()), stranger)
    assert codes(hidden) == {"reportId": ErrorCode.NOT_FOUND}
    elsewhere = caller(Role.COUNTY_OFFICER, 350103000000)
    assert codes(await desk.refused(record_delivery, asked, elsewhere)) == {"reportId": ErrorCode.NOT_FOUND}


async def test_a_recipient_answers_for_itself_and_others_only_write_down_what_it_answered(desk: Desk) -> None:
    police = await liaison(desk, Department.POLICE)
    key = await filed(desk)
    of_police, of_education = AcknowledgeReport(key, POLICE, NOW), AcknowledgeReport(key, EDUCATION, NOW)
    assert codes(await desk.refused(acknowledge_report, of_police, COUNTY)) == {"recipient": ErrorCode.FORBIDDEN}
    assert codes(await desk.refused(acknowledge_report, of_education, COUNTY)) == {"recipient": ErrorCode.FORBIDDEN}
    await desk.do(acknowledge_report, of_police, police)
    assert (await desk.row("report", key))["stage"] == "RECEIVED"
    await desk.do(record_delivery, RecordDelivery(key, EDUCATION, DeliveryChannel.PAPER, NOW), NURSE)
    await desk.do(acknowledge_report, replace(of_education, measures="已劝返"), COUNTY)
    states = await recipients(desk, key)
    assert (states["EDUCATION"]["acknowledged_at"], states["EDUCATION"]["outcome"]) == (NOW, "已劝返")
    assert (await desk.row("report", key))["stage"] == "HANDLED"
    owed = await duties(desk, key)
    assert {owed[f"REPORT_ACKNOWLEDGEMENT {one}"]["done_at"] for one in ("POLICE", "EDUCATION")} == {NOW}
    kinds = [kind for kind, *_ in await desk.told()]
    assert kinds.count("REPORT_ACKNOWLEDGED") == 2


async def test_measures_may_follow_an_acceptance_which_itself_stands_once(desk: Desk) -> None:
    police = await liaison(desk, Department.POLICE)
    key = await filed(desk)
    asked = AcknowledgeReport(key, POLICE, NOW)
    await desk.do(acknowledge_report, asked, police)
    assert codes(await desk.refused(acknowledge_report, asked, police)) == {"recipient": ErrorCode.CONFLICT}
    await desk.do(acknowledge_report, replace(asked, measures="已出警"), police)
    assert (await recipients(desk, key))["POLICE"]["outcome"] == "已出警"
    early = replace(asked, at=SOON, measures="已结案")
    assert codes(await desk.refused(acknowledge_report, early, police)) == {"at": ErrorCode.BAD_USER_INPUT}


async def test_who_accepts_what_nobody_sent_has_received_it(desk: Desk) -> None:
    key = await filed(desk)
    police = await liaison(desk, Department.POLICE)
    # The office was entered after the report, which therefore does not name it.
    assert (await recipients(desk, key))["POLICE"]["organisation_id"] is None
    asked = AcknowledgeReport(key, POLICE, NOW)
    assert codes(await desk.refused(acknowledge_report, asked, police)) == {"reportId": ErrorCode.NOT_FOUND}
    civil_affairs = AcknowledgeReport(key, ReportRecipient.CIVIL_AFFAIRS, NOW)
    await desk.do(acknowledge_report, civil_affairs, COUNTY)
    state = (await recipients(desk, key))["CIVIL_AFFAIRS"]
    assert (state["sent_at"], state["channel"], state["acknowledged_at"]) == (NOW, "PLATFORM", NOW)
    owed = await duties(desk, key)
    assert owed["REPORT CIVIL_AFFAIRS"]["done_at"] == NOW
    assert owed["REPORT_ACKNOWLEDGEMENT CIVIL_AFFAIRS"]["done_at"] == NOW


async def test_passes_on_by_judgement_to_any_office_and_to_nobody_twice(desk: Desk) -> None:
    key = await filed(desk)
    justice = await department(desk, Department.JUSTICE)
    other = PassOnReport(key, (ReportRecipient.OTHER_DEPARTMENT,))
    assert codes(await desk.refused(pass_on_report, other, COUNTY)) == {"organisationId": ErrorCode.REQUIRED}
    await desk.do(pass_on_report, replace(other, organisation_id=justice), COUNTY)
    state = (await recipients(desk, key))["OTHER_DEPARTMENT"]
    assert (state["organisation_id"], state["citation"], state["passed_on_by"]) == (
        justice,
        BY_JUDGEMENT,
        "CIVIL_AFFAIRS",
    )
    assert (state["due_at"], state["basis"], state["mandatory"]) == (NOW, "PLATFORM_DEFAULT", True)
    twice = PassOnReport(key, (POLICE, ReportRecipient.HEALTH))
    assert codes(await desk.refused(pass_on_report, twice, COUNTY)) == {"recipients.0": ErrorCode.CONFLICT}
    wrong = PassOnReport(key, (ReportRecipient.HEALTH,), organisation_id=justice)
    assert codes(await desk.refused(pass_on_report, wrong, COUNTY)) == {"organisationId": ErrorCode.BAD_USER_INPUT}
    gone = PassOnReport(key, (ReportRecipient.HEALTH,), organisation_id=uuid4())
    assert codes(await desk.refused(pass_on_report, gone, COUNTY)) == {"organisationId": ErrorCode.NOT_FOUND}
    two = PassOnReport(key, (ReportRecipient.HEALTH, ReportRecipient.PROTECTION_CENTRE), organisation_id=justice)
    assert "organisationId" in codes(await desk.refused(pass_on_report, two, COUNTY))
    assert codes(await desk.refused(pass_on_report, PassOnReport(key, ()), COUNTY)) == {
        "recipients": ErrorCode.REQUIRED
    }
    assert codes(await desk.refused(pass_on_report, twice, DIRECTOR)) == {"": ErrorCode.FORBIDDEN}


async def test_closing_tells_of_who_has_not_accepted_and_takes_nothing_off_them(desk: Desk) -> None:
    police = await liaison(desk, Department.POLICE)
    key = await filed(desk, severity=Severity.SERIOUS)
    done = await desk.do(close_report, CloseReport(key, "已处置", feedback="已妥善处置"), police)
    assert {one.path for one in done.warnings} == {("recipients", "CIVIL_AFFAIRS"), ("recipients", "EDUCATION")}
    row = await desk.row("report", key)
    assert (row["stage"], row["closed_at"], row["outcome"]) == ("FEEDBACK_GIVEN", NOW, "已处置")
    states = await recipients(desk, key)
    assert (states["POLICE"]["acknowledged_at"], states["POLICE"]["outcome"]) == (NOW, "已处置")
    owed = await duties(desk, key)
    assert owed["REPORT_ACKNOWLEDGEMENT POLICE"]["done_at"] == NOW
    assert {owed[f"REPORT {one}"]["cancelled_at"] for one in THREE} == {None}
    assert (await desk.told())[-1][:3] == ("REPORT_RESULT", "report", key)
    again = CloseReport(key, "已处置", feedback="已妥善处置")
    assert codes(await desk.refused(close_report, again, police)) == {"reportId": ErrorCode.CONFLICT}
    await desk.do(record_delivery, RecordDelivery(key, EDUCATION, DeliveryChannel.PHONE, NOW), NURSE)
    await desk.do(acknowledge_report, AcknowledgeReport(key, EDUCATION, NOW, measures="已跟进"), COUNTY)
    assert (await desk.row("report", key))["stage"] == "FEEDBACK_GIVEN"


async def test_only_who_is_addressed_or_oversees_closes(desk: Desk) -> None:
    key = await filed(desk, circumstance=ReportCircumstance.CARER_UNFIT)
    asked = CloseReport(key, "已另选照护人", feedback="已处理")
    committee = caller(Role.VILLAGE_COMMITTEE, ZHONGSHAN)
    other = caller(Role.VILLAGE_COMMITTEE, QINGCHENG, subject="other@fujian")
    for who in (committee, other):
        given = AssignRole(who.subject, who.role, division=who.areas[0])
        await desk.do(assign_role, given, ADMIN)
    assert codes(await desk.refused(close_report, asked, other)) == {"reportId": ErrorCode.NOT_FOUND}
    assert codes(await desk.refused(close_report, asked, NURSE)) == {"": ErrorCode.FORBIDDEN}
    await desk.do(close_report, asked, committee)
    another = await filed(desk, circumstance=ReportCircumstance.CARER_UNFIT)
    done = await desk.do(close_report, replace(asked, report_id=another), COUNTY)
    assert {one.path for one in done.warnings} == {("recipients", "VILLAGE_COMMITTEE")}


async def test_feedback_that_seems_to_speak_of_the_family_is_warned_of(desk: Desk) -> None:
    key = await filed(desk)
    done = await desk.do(close_report, CloseReport(key, "已处置", feedback="监护人已被训诫"), COUNTY)
    assert ("feedback",) in {one.path for one in done.warnings}


async def test_a_filer_who_oversees_other_places_is_told_that_the_report_will_not_be_seen(desk: Desk) -> None:
    done = await desk.do(file_report, a_report(division=MENGSHAN), SUPERVISOR)
    assert ErrorCode.OUT_OF_JURISDICTION in {one.code for one in done.warnings}
    done = await desk.do(file_report, a_report(), SUPERVISOR)
    assert ErrorCode.OUT_OF_JURISDICTION not in {one.code for one in done.warnings}


async def test_an_implicated_overseer_is_overseen_from_above(desk: Desk) -> None:
    given = SaveOrganisation("东街街道办事处", OrganisationKind.TOWNSHIP, ZHONGSHAN // 1_000 * 1_000)
    township = (await desk.do(save_organisation, given, ADMIN)).ids[0]
    civil_affairs = await department(desk, Department.CIVIL_AFFAIRS)
    for implicated, overseen in (((township,), GULOU), ((civil_affairs,), 350100000000), ((uuid4(),), ZHONGSHAN)):
        done = await desk.do(file_report, a_report(implicated=implicated), NURSE)
        row = await desk.row("report", done.ids[0])
        assert (row["division"], row["occurred_division"]) == (overseen, ZHONGSHAN)
        assert {one["division"] for one in (await duties(desk, done.ids[0])).values()} == {overseen}
        unknown = [one for one in done.warnings if one.path[0] == "implicated"]
        assert bool(unknown) == (overseen == ZHONGSHAN)


async def test_an_implicated_person_reads_nothing_in_another_role_either(desk: Desk) -> None:
    key, both = uuid4(), caller(Role.VILLAGE_COMMITTEE, ZHONGSHAN, subject="both@fujian")
    facts = {"id": key, "subject": both.subject, "name": "蓝主任", "post": "CHILD_DIRECTOR", "division": ZHONGSHAN}
    await desk.put("trainee", **facts, prefecture=350100000000, created_at=NOW, updated_at=NOW)
    await desk.do(assign_role, AssignRole(both.subject, both.role, division=ZHONGSHAN), ADMIN)
    unfit = ReportCircumstance.CARER_UNFIT
    report = await filed(desk, circumstance=unfit, implicated=(key,))
    state = (await recipients(desk, report))["VILLAGE_COMMITTEE"]
    assert (state["sent_at"], state["organisation_id"]) == (None, None)
    police = await department(desk, Department.POLICE)
    other = await filed(desk, implicated=(key,))
    await desk.do(assign_role, AssignRole(both.subject, Role.DEPARTMENT_LIAISON, organisation_id=police), ADMIN)
    assert [row for row in await desk.rows("access_link") if row["subject"] == both.subject] == []
    assert (await desk.row("report", other))["division"] == ZHONGSHAN // 1_000 * 1_000
