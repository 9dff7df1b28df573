"""What a visit found: what is kept of it, what is refused, what the law misses in it, and how corrections add to it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
from care.actions.common.done import Done
from care.actions.common.labels import label_of
from care.actions.common.visit_asked import member_of
from care.actions.common.visit_findings import COLUMNS, FoundCarer, FoundGuardian, VisitFindings
from care.actions.correct_visit import CorrectVisit, correct_visit
from care.actions.record_visit import record_visit
from care.actions.register_child import register_child
from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal
from records.codes import (
    BenefitKind,
    CarerCapacity,
    CarerRelation,
    DisabilityGrade,
    DisabilityType,
    GuardianRelation,
    InformationSource,
    MaritalStatus,
    MentalHealthSign,
    ParentHealth,
    ParentsAway,
    SchoolStatus,
    Service,
    Sex,
    TalkTopic,
    VisitField,
    VisitMode,
    VisitOutcome,
    VisitStep,
    YesNoUnknown,
)
from tenants.work import Work
from tests.care.rulebooks.texts import layer, rule
from tests.support.desks import ADMIN, DIRECTOR, GULOU, MENGSHAN, ZHONGSHAN, Desk, codes
from tests.support.forms import FOUND, a_child, a_visit, without_number

EVERYTHING = VisitFindings(
    child_and_family="与祖母同住",
    guardian=FoundGuardian(GuardianRelation.GRANDPARENT, "单桂花", Sex.FEMALE, "13800138000"),
    carer=FoundCarer(CarerRelation.RELATIVE_OR_FRIEND, "李大嫂", Sex.FEMALE, "13900139001"),
    parents_away=ParentsAway.BOTH,
    marital_status=MaritalStatus.DIVORCED,
    economic_capacity="低收入",
    main_guardian_health=ParentHealth.UNHEALTHY,
    main_guardian_health_detail="高血压",
    parent_in_custody=YesNoUnknown.NO,
    parent_violent=YesNoUnknown.YES,
    family_guardianship="祖母照料",
    carer_capacity=CarerCapacity.NEGLECTS_DUTY,
    serious_illness=YesNoUnknown.YES,
    serious_illness_detail="先天性心脏病",
    disability=YesNoUnknown.YES,
    disability_type=DisabilityType.PHYSICAL,
    disability_grade=DisabilityGrade.GRADE_2,
    disability_detail="左腿",
    mental_health_signs=(MentalHealthSign.EMOTIONAL, MentalHealthSign.OTHER),
    mental_health_detail="夜惊",
    psychological_needs="想念母亲",
    medical_and_school="定期复查",
    school_status=SchoolStatus.IN_SCHOOL,
    agreement_signed=YesNoUnknown.NO,
    benefits_received=(BenefitKind.MINIMUM_LIVING,),
    living_security="吃穿有保障",
    care_activity="参加暑期班",
    needs_and_difficulties="缺少冬衣",
    steps=tuple(VisitStep),
    sources=tuple(InformationSource),
    talked_with_child=(TalkTopic.SAFETY,),
    talked_with_guardian=(TalkTopic.LAW,),
    services=(Service.STUDY, Service.COMFORT),
)
SEALED = {"guardian_contact", "carer_contact"}


async def registered(desk: Desk, **changes: Any) -> UUID:
    return (await desk.do(register_child, a_child(**changes))).ids[0]


async def siblings(desk: Desk) -> tuple[UUID, UUID]:
    first = await registered(desk)
    home = (await desk.row("child", first))["household_id"]
    sister = without_number(name="单小红", sex=Sex.FEMALE, household_id=home, birth_date=date(2018, 1, 1))
    return first, (await desk.do(register_child, sister)).ids[0]


async def found_of(desk: Desk, visit: UUID) -> dict[str, Any]:
    return await desk.row("visit_finding", visit, "visit_id")


def opened(desk: Desk, row: Mapping[str, Any], field: str) -> str:
    return desk.work.keys.decrypt(row[field], table="visit_finding", row=row["visit_id"], field=field)


def told(warnings: tuple[Refusal, ...]) -> dict[str, str | None]:
    return {".".join(one.path): one.citation for one in warnings if one.code is ErrorCode.REQUIRED}


def test_every_field_that_the_law_may_ask_for_is_recorded_by_a_member_of_the_same_label() -> None:
    for field in VisitField:
        assert label_of(member_of(field), {}) == field.zh


async def test_keeps_everything_for_each_child_of_the_occasion_with_contacts_sealed_apart(desk: Desk) -> None:
    children = await siblings(desk)
    done = await desk.do(record_visit, a_visit(*children, findings=EVERYTHING), DIRECTOR)
    rows = [await found_of(desk, key) for key in done.ids]
    assert [row["child_id"] for row in rows] == list(children)
    for row in rows:
        told_facts = {name: getattr(EVERYTHING, name) for name in COLUMNS if hasattr(EVERYTHING, name)}
        assert {name: row[name] for name in told_facts} == {
            name: list(value) if isinstance(value, tuple) else value for name, value in told_facts.items()
        }
        person = [row[f"guardian_{part}"] for part in ("relation", "name", "sex", "contact_masked")]
        assert person == ["GRANDPARENT", "单桂花", "FEMALE", "*******8000"]
        assert (opened(desk, row, "guardian_contact"), opened(desk, row, "carer_contact")) == (
            "13800138000",
            "13900139001",
        )
        assert (row["recorded_by"], b"13800138000" in row["guardian_contact"]) == (DIRECTOR.subject, False)
        assert {name for name in COLUMNS if row[name] is None} == set()
    assert rows[0]["guardian_contact"] != rows[1]["guardian_contact"]
    visits = [await desk.row("visit", key) for key in done.ids]
    assert [visit["missing_findings"] for visit in visits] == [[], []]


async def test_asks_whether_what_was_found_of_one_child_is_true_of_all(desk: Desk) -> None:
    first, second = await siblings(desk)
    done = await desk.do(record_visit, a_visit(first, second, findings=EVERYTHING), DIRECTOR)
    assert [".".join(one.path) for one in done.warnings] == [
        "findings.seriousIllness",
        "findings.disability",
        "findings.mentalHealthSigns",
        "findings.psychologicalNeeds",
    ]
    alone = await desk.do(record_visit, a_visit(first, findings=EVERYTHING, mode=VisitMode.PHONE), DIRECTOR)
    assert [one.path for one in alone.warnings] == [("findings", "psychologicalNeeds")]


async def test_warns_of_what_is_missing_when_no_findings_were_sent_and_keeps_the_visit(desk: Desk) -> None:
    done = await desk.do(record_visit, a_visit(await registered(desk), findings=None), DIRECTOR)
    cited = "闽民童〔2024〕33号附件、第三部分第2、5项"
    assert told(done.warnings) == {"findings.psychologicalNeeds": cited, "findings.carerCapacity": cited}
    assert (await desk.row("visit", done.ids[0]))["missing_findings"] == ["PSYCHOLOGICAL_NEEDS", "CARER_CAPACITY"]
    assert await desk.rows("visit_finding") == []


async def test_refuses_findings_without_what_a_document_obliges_to(desk: Desk) -> None:
    key = await registered(desk)
    for sent in (VisitFindings(psychological_needs="  "), VisitFindings(school_status=SchoolStatus.IN_SCHOOL)):
        refusals = await desk.refused(record_visit, a_visit(key, findings=sent), DIRECTOR)
        assert codes(refusals) == {
            "findings.psychologicalNeeds": ErrorCode.REQUIRED,
            "findings.carerCapacity": ErrorCode.REQUIRED,
        }
        assert {one.citation for one in refusals} == {"闽民童〔2024〕33号附件、第三部分第2、5项"}
    assert await desk.rows("visit") == []


@pytest.mark.parametrize(
    "changes", [{"mode": VisitMode.PHONE}, {"mode": VisitMode.FIELD_CHECK}, {"outcome": VisitOutcome.NOT_HOME}]
)
async def test_asks_nothing_of_contacts_and_of_visits_that_met_nobody(desk: Desk, changes: dict[str, Any]) -> None:
    key = await registered(desk)
    for sent in (None, VisitFindings(steps=(VisitStep.ASK,))):
        done = await desk.do(record_visit, a_visit(key, findings=sent, **changes), DIRECTOR)
        assert told(done.warnings) == {}
        assert (await desk.row("visit", done.ids[0]))["missing_findings"] == []


NEEDLESS, TWICE = ErrorCode.BAD_USER_INPUT, ErrorCode.BAD_USER_INPUT


@pytest.mark.parametrize(
    ("wrong", "path", "code"),
    [
        ({"main_guardian_health": ParentHealth.HEALTHY}, "mainGuardianHealthDetail", NEEDLESS),
        ({"serious_illness": YesNoUnknown.UNKNOWN}, "seriousIllnessDetail", NEEDLESS),
        ({"serious_illness_detail": "艾滋病"}, "seriousIllnessDetail", ErrorCode.BAD_USER_INPUT),
        ({"serious_illness_detail": "hiv 阳性"}, "seriousIllnessDetail", ErrorCode.BAD_USER_INPUT),
        ({"disability_type": None, "disability_grade": None, "disability": None}, "disabilityDetail", NEEDLESS),
        ({"mental_health_detail": None}, "mentalHealthDetail", ErrorCode.REQUIRED),
        ({"steps": (VisitStep.ASK, VisitStep.ASK)}, "steps.1", TWICE),
        ({"benefits_received": (BenefitKind.NONE, BenefitKind.HOUSING)}, "benefitsReceived.1", None),
        ({"carer": FoundCarer(CarerRelation.NONE, "李大嫂")}, "carer.name", NEEDLESS),
        ({"carer": FoundCarer(CarerRelation.GRANDPARENT)}, "carer.name", ErrorCode.REQUIRED),
        ({"guardian": FoundGuardian(GuardianRelation.FATHER, " ", Sex.MALE)}, "guardian.name", ErrorCode.REQUIRED),
        (
            {"guardian": FoundGuardian(GuardianRelation.FATHER, "单大伟", Sex.MALE, "*******8000")},
            "guardian.contact",
            ErrorCode.MASKED_VALUE,
        ),
        ({"living_security": "字" * 2001}, "livingSecurity", ErrorCode.BAD_USER_INPUT),
        ({"living_security": "半\x00"}, "livingSecurity", ErrorCode.BAD_USER_INPUT),
    ],
)
async def test_refuses_findings_that_cannot_be(
    desk: Desk, wrong: dict[str, Any], path: str, code: ErrorCode | None
) -> None:
    sent = VisitFindings(**{name: getattr(EVERYTHING, name) for name in EVERYTHING.__dataclass_fields__} | wrong)
    refusals = await desk.refused(record_visit, a_visit(await registered(desk), findings=sent), DIRECTOR)
    assert codes(refusals) == {f"findings.{path}": code or ErrorCode.RULE_VIOLATION}
    assert all(one.zh.split("：")[0] for one in refusals)
    assert await desk.rows("visit_finding") == []


async def test_a_correction_brings_findings_later_and_bit_by_bit(desk: Desk) -> None:
    key = (await desk.do(record_visit, a_visit(await registered(desk), findings=None), DIRECTOR)).ids[0]
    part = CorrectVisit(key, 1, "补充", findings=VisitFindings(psychological_needs="无"))
    second = await desk.do(correct_visit, part, DIRECTOR)
    assert list(told(second.warnings)) == ["findings.carerCapacity"]
    rest = CorrectVisit(second.ids[0], 1, "补充", findings=VisitFindings(carer_capacity=CarerCapacity.CAPABLE))
    third = await desk.do(correct_visit, rest, DIRECTOR)
    assert third.warnings == ()
    rows = [await desk.row("visit", one) for one in (key, second.ids[0], third.ids[0])]
    assert [row["missing_findings"] for row in rows] == [
        ["PSYCHOLOGICAL_NEEDS", "CARER_CAPACITY"],
        ["CARER_CAPACITY"],
        [],
    ]
    found = await found_of(desk, third.ids[0])
    assert (found["psychological_needs"], found["carer_capacity"]) == ("无", "CAPABLE")


async def test_a_correction_of_something_else_keeps_the_findings_and_their_contacts(desk: Desk) -> None:
    key = (await desk.do(record_visit, a_visit(await registered(desk), findings=EVERYTHING), DIRECTOR)).ids[0]
    new = (await desk.do(correct_visit, CorrectVisit(key, 1, "方式", mode=VisitMode.FIELD_CHECK), DIRECTOR)).ids[0]
    before, after = await found_of(desk, key), await found_of(desk, new)
    assert {name for name in before if before[name] != after[name]} == {"visit_id", *SEALED}
    assert [opened(desk, after, field) for field in sorted(SEALED)] == ["13900139001", "13800138000"]


async def test_a_correction_may_not_take_away_what_a_document_obliges_to(desk: Desk) -> None:
    key = (await desk.do(record_visit, a_visit(await registered(desk), findings=FOUND), DIRECTOR)).ids[0]
    for nothing in (None, " "):
        command = CorrectVisit(key, 1, "清空", findings=VisitFindings(psychological_needs=nothing))
        refusals = await desk.refused(correct_visit, command, DIRECTOR)
        assert codes(refusals) == {"findings.psychologicalNeeds": ErrorCode.REQUIRED}
    # Whoever learns that the visit met nobody may take back what it claims to have found.
    taken_back = VisitFindings(psychological_needs=None, carer_capacity=None)
    command = CorrectVisit(key, 1, "未见到", outcome=VisitOutcome.NOT_HOME, findings=taken_back)
    new = (await desk.do(correct_visit, command, DIRECTOR)).ids[0]
    assert (await found_of(desk, new))["psychological_needs"] is None


async def test_a_correction_of_nothing_is_refused_also_with_empty_findings(desk: Desk) -> None:
    key = (await desk.do(record_visit, a_visit(await registered(desk)), DIRECTOR)).ids[0]
    for empty in (VisitFindings(), None):
        refusals = await desk.refused(correct_visit, CorrectVisit(key, 1, "更正", findings=empty), DIRECTOR)
        assert codes(refusals) == {"": ErrorCode.BAD_USER_INPUT}


async def test_findings_follow_the_child_to_another_village_and_go_with_it(desk: Desk) -> None:
    child = await registered(desk)
    key = (await desk.do(record_visit, a_visit(child), DIRECTOR)).ids[0]
    await desk.by_hand("UPDATE {schema}.child SET division = $2 WHERE id = $1", child, MENGSHAN)
    assert (await found_of(desk, key))["division"] == MENGSHAN
    await desk.by_hand("DELETE FROM {schema}.child WHERE id = $1", child)
    assert await desk.rows("visit_finding") == []


@pytest.mark.parametrize(
    ("state", "since", "asked"),
    [
        (None, None, False),
        ("HELD", date(2026, 11, 20), True),
        ("HELD", date(2026, 11, 21), False),
        ("ENDED", date(2026, 1, 1), False),
        ("PROSPECTIVE", date(2026, 1, 1), False),
    ],
)
async def test_a_class_counts_as_the_applied_law_has_derived_it_on_the_visits_day(
    desk: Desk, state: str | None, since: date | None, asked: bool
) -> None:
    text = layer(
        rule("visit.classFields", '["AGREEMENT_SIGNED"]', 'for = ["LEFT_BEHIND"]'), place="gulou", division=GULOU
    )

    async def applied(work: Work, who: Caller, command: ApplyRulebook) -> Done:
        await apply_rulebook(work, who, command)
        return Done(())

    await desk.do(applied, ApplyRulebook(("gulou.toml", text)), ADMIN)
    child = await registered(desk)
    if state:
        of = {"child_id": child, "division": ZHONGSHAN, '"class"': "LEFT_BEHIND", "state": state, "since": since}
        await desk.put("standing", **of, source="FACTS", citation="某文件", rule_version="1")
    key = (await desk.do(record_visit, a_visit(child, findings=None), DIRECTOR)).ids[0]
    missing = (await desk.row("visit", key))["missing_findings"]
    assert ("AGREEMENT_SIGNED" in missing) is asked
