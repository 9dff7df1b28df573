"""Systems of organisations: what they hear of and read, and the way back in by their service accounts."""

import asyncio
from typing import Any

import pytest

from policies.caller import Caller
from records.codes import Department, Role
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.reporting import (
    ACKNOWLEDGE,
    CLOSE,
    DELIVER,
    FILE,
    REVOKE,
    admin,
    by_recipient,
    department,
    duties,
    employed,
    file,
    form,
    liaison,
    read,
    send,
)
from tests.support.scenes import Scene
from tests.support.streaming import socket, station

EVENING = "2026-07-01T22:40"
ALERTS = "query($where: AlertWhere) { alerts(where: $where) { nodes { kind subject { id } } } }"
STREAM = "subscription($where: AlertWhere) { alerts(where: $where) { kind subject { id } } }"
CHILDREN = "{ children(first: 10) { totalCount nodes { name } } }"
REFER = "mutation($input: ReferNeedInput!) { referNeed(input: $input) { userErrors { code } warnings { code } } }"
OPEN = "mutation($input: OpenNeedInput!) { openNeed(input: $input) { need { id version } userErrors { code } } }"
DROPOUTS = {"circumstances": ["SCHOOL_DROPOUT"], "addressedTo": ["EDUCATION"]}


async def system(scene: Scene, organisation: str, subject: str = "desk@fujian") -> Caller:
    """Give an organisation of the scene a service account."""
    return await employed(scene, Role.INTEGRATOR, organisation, place=scene.county, subject=subject)


def codes(found: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(one["code"], one["path"]) for one in found]


