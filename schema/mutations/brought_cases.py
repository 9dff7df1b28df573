"""The mutation that brings a case before the prefecture or the province, with its input and payload."""

import strawberry

from care.actions import bring_case as bringing
from schema.brought_case import BroughtCase
from schema.context import Info
from schema.inputs.cases import BringCaseInput
from schema.mutations.commands import command_of
from schema.payloads import Answered, written
from schema.perform import perform


@strawberry.type(description="That the case was brought, null when refused.")
class BroughtCasePayload(Answered):
    """That the case was brought, null when refused."""

    brought_case: BroughtCase | None = written()


async def bring_case(info: Info, input: BringCaseInput) -> BroughtCasePayload:
    """Bring a case before the level above."""
    command = command_of(bringing.BringCase, input, case_id="case")
    done: BroughtCasePayload = await perform(info, bringing.bring_case, command)
    return done


@strawberry.type
class BroughtCaseMutations:
    """The mutation by its name."""

    bring_case: BroughtCasePayload = strawberry.mutation(
        resolver=bring_case,
        description="Bring a running case before the prefecture or province, whose officers may open it until a time.",
    )
