"""Plan a rulebook: tell what it would move before it is applied; nothing is written but who asked."""

from collections.abc import Callable
from dataclasses import dataclass

from care.actions.apply_rulebook import ApplyRulebook, place_of, proposed
from care.actions.rulebooks.proposal import Proposal
from care.actions.rulebooks.walks import count_children, next_children, widest
from care.duties.derive import derive
from care.duties.law import Law
from care.duties.load import load_facts
from care.duties.moves import Moves
from policies.audit import audit
from policies.caller import Caller
from policies.classes import FieldClass, Sight
from policies.require import require
from tenants.house import House
from tenants.registry import Login, Tenant

ACTION = "rulebook:plan"
BATCH = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """The law before and after, and what would move of the children that the changed layers reach."""

    proposal: Proposal
    moves: Moves


async def plan_rulebook(
    house: House, tenant: Tenant, caller: Caller, command: ApplyRulebook, *, told: Progress
) -> Plan:
    """Derive every child by the law as it is and as it would be, a batch at a time; `told` hears how far it is.

    Classes, categories and key reasons that the caller may not read are counted as if they were not. Raises `Refused`,
    and `RulebookError` with everything that is wrong with the files.
    """
    require(caller, ACTION)
    async with house.work(tenant, login=Login.AREA, scope=caller.scope, subject=caller.subject) as work:
        proposal = await proposed(work, command)
        places = widest(place_of(tenant.division, layer) for _, layer in proposal.changes)
        total = sum([await count_children(work, place) for place in places])
    moves = Moves(openly=caller.permit.sight("child", FieldClass.SPECIAL) is not Sight.SHOW)
    told(0, total)
    before, after = Law(proposal.before), Law(proposal.after)
    rounds = before.rounds or after.rounds
    for place in places:
        last = None
        while True:
            # One short transaction for each batch, by a login that can only read.
            async with house.work(tenant, login=Login.AREA, scope=caller.scope, subject=caller.subject) as work:
                children = await next_children(work, place, last, BATCH)
                found = await load_facts(work, children, rounds=rounds) if children else []
                today = work.now.date()
            for facts in found:
                moves.add(derive(facts, before, today), derive(facts, after, today), today)
            told(moves.children, max(total, moves.children))
            if len(children) < BATCH:
                break
            last = children[-1]
    async with house.work(tenant, scope=caller.scope, subject=caller.subject) as work:
        named = " ".join(layer.id for _, layer in proposal.changes)
        await audit(work, caller, ACTION, object=None, kind="rulebook", reason=named, count=moves.children)
    return Plan(proposal, moves)
