"""Set a tenant's own policies: they follow the ones before as a new version, and hold from the next request on."""

from dataclasses import dataclass

from sqlalchemy import insert

from care.actions.common.locks import lock, lock_number
from policies.audit import audit
from policies.caller import Caller
from policies.changes import Change, changes
from policies.narrowing import digest, narrowed
from policies.refusal import Refusal
from policies.require import require
from policies.saving import Saved, checked
from policies.source import PolicySet, baseline
from policies.standing import standing
from records.ids import uuid7
from records.policy import casbin_rule, policy_set
from tenants.work import Work

ACTION = "policy:apply"


@dataclass(frozen=True)
class ApplyPolicy:
    """The text of a policy file: all lines of the tenant and of its counties, in place of those that stand."""

    text: str


@dataclass(frozen=True)
class Applied:
    """The version that stands, whether it is new, whose decisions change, and a word on lines that change none."""

    version: int
    new: bool
    changes: tuple[Change, ...]
    idle: tuple[Refusal, ...]


async def apply_policy(work: Work, caller: Caller, command: ApplyPolicy, ceiling: PolicySet | None = None) -> Applied:
    """Make a text the tenant's own policies; lines that stand already make no new version.

    Raises `Refused`: FORBIDDEN, and with every fault of the text as `policies.saving.checked` says.
    """
    require(caller, ACTION)
    # Versions are counted: whoever sets policies at the same time waits, and follows.
    await lock(work, lock_number(b"policy " + work.tenant.schema.encode()))
    proposal = await _proposed(work, command, ceiling or baseline())
    if not proposal.new:
        return Applied(proposal.before, False, (), proposal.saved.idle)
    version = proposal.before + 1
    values = {"version": version, "digest": proposal.digest, "set_by": caller.subject, "set_at": work.now}
    await work.run(insert(policy_set).values(values))
    names = ("v0", "v1", "v2", "v3", "v4")
    await work.many(
        insert(casbin_rule),
        [
            {"id": uuid7(), "policy_version": version, "ptype": "p"}
            | dict(zip(names, (one.subject, one.domain, one.object, one.action, one.effect), strict=True))
            for one in proposal.saved.lines
        ],
    )
    told = f"{version} {proposal.digest}"
    await audit(work, caller, ACTION, object=None, kind="policy", count=len(proposal.saved.lines), reason=told)
    return Applied(version, True, proposal.changes, proposal.saved.idle)


async def plan_policy(work: Work, caller: Caller, command: ApplyPolicy, ceiling: PolicySet | None = None) -> Applied:
    """Tell what `apply_policy` would change, who gains and who loses; nothing changes. Raises as it does."""
    require(caller, ACTION)
    proposal = await _proposed(work, command, ceiling or baseline())
    return Applied(proposal.before, proposal.new, proposal.changes, proposal.saved.idle)


@dataclass(frozen=True)
class _Proposal:
    before: int
    new: bool
    digest: str
    saved: Saved
    changes: tuple[Change, ...]


async def _proposed(work: Work, command: ApplyPolicy, ceiling: PolicySet) -> _Proposal:
    code = work.tenant.code
    before, lines = await standing(work)
    saved = checked(ceiling, code, work.tenant.division, before + 1, command.text)
    found = digest(saved.lines)
    stands = narrowed(code, before, lines, ceiling)
    return _Proposal(
        before=before,
        new=found != digest(lines),
        digest=found,
        saved=saved,
        changes=tuple(changes(stands, saved.policies, code)),
    )
