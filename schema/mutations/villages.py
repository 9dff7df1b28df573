"""Villages that no list knows: an action that was given one has it taken up before its payload is read."""

from typing import TypeVar

from care.actions.common.done import Done
from care.actions.common.take_up import take_up_village
from policies.caller import Caller
from policies.refusal import ErrorCode
from schema.context import Info
from schema.perform import Action, Undone
from tenants.work import Work

C = TypeVar("C")


def settling(info: Info, action: Action[C], division: int) -> Action[C]:
    """Give the action followed by taking up its village, when it warned that no list knows it.

    The table of divisions is the platform's, so this is a transaction of the platform's own; only an action that was
    done comes so far, and taking up twice changes nothing.
    """

    async def run(work: Work, caller: Caller, command: C) -> Done:
        done = await action(work, caller, command)
        unknown = (ErrorCode.BAD_USER_INPUT, ("division",))
        if any((warning.code, warning.path) == unknown for warning in done.warnings):
            if caller.believed is not None:
                raise Undone  # that other transaction is not for roles which may be gone
            async with info.context.house.platform() as platform:
                tenant, province = work.tenant.code, work.tenant.division
                await take_up_village(platform, division, tenant=tenant, province=province)
        return done

    return run
