"""What an operation costs: an upper bound of the fields that its answer holds, known before anything runs.

A field counts one. Below a connection everything counts once for each row of the page (`first` or `last`, 20 where
neither is given), below any other list five times. Some fields count more, since they make the database count or sum.
Writes count for what they do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)

PAGE: Final = 20  # rows of a page whose size is not given
LARGEST_PAGE: Final = 100
LIST: Final = 5  # rows that are reckoned for a list without pages
WRITE: Final = 50
INTROSPECTION: Final = 200
REFUSED: Final = 200  # a document that is not admitted: finding out why takes longer than many answers do
WEIGHTS: Final[Mapping[str, int]] = {
    "totalCount": 10,
    "statistics": 200,
    "progressReport": 200,
    "trainingCoverage": 100,
    "staffing": 100,
    "ledgers": 500,
    "workLog": 200,
    "spotCheckSample": 100,
    "rulebook": 100,
    "form": 50,
    "explainDuty": 50,
    "explainAccess": 50,
}
_REMEMBERED: Final = 100  # combinations of page sizes of one document


@dataclass
class Costs:
    """The costs of a valid document's operations, for the page sizes that its variables give."""

    schema: GraphQLSchema
    document: DocumentNode
    _known: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fragments = {
            node.name.value: node for node in self.document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._sized: list[str] = []  # the variables that sizes depend on; found while reckoning

    def of(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """Give the cost of an operation with the variables as they were sent."""
        key = (id(operation), *(_small(variables[name]) if name in variables else name for name in self._sized))
        if key not in self._known:
            defaults = {
                one.variable.name.value: one.default_value.value
                for one in operation.variable_definitions or ()
                if isinstance(one.default_value, IntValueNode)
            }
            reckoning = _Reckoning(self, {**defaults, **variables})
            cost = reckoning.operation(operation)
            new = reckoning.sized.difference(self._sized)
            if new:
                self._sized += sorted(new)
                self._known.clear()
            if new or len(self._known) >= _REMEMBERED:
                return cost
            self._known[key] = cost
        return self._known[key]

    def fragment(self, name: str) -> FragmentDefinitionNode:
        """Give a fragment of the document."""
        return self._fragments[name]


class _Reckoning:
    def __init__(self, costs: Costs, variables: Mapping[str, Any]) -> None:
        self._costs = costs
        self._types = costs.schema.type_map
        self._variables = variables
        self._spread: dict[str, int] = {}
        self.sized: set[str] = set()

    def operation(self, node: OperationDefinitionNode) -> int:
        root = self._costs.schema.get_root_type(node.operation)
        writes = node.operation is OperationType.MUTATION
        return self._set(root, node.selection_set, 1, set(), WRITE if writes else 1)

    def _set(self, kind: Any, selections: SelectionSetNode, rows: int, seen: set[str], each: int = 1) -> int:
        """Reckon a selection; `rows` is how often what stands in the lists of a connection comes."""
        cost = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                cost += self._field(kind, node, rows, each)
            elif isinstance(node, InlineFragmentNode):
                within = self._types[node.type_condition.name.value] if node.type_condition else kind
                cost += self._set(within, node.selection_set, rows, seen, each)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                cost += self._fragment(node.name.value, rows, each)
        return cost

    def _fragment(self, name: str, rows: int, each: int) -> int:
        key = f"{name} {rows} {each}"
        if key not in self._spread:
            fragment = self._costs.fragment(name)
            kind = self._types[fragment.type_condition.name.value]
            self._spread[key] = self._set(kind, fragment.selection_set, rows, set(), each)
        return self._spread[key]

    def _field(self, kind: Any, node: FieldNode, rows: int, each: int) -> int:
        name = node.name.value
        if name.startswith("__"):
            return 0 if name == "__typename" else INTROSPECTION
        declared: GraphQLField = kind.fields[name]
        own = max(WEIGHTS.get(name, 1), each)
        if node.selection_set is None:
            return own
        inner = get_named_type(declared.type)
        if "first" in declared.args and "last" in declared.args:
            return own + self._set(inner, node.selection_set, self._page(node), set())
        times = 1
        if _listed(declared.type):
            paged = kind.name.endswith("Connection")
            times = rows if paged else self._given(node) if name == "nodes" else LIST
        return own + times * self._set(inner, node.selection_set, 1, set())

    def _page(self, node: FieldNode) -> int:
        sizes = [
            self._size(argument.value) for argument in node.arguments or () if argument.name.value in ("first", "last")
        ]
        return max((size for size in sizes if size is not None), default=PAGE)

    def _size(self, value: ValueNode) -> int | None:
        if isinstance(value, IntValueNode):
            return _small(int(value.value))
        if isinstance(value, VariableNode):
            self.sized.add(value.name.value)
            given = _small(self._variables.get(value.name.value))
            return given if isinstance(given, int) else None
        return None

    def _given(self, node: FieldNode) -> int:
        """Count the ids that are asked for; many, where a variable has them."""
        values = [argument.value for argument in node.arguments or () if argument.name.value == "ids"]
        return len(values[0].values) if values and isinstance(values[0], ListValueNode) else LARGEST_PAGE


def _listed(of: Any) -> bool:
    return isinstance(of.of_type if isinstance(of, GraphQLNonNull) else of, GraphQLList)


def _small(value: Any) -> int | None:
    """Read a page size; one out of bounds is refused when it is asked for."""
    try:
        return min(max(int(value), 0), LARGEST_PAGE)
    except (OverflowError, TypeError, ValueError):
        return None
