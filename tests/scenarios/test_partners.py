"""Partner organisations, end to end: what is signed, offered, claimed, granted, written, counted, and how it ends."""

from dataclasses import replace
from typing import Any

import pytest

from care.actions.remind_partners import remind_partners
from policies.caller import Caller
from records.codes import OrganisationKind, Role
from tests.scenarios.conftest import Stage
from tests.support.alerting import number
from tests.support.partners import codes, do, done, granted, partner, signed
from tests.support.reporting import ASSIGN, REVOKE, office
from tests.support.scenes import Scene

OPEN = "mutation($input: OpenNeedInput!) { openNeed(input: $input) { need { id version } userErrors { code path } } }"
REFER = """mutation($input: ReferNeedInput!) { referNeed(input: $input) {
  need { id version status } userErrors { code path } } }"""
CLOSE = (
    """mutation($input: CloseNeedInput!) { closeNeed(input: $input) { need { status } userErrors { code path } } }"""
)
SERVE = """mutation($input: RecordServiceInput!) { recordService(input: $input) {
  need { status services { outcome } } userErrors { code path } } }"""
PAIR = "mutation($input: SetPairingInput!) { setPairing(input: $input) { userErrors { code path } } }"
MOVE = "mutation($input: MoveChildInput!) { moveChild(input: $input) { userErrors { code path } } }"
OFFERS = """{ offeredNeeds { totalCount nodes { __typename id kind county township month organisation { name } } } }"""
MINE = """query($id: ID!) { child(id: $id) { id name address classes riskLevel mindAndBehaviour notes masked
    guardians { name phone address specialStatus masked } }
  children { totalCount nodes { id } } needs { nodes { id status } }
  grants(where: {running: true}) { nodes { child { id } fieldClasses until } } }"""
SEARCH = "query($where: ChildWhere) { children(where: $where) { totalCount } }"
FIGURES = """query($from: Date!, $until: Date!) { partnerFigures(from: $from, until: $until) {
  month measure value suppressed } }"""
MOTHER = {"relation": "MOTHER", "name": "单某", "phone": "13800138000", "address": "厦门市某厂"}


async def need(here: Scene, child: str, kind: str = "READING") -> dict[str, Any]:
    payload = (await here.ask(OPEN, Role.CHILD_DIRECTOR, input={"childId": child, "kind": kind}))["openNeed"]
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload["need"]
    return found


async def sees(here: Scene, who: Caller, child: str) -> bool:
    return (await here.ask(MINE, who, id=child))["child"] is not None


async def events(here: Scene, kind: str) -> list[str]:
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant, scope="{(,)}") as work:
        sql = f'SELECT subject_kind, subject FROM "{tenant.schema}".outbox WHERE kind = $1 ORDER BY id'
        rows = await work.connection.fetch(sql, kind)
    return [f"{row['subject_kind']}_{row['subject']}" for row in rows]


