"""The rules in force in a place on a day: every layer's contributions, merged per dimension, with their sources."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, reduce

from care.rulebooks.layer import Layer, Rule, Strength
from care.rulebooks.operators import combine, same
from care.rulebooks.values import Amount, Value

Address = tuple[str, str]


class Basis(StrEnum):
    """On what an effective value rests (contract, enum DutyBasis)."""

    IN_FORCE = "IN_FORCE"
    EXPIRED_BASIS = "EXPIRED_BASIS"  # without documents that have ended the value would be another one
    PLATFORM_DEFAULT = "PLATFORM_DEFAULT"  # no document gives the value; the platform's marked default stands in
    GUIDANCE = "GUIDANCE"  # without documents and clauses that only guide the value would be another one


@dataclass(frozen=True)
class Effective:
    """One value that holds, and the rules it was merged from, the highest layer first."""

    key: str
    case: str | None
    value: Value
    rules: tuple[Rule, ...]
    basis: Basis

    @property
    def name(self) -> str:
        """Give the key with its case: `visit.household.maxInterval[HIGH]`."""
        return f"{self.key}[{self.case}]" if self.case else self.key

    @property
    def codes(self) -> frozenset[str]:
        """Give the codes of a value that is a set of them; any other value names none."""
        return self.value if isinstance(self.value, frozenset) else frozenset()

    @cached_property
    def deciding(self) -> tuple[Rule, ...]:
        """Give the rules without which the value might be another: for amounts those that name it, else all."""
        if isinstance(self.value, Amount):
            return tuple(rule for rule in self.rules if same(rule.value, self.value))
        return self.rules

    @property
    def citation(self) -> str:
        """Cite the deciding rules, in Chinese form."""
        return "；".join(dict.fromkeys(rule.citation for rule in self.deciding))


@dataclass(frozen=True)
class Rulebook:
    """What holds in one place on one day. `layers` go from the province down; `version` is the hash of their texts."""

    layers: tuple[Layer, ...]
    on: date
    version: str
    effective: Mapping[Address, Effective]

    def rule(self, key: str, case: str | None = None) -> Effective | None:
        """Give what is ruled for a key under exactly that case; None is silence (`applying` looks at both)."""
        return self.effective.get((key, case or ""))

    def value(self, key: str, case: str | None = None) -> Value | None:
        """Give the value for a key in exactly that case; None is silence."""
        found = self.rule(key, case)
        return None if found is None else found.value

    def codes(self, key: str, case: str | None = None) -> frozenset[str]:
        """Give the codes of a rule whose value is a set of them; silence names none."""
        found = self.rule(key, case)
        return frozenset() if found is None else found.codes

    def number(self, key: str, case: str | None = None) -> int | None:
        """Give the number of a rule whose value is an amount, in the amount's own unit; None is silence."""
        found = self.value(key, case)
        return found.number if isinstance(found, Amount) else None

    def flag(self, key: str, case: str | None = None) -> Effective | None:
        """Give the rule that asks for something without a number; None is silence."""
        found = self.rule(key, case)
        return found if found is not None and found.value is True else None

    def applying(self, key: str, *cases: str) -> Effective | None:
        """Give what holds for a key where these cases are met; None is silence.

        Within a layer the rule for a case stands in for the layer's general one, and across layers all merge: a
        county's general interval holds for a level of risk that only the province names, if it is the shorter one.
        """
        special = [rule for case in cases for rule in self._spoken(key, case)]
        named = {rule.layer for rule in special}
        found = [rule for rule in self._spoken(key, "") if rule.layer not in named] + special
        if not found:
            defaults = (self.rule(key, case) for case in (*cases, None))
            return next((one for one in defaults if one is not None), None)
        order = [layer.id for layer in self.layers]
        merged = merge(sorted(found, key=lambda rule: order.index(rule.layer)), self.on)
        return replace(merged, case=special[0].case if special else None)

    def naming(self, key: str, code: str) -> tuple[Effective, ...]:
        """Give what holds for one code of a key's sets, once for each case that names it, by the rules that name it."""
        return tuple(self._narrowed(one, code) for one in self.cases(key).values() if code in one.codes)

    def _narrowed(self, whole: Effective, code: str) -> Effective:
        only = frozenset({code})
        rules = [rule for rule in whole.rules if isinstance(rule.value, frozenset) and code in rule.value]
        found = replace(merge([replace(rule, value=only) for rule in rules], self.on), rules=tuple(rules))
        return replace(found, basis=whole.basis) if whole.basis is Basis.PLATFORM_DEFAULT else found

    def _spoken(self, key: str, case: str) -> tuple[Rule, ...]:
        found = self.effective.get((key, case))
        return () if found is None or found.basis is Basis.PLATFORM_DEFAULT else found.rules

    def cases(self, key: str) -> dict[str, Effective]:
        """Give what holds for a key by case ("" for the one without)."""
        return dict(self._cases.get(key, {}))

    @cached_property
    def _cases(self) -> dict[str, dict[str, Effective]]:
        found: dict[str, dict[str, Effective]] = defaultdict(dict)
        for (key, case), one in self.effective.items():
            found[key][case] = one
        return dict(found)


