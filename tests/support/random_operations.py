"""Operations at random, valid by the SDL: aliases, fragments, directives, arguments as literals and as variables."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_input_field,
)

from schema.roots import root_of

NASTY = [
    "\"'\\",
    "a\tb\nc\rd",
    "\u0001\u0002\u001f\u007f",
    "\u2028\u2029",
    "{}[],:null",
    "'; DROP TABLE x;--",
    "😀𠮷",
    "%s$1:x",
]
ASCENDING = ("first", "after")


@dataclass
class Pool:
    """Values that mean something in the data: ids, places, cursors, words."""

    ids: list[str]
    places: list[int]
    cursors: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=lambda: ["小", "x", "lin", *NASTY])


@dataclass(frozen=True)
class Written:
    """A document with several sets of variables for it."""

    document: str
    variables: list[dict[str, Any]]


class Writer:
    """Writes operations over the root fields that are answered by the database."""

    def __init__(self, schema: GraphQLSchema, pool: Pool, seed: int) -> None:
        self.schema, self.pool, self.random = schema, pool, random.Random(seed)  # noqa: S311 (a test's dice)
        query = schema.query_type
        assert query is not None
        self.query = query
        declared = {name for name, one in query.fields.items() if root_of(one) is not None}
        self.roots = sorted(declared - {"auditEvents"})  # which tells of the reading that went before

    def operation(self, sets: int) -> Written:
        """Write one, with as many sets of variables."""
        self._declared: dict[str, Any] = {}
        self._fragments: list[str] = []
        self._left = 40
        self._aliased = 0.2
        chosen = self.random.choices(self.roots, k=self.random.choice([1, 1, 1, 2, 3]))
        fields = [self._field(self.query, name, f"r{n}", 0) for n, name in enumerate(chosen)]
        if self.random.random() < 0.1:
            fields.append("__typename")
        declared = ", ".join(f"${name}: {kind}" for name, kind in self._declared.items())
        document = " ".join([f"query{f'({declared})' if declared else ''} {{ {' '.join(fields)} }}", *self._fragments])
        return Written(document, [self._variables() for _ in range(sets)])

    def _variables(self) -> dict[str, Any]:
        sent = {}
        for name, kind in self._declared.items():
            if isinstance(kind, GraphQLNonNull) or self.random.random() < 0.8:
                sent[name] = self._value(kind)
        return sent

    def _field(self, parent: Any, name: str, alias: str | None, depth: int) -> str:
        definition: GraphQLField = parent.fields[name]
        self._left -= 1
        text = f"{alias}: {name}" if alias else name
        given = self._arguments(definition)
        if given:
            text += f"({', '.join(given)})"
        text += self._directive()
        kind = get_named_type(definition.type)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            text += f" {{ {self._selection(kind, depth + 1)} }}"
        return text

    def _selection(self, kind: Any, depth: int) -> str:
        leaves = [name for name, one in kind.fields.items() if not hasattr(get_named_type(one.type), "fields")]
        nested = [name for name in kind.fields if name not in leaves]
        if depth >= 6 or self._left <= 0:
            nested = []
        chosen = self.random.sample(leaves, min(len(leaves), self.random.randint(1, 4))) if leaves else []
        if nested:
            chosen += self.random.sample(nested, min(len(nested), self.random.choice([0, 1, 1, 2])))
        if {"nodes", "edges"} <= set(kind.fields) and self._left > 0:
            chosen.append(self.random.choice(["nodes", "edges"]))
        written = []
        for name in dict.fromkeys(chosen):
            aliased = self.random.random() < self._aliased
            one = self._field(kind, name, f"a{self.random.randrange(1_000_000)}" if aliased else None, depth)
            if self.random.random() < 0.15:
                one = f"... on {kind.name}{self._directive()} {{ {one} }}"
            elif self.random.random() < 0.1:
                fragment = f"F{len(self._fragments)}"
                self._fragments.append(f"fragment {fragment} on {kind.name} {{ {one} }}")
                one = f"...{fragment}{self._directive()}"
            written.append(one)
        if isinstance(kind, GraphQLInterfaceType):
            others = self.random.sample(sorted(kind.name for kind in self.schema.get_possible_types(kind)), 3)
            types, self._aliased = self.schema.type_map, 1.0  # or their fields would clash
            written += [f"... on {one} {{ {self._selection(types[one], depth + 1)} }}" for one in others]
            self._aliased = 0.2
        if not written or self.random.random() < 0.1:
            written.append("__typename")
        return " ".join(written)

    def _directive(self) -> str:
        if self.random.random() > 0.06:
            return ""
        name = self.random.choice(["skip", "include"])
        if self.random.random() < 0.5:
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        return f" @{name}(if: ${self._declare(GraphQLNonNull(self.schema.type_map['Boolean']))})"

    def _declare(self, kind: Any) -> str:
        name = f"v{len(self._declared)}"
        self._declared[name] = kind
        return name

    def _arguments(self, definition: GraphQLField) -> list[str]:
        given: list[str] = []
        forward = self.random.random() < 0.7
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if name in ("first", "after", "last", "before") and (name in ASCENDING) != forward:
                continue
            if not required and self.random.random() < (0.85 if name in ("after", "before") else 0.5):
                continue
            if name == "before" and not any(one.startswith("last") for one in given):
                continue
            if self.random.random() < 0.5:
                given.append(f"{name}: ${self._declare(argument.type)}")
            else:
                given.append(f"{name}: {self._literal(argument.type, name)}")
        return given

    def _literal(self, kind: Any, name: str = "") -> str:
        if isinstance(kind, GraphQLNonNull):
            return self._literal(kind.of_type, name)
        if self.random.random() < 0.2 and not isinstance(kind, GraphQLInputObjectType):
            return f"${self._declare(GraphQLNonNull(kind))}"
        if isinstance(kind, GraphQLList):
            return "[" + ", ".join(self._literal(kind.of_type) for _ in range(self.random.randint(0, 3))) + "]"
        if isinstance(kind, GraphQLInputObjectType):
            members = [f"{one}: {self._literal(kind.fields[one].type)}" for one in self._members(kind)]
            return "{" + ", ".join(members) + "}"
        value = self._value(kind, name)
        return str(value) if isinstance(kind, GraphQLEnumType) else json.dumps(value, ensure_ascii=False)

    def _members(self, kind: GraphQLInputObjectType) -> list[str]:
        needed = [name for name, one in kind.fields.items() if is_required_input_field(one)]
        others = sorted(kind.fields.keys() - set(needed))
        return needed + self.random.sample(others, min(len(others), self.random.choice([0, 1, 1, 2])))

    def _value(self, kind: Any, name: str = "") -> Any:  # noqa: PLR0911 (a line for each kind)
        pick = self.random
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, name)
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type) for _ in range(pick.choice([0, 1, 1, 2, 3]))]
        if isinstance(kind, GraphQLInputObjectType):
            return {one: self._value(kind.fields[one].type) for one in self._members(kind)}
        if isinstance(kind, GraphQLEnumType):
            return pick.choice(sorted(kind.values))
        match kind.name:
            case "ID":
                return pick.choice(self.pool.ids)
            case "DivisionCode":
                return str(pick.choice(self.pool.places))
            case "Boolean":
                return pick.random() < 0.5
            case "Int":
                return pick.choice([1, 2, 3, 7, 20, 100, 2026] if pick.random() < 0.97 else [0, 101])
            case "Date":
                return pick.choice(["2026-01-01", "2026-11-27", "2027-02-01"])
            case "DateTime":
                return pick.choice(["2026-11-01T00:00:00+08:00", "2026-12-31T23:59:59Z", "2025-01-01T00:00:00"])
        if self.pool.cursors and pick.random() < 0.4:
            return pick.choice(self.pool.cursors)
        return pick.choice(self.pool.words)