async def test_a_police_desk_takes_a_report_answers_it_and_closes_it(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    desk = await system(here, await department(here, Department.POLICE))
    child = await here.register()
    filed = await file(here, "CHILD_MISSING", EVENING, childIds=[child])
    # No person reads it there: whoever filed has to ring until the system says that it has it.
    assert ("REQUIRED", ["recipients", "POLICE"]) in codes(filed["warnings"])
    assert "公安局" in {one["name"] for one in filed["contacts"]}
    assert by_recipient(filed["report"])["POLICE"]["sentAt"] is None
    (seen,) = await read(here, desk)
    assert (seen["narrative"], seen["children"], seen["reporter"]) == (
        "情况见面谈记录",
        [{"id": child, "name": "单小明"}],
        None,
    )
    answer = {"reportId": seen["id"], "recipient": "POLICE"}

    here.at("2026-07-01", "22:42")
    taken = {"channel": "PLATFORM", "at": f"{EVENING[:-2]}41:00+08:00", "referenceNumber": "110-2026-0071"}
    delivered = await send(here, DELIVER, desk, **answer, **taken)
    assert delivered["userErrors"] == []
    assert by_recipient(delivered["report"])["POLICE"]["sentAt"] == "2026-07-01T22:41:00+08:00"
    accepted = await send(here, ACKNOWLEDGE, desk, **answer, at=f"{EVENING[:-2]}42:00+08:00", measures="已派警")
    assert accepted["userErrors"] == []
    assert accepted["report"]["stage"] == "HANDLED"
    owed = await duties(here, seen)
    assert owed["REPORT_ACKNOWLEDGEMENT POLICE"]["done_at"] is not None
    assert owed["REPORT POLICE"]["done_at"] is not None

    here.at("2026-07-02", "08:00")
    closed = await send(here, CLOSE, desk, reportId=seen["id"], outcome="已找到", feedback="已找到并送回家中")
    assert closed["userErrors"] == []
    (told,) = await read(here, Role.CHILD_DIRECTOR)
    assert (told["feedback"], told["outcome"]) == ("已找到并送回家中", None)


async def test_where_a_person_has_it_the_system_adds_its_number_once(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    office = await department(here, Department.POLICE)
    desk = await system(here, office)
    officer = await employed(here, Role.DEPARTMENT_LIAISON, office, place=here.county, subject="officer@fujian")
    report = (await file(here, "CHILD_MISSING", EVENING))["report"]
    answer = {"reportId": report["id"], "recipient": "POLICE", "channel": "PLATFORM", "at": f"{EVENING}:00+08:00"}
    for who, number_ in ((officer, "1"), (desk, None)):
        refused = await send(here, DELIVER, who, **answer, referenceNumber=number_)
        assert ("CONFLICT", ["recipient"]) in codes(refused["userErrors"])
    assert (await send(here, DELIVER, desk, **answer, referenceNumber="110-1"))["userErrors"] == []
    again = await send(here, DELIVER, desk, **answer, referenceNumber="110-2")
    assert codes(again["userErrors"]) == [("CONFLICT", ["recipient"])]


async def test_a_system_answers_for_its_own_organisation_alone(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    desk = await system(here, await department(here, Department.POLICE))
    elsewhere = await system(here, await department(here, Department.POLICE, 350103000000), "other@fujian")
    nobody = here.caller(Role.INTEGRATOR, here.county, subject="nobody@fujian")
    report = (await file(here, "CHILD_MISSING", EVENING))["report"]
    other = next(one for one in by_recipient(report) if one != "POLICE")
    now = {"at": f"{EVENING}:00+08:00"}
    refused = await send(here, ACKNOWLEDGE, desk, reportId=report["id"], recipient=other, **now)
    assert ("FORBIDDEN", ["recipient"]) in codes(refused["userErrors"])
    refused = await send(here, DELIVER, desk, reportId=report["id"], recipient=other, channel="PLATFORM", **now)
    assert ("BAD_USER_INPUT", ["channel"]) in codes(refused["userErrors"])
    for stranger in (elsewhere, nobody):
        assert await read(here, stranger) == []
        hidden = await send(here, ACKNOWLEDGE, stranger, reportId=report["id"], recipient="POLICE", **now)
        assert codes(hidden["userErrors"]) == [("NOT_FOUND", ["reportId"])]


async def test_facts_of_a_sexual_assault_are_withheld_from_systems(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    desk = await system(here, await department(here, Department.POLICE))
    await file(here, "SEXUAL_ASSAULT", EVENING)
    (seen,) = await read(here, desk)
    assert (seen["narrative"], seen["circumstance"]) == (None, "SEXUAL_ASSAULT")


async def test_a_number_is_filed_under_once_by_all_systems_of_an_organisation(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    bureau, police = await department(here, Department.EDUCATION), await department(here, Department.POLICE)
    first, second = await system(here, bureau, "one@fujian"), await system(here, bureau, "two@fujian")
    told = {"reporterKind": "DEPARTMENT", "externalReference": "JY-2026-15"}
    report = (await file(here, "SCHOOL_DROPOUT", EVENING, first, **told))["report"]
    for who in (first, second):
        again = await file(here, "SCHOOL_DROPOUT", EVENING, who, **told)
        assert again["report"] == report
        assert codes(again["warnings"]) == [("CONFLICT", ["externalReference"])]
        assert [one["id"] for one in await read(here, who)] == [report["id"]]
    changed = await send(
        here, FILE, second, **form(here, "SCHOOL_DROPOUT", EVENING, **told | {"narrative": "另一名学生"})
    )
    assert codes(changed["userErrors"]) == [("CONFLICT", ["externalReference"])]
    assert changed["report"] is None
    # Another organisation has numbers of its own, and a person's number binds nobody.
    stranger = await system(here, police, "three@fujian")
    for another in (stranger, Role.SCHOOL, Role.SCHOOL):
        other = (await file(here, "SCHOOL_DROPOUT", EVENING, another, **told))["report"]
        assert other["id"] != report["id"]


async def test_of_two_that_file_under_a_number_at_once_one_is_written(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    bureau = await department(here, Department.EDUCATION)
    desks = [await system(here, bureau, f"desk{one}@fujian") for one in range(4)]
    told = {"reporterKind": "DEPARTMENT", "externalReference": "JY-2026-16"}
    filed = await asyncio.gather(*(file(here, "SCHOOL_DROPOUT", EVENING, who, **told) for who in desks))
    assert len({one["report"]["id"] for one in filed}) == 1


async def test_what_a_role_gave_goes_with_it(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01", "22:40")
    office = await department(here, Department.POLICE)
    report = (await file(here, "CHILD_MISSING", EVENING, childIds=[await here.register()]))["report"]
    # A system that comes later has the open reports of its office, too.
    desk = await system(here, office)
    assert [one["id"] for one in await read(here, desk)] == [report["id"]]
    assert [one["name"] for one in (await here.ask(CHILDREN, desk))["children"]["nodes"]] == ["单小明"]
    where = {"division": str(here.county), "organisationId": office}
    revoked = {"subject": desk.subject, "role": "INTEGRATOR", **where}
    assert (await send(here, REVOKE, admin(here), **revoked))["userErrors"] == []
    assert await read(here, desk) == []
    assert (await here.ask(CHILDREN, desk))["children"]["nodes"] == []


async def test_a_need_that_is_referred_to_an_organisation_shows_its_system_no_child(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-07-01")
    bureau = await department(here, Department.EDUCATION)
    desk = await system(here, bureau, "one@fujian")
    child = await here.register()
    opened = await send(here, OPEN, Role.COUNTY_OFFICER, childId=child, kind="READING")
    need = opened["need"]
    facts = {"organisationId": bureau, "until": "2026-12-31T00:00:00+08:00"}
    referred = await send(here, REFER, Role.COUNTY_OFFICER, needId=need["id"], version=need["version"], **facts)
    assert referred["userErrors"] == []
    later = await system(here, bureau, "two@fujian")
    for who in (desk, later):
        assert (await here.ask(CHILDREN, who))["children"]["nodes"] == []


@pytest.mark.parametrize("where", [{}, DROPOUTS], ids=["whatever is addressed to it", "dropouts"])
async def test_an_education_bureau_hears_of_what_goes_to_it_by_query_and_by_subscription(
    scene: Stage, where: dict[str, Any]
) -> None:
    here = scene("fujian")
    here.at("2026-09-10")
    desk = await system(here, await department(here, Department.EDUCATION))
    await liaison(here, Department.HEALTH)
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    now, where = here.house.clock(), {**where, "kinds": ["REPORT_FILED", "REPORT_ADDRESSED"]}
    async with (
        station(here.house, tenant, assign=False) as stand,
        socket(stand, stand.token(desk.subject, now=now)) as client,
    ):
        await client.subscribe(query=STREAM, where=where)
        assert await client.silent()
        # In Fujian every report goes to education, too; the first one to that of another county.
        await file(here, "SCHOOL_DROPOUT", "2026-09-10T08:30", division="350103001001")
        injured = (await file(here, "SUSPECTED_ACCIDENTAL_INJURY", "2026-09-10T08:40"))["report"]["id"]
        dropout = (await file(here, "SCHOOL_DROPOUT", "2026-09-10T08:00"))["report"]["id"]
        await number(here)
        asked = (await here.ask(ALERTS, desk, where=where))["alerts"]["nodes"][::-1]
        assert await client.alerts(len(asked)) == asked
        assert await client.silent()
    told = [(one["kind"], one["subject"]["id"]) for one in asked]
    if "addressedTo" in where:
        assert told == [("REPORT_FILED", dropout), ("REPORT_ADDRESSED", dropout)]
    else:
        # To every recipient of the two that it reads, in the order in which they were filed.
        assert list(dict.fromkeys(told)) == [
            (kind, report) for report in (injured, dropout) for kind in ("REPORT_FILED", "REPORT_ADDRESSED")
        ]