def rulebook(layers: Iterable[Layer], on: date, defaults: Layer | None = None) -> Rulebook:
    """Merge layers, given from the highest to the lowest, as they stand on a day.

    A layer that is silent contributes nothing; where all are, a default of the platform stands in if there is one.
    """
    found = tuple(layers)
    texts = [one.digest for one in (*found, *([defaults] if defaults else ()))]
    merged = {address: merge(rules, on) for address, rules in _spoken(found, on).items()}
    for rule in defaults.rules if defaults else ():
        if rule.in_force(on) and rule.address not in merged and _called(rule, merged):
            merged[rule.address] = Effective(rule.key, rule.case, rule.value, (rule,), Basis.PLATFORM_DEFAULT)
    ordered = dict(sorted(merged.items()))
    return Rulebook(found, on, hashlib.sha256("".join(texts).encode()).hexdigest()[:16], ordered)


def turning_days(layers: Iterable[Layer]) -> list[date]:
    """Give the days on which something begins or has ended, the beginning of time first: between them all stays."""
    days = {date.min}
    for layer in layers:
        for rule in layer.rules:
            days.update(day for day in (rule.since, rule.document.since) if day)
            days.update(day + timedelta(days=1) for day in (rule.until, rule.document.until) if day and day < date.max)
    return sorted(days)


def merge(rules: Iterable[Rule], on: date) -> Effective:
    """Merge what the layers say about one key and case, the highest layer first; there must be at least one."""
    found = tuple(rules)
    value = folded(found)
    lasting = tuple(rule for rule in found if not rule.expired(on))
    firm = tuple(rule for rule in lasting if not guides(rule))
    if not lasting or not same(folded(lasting), value):
        basis = Basis.EXPIRED_BASIS
    elif not firm or not same(folded(firm), value):
        basis = Basis.GUIDANCE
    else:
        basis = Basis.IN_FORCE
    return Effective(found[0].key, found[0].case, value, found, basis)


def days(rules: Iterable[Rule]) -> tuple[date | None, date | None]:
    """Give the first and last day on which at least one of the rules rests on a document in force; None is open."""
    found = tuple(rules)
    firsts = [rule.since for rule in found]
    lasts = [rule.until or rule.document.until for rule in found]
    first = None if None in firsts else min(day for day in firsts if day)
    return first, None if None in lasts else max(day for day in lasts if day)


def folded(rules: Iterable[Rule]) -> Value:
    """Give the one value of rules about the same key and case."""
    found = tuple(rules)
    dimension, first = found[0].dimension, found[0].value
    # Beginning with the first twice: a layer alone may name a code and the wider one around it, too.
    return reduce(
        lambda upper, lower: combine(dimension.operator, upper, lower, dimension.within),
        [rule.value for rule in found],
        first,
    )


def guides(rule: Rule) -> bool:
    """Tell whether a rule only guides, by its own words or by its document's standing."""
    return rule.document.guidance or rule.strength is Strength.GUIDANCE


def _spoken(layers: Iterable[Layer], on: date) -> Mapping[Address, list[Rule]]:
    spoken: dict[Address, list[Rule]] = defaultdict(list)
    for layer in layers:
        for rule in layer.rules:
            if rule.in_force(on):
                spoken[rule.address].append(rule)
    return spoken


def _called(default: Rule, merged: Mapping[Address, Effective]) -> bool:
    """Tell whether the jurisdiction speaks of what a default completes, so that it does not make a duty of silence."""
    if default.when is None:
        return True
    return any(
        one.value is not False and one.basis is not Basis.PLATFORM_DEFAULT
        for (key, _), one in merged.items()
        if key == default.when
    )