async def test_from_the_offer_to_the_service_a_partner_sees_no_child_before_the_county_has_approved(
    scene: Stage,
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register(address="中山路1号", guardians=[MOTHER])
    wanted, other = await need(here, child), await need(here, child, "COMPANY")
    key, worker = await partner(here)
    offered = await done(here, "offerNeed", Role.CHILD_DIRECTOR, needId=wanted["id"], version=1)
    assert offered["offer"]["township"] == str(here.township)
    nothing = {"totalCount": 0, "nodes": []}
    assert (await here.ask(OFFERS, worker))["offeredNeeds"] == nothing
    claim = {"offerId": offered["offer"]["id"]}
    assert codes(await do(here, "claimOffer", worker, **claim)) == [("NOT_FOUND", ["offerId"])]

    await signed(here, key)
    (shown,) = (await here.ask(OFFERS, worker))["offeredNeeds"]["nodes"]
    assert shown == {
        "__typename": "OfferedNeed",
        "id": claim["offerId"],
        "kind": "READING",
        "county": str(here.county),
        "township": str(here.township),
        "month": "2026-03-01",
        "organisation": None,
    }
    assert wanted["id"].partition("_")[2] not in claim["offerId"]
    claimed = await done(here, "claimOffer", worker, **claim)
    assert claimed["organisation"] == {"name": OrganisationKind.PARTNER.zh}
    assert codes(await do(here, "claimOffer", worker, **claim)) == [("CONFLICT", ["offerId"])]
    seen = await here.ask(MINE, worker, id=child)
    assert (seen["child"], seen["children"]["totalCount"], seen["needs"]["nodes"]) == (None, 0, [])

    terms = {"fieldClasses": ["location"], "purpose": "ASSISTANCE_APPLICATION", "until": "2026-06-01T00:00:00+08:00"}
    forbidden = await do(here, "approveClaim", Role.CHILD_DIRECTOR, needId=wanted["id"], version=2, **terms)
    assert codes(forbidden) == [("FORBIDDEN", [])]
    unclaimed = await do(here, "approveClaim", needId=other["id"], version=1, **terms)
    assert codes(unclaimed) == [("CONFLICT", ["needId"])]
    (grant,) = await done(here, "approveClaim", needId=wanted["id"], version=2, **terms)
    assert (grant["need"]["status"], grant["need"]["claimedBy"]) == ("CLAIMED", OrganisationKind.PARTNER.zh)
    assert (await here.ask(OFFERS, worker))["offeredNeeds"] == nothing
    seen = await here.ask(MINE, worker, id=child)
    assert (seen["child"]["address"], seen["child"]["guardians"][0]["address"]) == ("中山路1号", "厦门市某厂")
    assert seen["needs"]["nodes"] == [{"id": wanted["id"], "status": "CLAIMED"}]

    service = {"needId": wanted["id"], "providedOn": "2026-03-02", "outcome": "共读两次"}
    served = (await here.ask(SERVE, worker, input=service))["recordService"]
    assert (served["userErrors"], served["need"]["services"]) == ([], [{"outcome": "共读两次"}])
    assert (await here.visit(child, "2026-03-02", who=worker, problems="缺少课外书", solutions="已送书"))["visits"]
    # The need is met, and with it the purpose of the grant.
    version = (await here.ask("query($id: ID!) { node(id: $id) { ... on Need { version } } }", id=wanted["id"]))["node"]
    closed = {"needId": wanted["id"], "version": version["version"], "outcome": "已解决"}
    assert (await here.ask(CLOSE, Role.CHILD_DIRECTOR, input=closed))["closeNeed"]["need"] == {"status": "CLOSED"}
    assert not await sees(here, worker, child)


async def test_an_offer_is_for_partners_that_signed_and_ends_when_it_is_taken_back_or_met_otherwise(
    scene: Stage,
) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    wanted = await need(here, await here.register())
    key, worker = await partner(here)
    await signed(here, key)
    other = await office(here, OrganisationKind.PARTNER, here.township)
    rival = replace(worker, subject="rival@partner")
    await here.ask(ASSIGN, input={"subject": rival.subject, "role": "PARTNER_WORKER", "organisationId": other})
    rival = replace(rival, organisations=(), subject="rival@partner")
    for turn in (1, 3):
        offered = await done(here, "offerNeed", needId=wanted["id"], version=turn)
        await done(here, "claimOffer", worker, offerId=offered["offer"]["id"])
        assert (await here.ask(OFFERS, rival))["offeredNeeds"]["nodes"] == []
        if turn == 1:
            (seen,) = (await here.ask(OFFERS, Role.CHILD_SUPERVISOR))["offeredNeeds"]["nodes"]
            assert seen["organisation"] is not None
            elsewhere = here.caller(Role.CHILD_SUPERVISOR, here.township + 1000)
            assert (await here.ask(OFFERS, elsewhere))["offeredNeeds"]["nodes"] == []
            await done(here, "withdrawOffer", needId=wanted["id"], version=2, reason="家长不同意")
        else:
            closed = {"needId": wanted["id"], "version": 4, "outcome": "已解决"}
            assert (await here.ask(CLOSE, input=closed))["closeNeed"]["userErrors"] == []
        assert (await here.ask(OFFERS, worker))["offeredNeeds"]["nodes"] == []
        gone = await do(here, "claimOffer", worker, offerId=offered["offer"]["id"])
        assert codes(gone) == [("NOT_FOUND", ["offerId"])]


async def test_without_an_agreement_in_force_nothing_is_granted_or_referred_to_a_partner(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    wanted = await need(here, child)
    key, worker = await partner(here)
    terms = {"organisationId": key, "childIds": [child], "fieldClasses": ["basic"], "purpose": "VISIT"}
    refer = {"needId": wanted["id"], "version": 1, "organisationId": key}
    late = "2027-01-01T00:00:01+08:00"
    refused = [("RULE_VIOLATION", ["organisationId"])]
    assert codes(await do(here, "grantPartner", **terms, until=late)) == refused
    assert codes((await here.ask(REFER, input={**refer, "until": late}))["referNeed"]) == refused

    pair = {"childId": child, "name": "李某", "phone": "13800138000", "subject": worker.subject, "until": late}
    assert codes((await here.ask(PAIR, input=pair))["setPairing"]) == [("RULE_VIOLATION", ["subject"])]
    assert not await sees(here, worker, child)

    agreement = await signed(here, key)
    refused = [("RULE_VIOLATION", ["until"])]
    assert codes(await do(here, "grantPartner", **terms, until=late)) == refused
    assert codes((await here.ask(REFER, input={**refer, "until": late}))["referNeed"]) == refused
    last = "2027-01-01T00:00:00+08:00"
    await done(here, "grantPartner", **terms, until=last)
    assert (await here.ask(REFER, input={**refer, "until": last}))["referNeed"]["userErrors"] == []
    assert await sees(here, worker, child)

    company = await need(here, child, "COMPANY")
    offered = await done(here, "offerNeed", needId=company["id"], version=1)
    await done(here, "claimOffer", worker, offerId=offered["offer"]["id"])

    # It ends before its day: at once everything that was given under it.
    reason = {"dataAgreementId": agreement["id"], "version": 1, "reason": "违反协议"}
    assert codes(await do(here, "endDataAgreement", Role.CHILD_SUPERVISOR, **reason)) == [("FORBIDDEN", [])]
    await done(here, "endDataAgreement", **reason)
    seen = await here.ask(MINE, worker, id=child)
    assert (seen["child"], seen["needs"]["nodes"], seen["grants"]["nodes"]) == (None, [], [])
    assert len(await events(here, "PARTNER_REVOKED")) == 1
    (free,) = (await here.ask(OFFERS))["offeredNeeds"]["nodes"]
    assert (free["kind"], free["organisation"]) == ("COMPANY", None)
    assert codes(await do(here, "grantPartner", **terms, until=last)) == [("RULE_VIOLATION", ["organisationId"])]
    # An agreement with another county is none here.
    other = here.caller(Role.COUNTY_OFFICER, 350103000000)
    days = {"signedOn": "2026-03-02", "startsOn": "2026-03-02", "endsOn": "2026-12-31"}
    facts = {"organisationId": key, "edition": "2026版", "reference": "档"}
    theirs = {**facts, **days, "division": "350103000000"}
    assert codes(await do(here, "recordDataAgreement", **theirs)) == [("OUT_OF_JURISDICTION", ["division"])]
    await done(here, "recordDataAgreement", other, **theirs)
    assert codes(await do(here, "grantPartner", **terms, until=last)) == [("RULE_VIOLATION", ["organisationId"])]
    school = await office(here, OrganisationKind.SCHOOL, here.county)
    no_partner = {**facts, **days, "division": str(here.county), "organisationId": school}
    assert codes(await do(here, "recordDataAgreement", **no_partner)) == [("RULE_VIOLATION", ["organisationId"])]


async def test_granted_classes_show_on_the_rows_that_they_were_granted_for_and_masked_says_which(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    facts: dict[str, Any] = {
        "address": "中山路1号",
        "mindAndBehaviour": "沉默",
        "notes": "母亲改嫁",
        "guardians": [MOTHER],
    }
    one, two = await here.register(**facts), await here.register(**facts, name="单小红")
    key, worker = await partner(here)
    await signed(here, key)
    await granted(here, key, one, classes=["location", "contact"])
    await granted(here, key, two, classes=["health"])
    await granted(here, key, two, classes=["family"])

    first, second = [(await here.ask(MINE, worker, id=each))["child"] for each in (one, two)]
    assert (first["address"], first["mindAndBehaviour"], first["riskLevel"]) == ("中山路1号", None, None)
    assert (second["address"], second["mindAndBehaviour"], second["riskLevel"]) == (None, "沉默", "UNRATED")
    assert (first["notes"], second["notes"]) == (None, None)
    assert {"address"} == {"address", "mindAndBehaviour", "riskLevel", "notes"} - set(first["masked"])
    assert {"mindAndBehaviour", "riskLevel"} == {"address", "mindAndBehaviour", "riskLevel"} - set(second["masked"])
    (mother,), (theirs,) = first["guardians"], second["guardians"]
    assert (mother["phone"], mother["address"], mother["specialStatus"]) == ("*******8000", "厦门市某厂", None)
    assert (theirs["phone"], theirs["address"]) == (None, None)
    assert "address" not in mother["masked"]
    assert {"phone", "specialStatus"} <= set(mother["masked"])
    assert {"phone", "address", "specialStatus"} <= set(theirs["masked"])


@pytest.mark.parametrize(
    "where", [{"riskLevel": ["UNRATED"]}, {"not": {"classes": ["LEFT_BEHIND"]}}], ids=["is", "not"]
)
async def test_nobody_filters_by_a_class_that_only_some_rows_show(scene: Stage, where: dict[str, Any]) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    key, worker = await partner(here)
    await signed(here, key)
    await granted(here, key, child, classes=["family"])
    with pytest.raises(AssertionError, match="FORBIDDEN"):
        await here.ask(SEARCH, worker, where=where)
    with pytest.raises(AssertionError, match="FORBIDDEN"):
        await here.ask("{ children(orderBy: RISK_THEN_DUE) { totalCount } }", worker)
    assert (await here.ask(SEARCH, worker, where={"search": "shan"}))["children"]["totalCount"] == 1


async def test_nobody_grants_more_than_the_partners_role_may_have_or_children_out_of_sight(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    key, _ = await partner(here)
    await signed(here, key)
    terms = {"organisationId": key, "purpose": "VISIT", "until": "2026-06-01T00:00:00+08:00"}
    for name in ("special", "identity", "narrative", "reporter", "everything"):
        refused = await do(here, "grantPartner", **terms, childIds=[child], fieldClasses=["family", name])
        assert codes(refused) == [("FORBIDDEN", ["fieldClasses", "1"])]
    other = here.caller(Role.COUNTY_OFFICER, 350103000000)
    unseen = await do(here, "grantPartner", other, **terms, childIds=[child], fieldClasses=["basic"])
    assert codes(unseen) == [("NOT_FOUND", ["childIds", "0"])]
    counting = {**terms, "purpose": "STATISTICS"}
    refused = await do(here, "grantPartner", **counting, childIds=[child], fieldClasses=["basic"])
    assert codes(refused) == [("RULE_VIOLATION", ["purpose"])]


async def test_a_grant_follows_the_workers_is_reminded_of_once_and_ends_by_itself(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    child = await here.register()
    key, worker = await partner(here)
    agreement = await signed(here, key)
    (grant,) = await granted(here, key, child, classes=["location"], until="2026-04-01")
    late = {"subject": "late@partner", "role": "PARTNER_WORKER", "organisationId": key}
    newcomer = replace(worker, subject="late@partner")
    assert not await sees(here, newcomer, child)
    await here.ask(ASSIGN, input=late)
    assert await sees(here, newcomer, child)
    await here.ask(REVOKE, input=late)
    assert not await sees(here, newcomer, child)
    assert await sees(here, worker, child)

    await remind(here)
    assert await events(here, "GRANT_ENDING") == []
    here.at("2026-03-20")
    await remind(here)
    await remind(here)
    assert await events(here, "GRANT_ENDING") == [grant["id"]]
    await number(here)
    ending = "{ alerts(where: {kinds: [GRANT_ENDING]}) { nodes { subject { id } } } }"
    told = (await here.ask(ending, Role.COUNTY_OFFICER))["alerts"]["nodes"]
    assert told == [{"subject": {"id": grant["id"]}}]
    # Renewed before it ends; the new one lists for itself.
    await granted(here, key, child, classes=["health"], until="2026-05-01")
    here.at("2026-04-02")
    seen = (await here.ask(MINE, worker, id=child))["child"]
    assert ("address" in seen["masked"], "mindAndBehaviour" in seen["masked"]) == (True, False)
    here.at("2026-05-02")
    assert not await sees(here, worker, child)
    assert agreement["endedAt"] is None


async def test_revoking_ends_one_grant_or_all_that_a_partner_has_at_once(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    one, two = await here.register(), await here.register(name="单小红")
    key, worker = await partner(here)
    await signed(here, key)
    first, second = await granted(here, key, one, two, classes=["family"])
    why = {"organisationId": key, "reason": "工作人员离职"}
    assert codes(await do(here, "revokePartner", Role.CHILD_DIRECTOR, **why)) == [("FORBIDDEN", [])]
    (gone,) = await done(here, "revokePartner", **why, grantIds=[first["id"]])
    assert gone["id"] == first["id"]
    assert [await sees(here, worker, child) for child in (one, two)] == [False, True]
    again = await do(here, "revokePartner", **why, grantIds=[first["id"]])
    assert codes(again) == [("NOT_FOUND", ["grantIds", "0"])]
    assert [each["id"] for each in await done(here, "revokePartner", **why)] == [second["id"]]
    assert not await sees(here, worker, two)
    assert await events(here, "PARTNER_REVOKED") == [first["id"], second["id"]]
    # A need that a partner has taken on and that is given to somebody else takes its grant along.
    wanted = await need(here, one)
    offer = (await done(here, "offerNeed", needId=wanted["id"], version=1))["offer"]
    await done(here, "claimOffer", worker, offerId=offer["id"])
    terms = {"fieldClasses": ["basic"], "purpose": "CASE_HANDLING", "until": "2026-06-01T00:00:00+08:00"}
    await done(here, "approveClaim", needId=wanted["id"], version=2, **terms)
    assert await sees(here, worker, one)
    school = await office(here, OrganisationKind.SCHOOL, here.township)
    elsewhere = {"needId": wanted["id"], "version": 3, "organisationId": school, "until": terms["until"]}
    assert (await here.ask(REFER, input=elsewhere))["referNeed"]["need"]["status"] == "REFERRED"
    assert not await sees(here, worker, one)
    # A child that leaves the county of the agreement leaves the partner, too.
    await granted(here, key, one, classes=["family"])
    away = {"id": one, "version": 1, "division": "350103001001"}
    assert (await here.ask(MOVE, input=away))["moveChild"]["userErrors"] == []
    assert not await sees(here, worker, one)


async def remind(here: Scene) -> None:
    tenant = await here.house.tenant(here.tenant)
    assert tenant is not None
    async with here.house.work(tenant) as work:
        await remind_partners(work)


async def test_partners_count_their_own_work_and_numbers_of_few_children_are_hidden(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-03-02")
    children = [await here.register(name=f"单小{name}") for name in "甲乙丙丁戊"]
    key, worker = await partner(here)
    await signed(here, key)
    await granted(here, key, *children, classes=["location"], until="2026-04-20")
    for child in children:
        assert (await here.visit(child, "2026-03-02", who=worker))["userErrors"] == []
    await here.visit(children[0], "2026-03-02")  # the director's own is none of the partner's
    here.at("2026-04-02")
    await here.visit(children[0], "2026-04-01", who=worker)
    asked = {"from": "2026-02-01", "until": "2026-05-31"}
    told = await figures(here, worker, **asked)
    assert told == {"2026-02": [0, 0, 0], "2026-03": [5, 5, 0]}
    here.at("2026-06-01")
    told = await figures(here, worker, **asked)
    assert told == {"2026-02": [0, 0, 0], "2026-03": [5, 5, 0], "2026-04": [5, None, 0], "2026-05": [0, 0, 0]}
    stranger = replace(worker, organisations=())
    assert await figures(here, stranger, **asked) == {month: [0, 0, 0] for month in told}
    with pytest.raises(AssertionError, match="FORBIDDEN"):
        await here.ask(FIGURES, Role.VOLUNTEER, **asked)


async def figures(here: Scene, who: Caller, **asked: str) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for one in (await here.ask(FIGURES, who, **asked))["partnerFigures"]:
        assert one["suppressed"] == (one["value"] is None)
        found.setdefault(one["month"][:7], []).append(one["value"])
    return found
