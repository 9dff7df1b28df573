"""Whether an operation may run for a caller, and what it costs: settled after it is read, before anything runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, OperationType

from policies.caller import Caller
from schema.budgets import budget
from schema.build import core
from schema.documents import document
from schema.errors import presented
from schema.execute import built
from schema.faulty import FaultyDocument


@dataclass(frozen=True)
class Admitted:
    """An operation that may run: its kind, its cost, and the deprecated elements (schema coordinates) that it uses."""

    kind: OperationType
    cost: int
    deprecated: frozenset[str] = frozenset()


class NotAdmitted(Exception):
    """The operation may not run; says why, as the errors of an answer."""

    def __init__(self, caller: Caller, reasons: Sequence[GraphQLError]) -> None:
        super().__init__(f"{len(reasons)} faults")
        self.errors = [presented(reason, caller.language, "GRAPHQL_VALIDATION_FAILED") for reason in reasons]


def admit(caller: Caller, text: str, variables: Mapping[str, Any] | None, operation_name: str | None) -> Admitted:
    """Look at an operation before it runs; raises NotAdmitted."""
    found = document(core(built()[0]), text)
    if found.costs is None:
        raise NotAdmitted(caller, found.faults)
    try:
        operation = found.operation(operation_name)
        allowed = budget(caller.role)
        if not allowed.introspection and found.introspects(operation):
            raise FaultyDocument(
                "FORBIDDEN",
                "您的角色不得内省；接口定义见 /schema.graphql",
                "Your role does not introspect; the schema is at /schema.graphql",
            )
        cost = found.costs.of(operation, variables or {})
        if cost > allowed.operation:
            raise FaultyDocument(
                "TOO_COMPLEX",
                f"查询开销 {_shown(cost)} 超过您的角色的上限 {allowed.operation}，请拆分或减小分页",
                f"The operation costs {_shown(cost)}, more than the {allowed.operation} of your role: "
                "split it, or ask for smaller pages",
            )
    except FaultyDocument as reason:
        raise NotAdmitted(caller, [reason]) from reason
    deprecated = frozenset[str]() if found.uses is None else found.uses.of(variables or {})
    return Admitted(operation.operation, cost, deprecated)


def _shown(cost: int) -> str:
    """Write a cost; fragments can multiply it into hundreds of digits."""
    return str(cost) if cost < 10**12 else "10^12+"
