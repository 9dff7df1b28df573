"""Mutations of needs, services, plans and pairings."""

import strawberry

from care.actions import claim_need as claiming
from care.actions import close_need as closing
from care.actions import end_pairing as unpairing
from care.actions import open_need as opening
from care.actions import record_service as serving
from care.actions import refer_need as referring
from care.actions import set_care_plan as planning
from care.actions import set_pairing as pairing
from care.actions import solve_problem as solving
from schema.context import Info
from schema.inputs.needs import (
    ClaimNeedInput,
    CloseNeedInput,
    EndPairingInput,
    OpenNeedInput,
    RecordServiceInput,
    ReferNeedInput,
    SetCarePlanInput,
    SetPairingInput,
    SolveProblemInput,
)
from schema.mutations.commands import command_of
from schema.payloads import ChildPayload, NeedPayload, VisitPayload
from schema.perform import perform

_OF_SERVICE = {"need_id": "need", "organisation_id": "organisation", "report_id": "report"}


async def open_need(info: Info, input: OpenNeedInput) -> NeedPayload:
    """Enter a need into the list."""
    command = command_of(opening.OpenNeed, input, child_id="child", visit_id="visit")
    done: NeedPayload = await perform(info, opening.open_need, command)
    return done


async def refer_need(info: Info, input: ReferNeedInput) -> NeedPayload:
    """Refer a need."""
    command = command_of(referring.ReferNeed, input, need_id="need", organisation_id="organisation")
    done: NeedPayload = await perform(info, referring.refer_need, command)
    return done


async def claim_need(info: Info, input: ClaimNeedInput) -> NeedPayload:
    """Take a need on."""
    command = command_of(claiming.ClaimNeed, input, need_id="need")
    done: NeedPayload = await perform(info, claiming.claim_need, command)
    return done


async def close_need(info: Info, input: CloseNeedInput) -> NeedPayload:
    """Close a need."""
    command = command_of(closing.CloseNeed, input, need_id="need")
    done: NeedPayload = await perform(info, closing.close_need, command)
    return done


async def record_service(info: Info, input: RecordServiceInput) -> NeedPayload:
    """Record a service for a need."""
    command = command_of(serving.RecordService, input, **_OF_SERVICE)
    done: NeedPayload = await perform(info, serving.record_service, command)
    return done


async def set_care_plan(info: Info, input: SetCarePlanInput) -> ChildPayload:
    """Set the plan of a child."""
    command = command_of(planning.SetCarePlan, input, child_id="child")
    done: ChildPayload = await perform(info, planning.set_care_plan, command)
    return done


async def set_pairing(info: Info, input: SetPairingInput) -> ChildPayload:
    """Pair a child with somebody."""
    command = command_of(pairing.SetPairing, input, child_id="child")
    done: ChildPayload = await perform(info, pairing.set_pairing, command)
    return done


async def end_pairing(info: Info, input: EndPairingInput) -> ChildPayload:
    """End a pairing."""
    command = command_of(unpairing.EndPairing, input, child_id="child")
    done: ChildPayload = await perform(info, unpairing.end_pairing, command)
    return done


async def solve_problem(info: Info, input: SolveProblemInput) -> VisitPayload:
    """Close the problems of a visit."""
    command = command_of(solving.SolveProblem, input, visit_id="visit")
    done: VisitPayload = await perform(info, solving.solve_problem, command)
    return done


@strawberry.type
class NeedMutations:
    """Mutations of needs and of whom they bring to a child, by their names."""

    open_need: NeedPayload = strawberry.mutation(
        resolver=open_need, description="Enter a need of a child into the list of "
    )
    refer_need: NeedPayload = strawberry.mutation(
        resolver=refer_need,
        description="Refer a need to an organisation or department, which reads it and the child's minimum for a time.",
    )
    claim_need: NeedPayload = strawberry.mutation(
        resolver=claim_need, description="Take on a need that nobody has taken on yet."
    )
    record_service: NeedPayload = strawberry.mutation(
        resolver=record_service, description="Record what was done about a need, and what came of it."
    )
    close_need: NeedPayload = strawberry.mutation(resolver=close_need, description="Close a need with what came of it.")
    set_care_plan: ChildPayload = strawberry.mutation(
        resolver=set_care_plan, description="Set the care plan of a child; earlier plans stay on file."
    )
    set_pairing: ChildPayload = strawberry.mutation(
        resolver=set_pairing,
        description="Pair a child with somebody, who reads its minimum and its needs until a time.",
    )
    end_pairing: ChildPayload = strawberry.mutation(
        resolver=end_pairing, description="End a pairing, and with it what the paired person reads."
    )
    solve_problem: VisitPayload = strawberry.mutation(
        resolver=solve_problem, description="Close the problems of a visit; until then they are listed as open."
    )
