"""What a lower layer may not do: ask less than a layer above it, or call a frequency raised that is not."""

from collections.abc import Iterator, Sequence

from care.rulebooks.flaws import Flaw, FlawCode
from care.rulebooks.layer import Layer, Rule
from care.rulebooks.operators import looser
from care.rulebooks.rulebook import Rulebook, rulebook, turning_days
from care.rulebooks.values import Amount, Value, said, spelled


def relaxations(layers: Sequence[Layer], defaults: Layer | None = None) -> Iterator[Flaw]:
    """Name everything in the lowest of these layers (from the highest down) that relaxes what stands above it.

    The highest layer is bound by no default: a document's number goes before the platform's. Lower ones are.
    """
    *above, lowest = layers
    yield from _not_raised(layers)
    if not above:
        return
    known = set[tuple[Rule, Rule]]()
    for day in turning_days(layers):
        upper = rulebook(above, day, defaults)
        for rule in lowest.rules:
            standing = upper.applying(rule.key, rule.case or "")
            if standing is None or not rule.in_force(day):
                continue
            for other in standing.deciding:
                pair = (other, rule)
                if pair not in known and looser(rule.dimension.operator, other.value, rule.value):
                    known.add(pair)
                    yield _relaxed(other, rule)


def _relaxed(upper: Rule, lower: Rule) -> Flaw:
    name = f"{lower.key}[{lower.case}]" if lower.case else lower.key
    return Flaw(
        FlawCode.RULE_RELAXATION,
        lower.layer,
        name,
        f"{lower.dimension.zh}：{said(lower.value)}（{lower.citation}）"
        f"宽于上级规定 {said(upper.value)}（{upper.citation}）",
        f"{lower.dimension.en}: {spelled(lower.value)} ({lower.citation}) "
        f"is looser than {spelled(upper.value)} ({upper.citation})",
    )


def _not_raised(layers: Sequence[Layer]) -> Iterator[Flaw]:
    """Name amounts that must stay below another dimension's (a raised frequency) and do not."""
    told = set[Rule]()
    for day in turning_days(layers):
        book = rulebook(layers, day)
        for one in book.effective.values():
            rule = one.rules[-1]
            if rule.layer != layers[-1].id or rule in told:
                continue
            for bound in _bounds(book, rule.dimension.below):
                if isinstance(one.value, Amount) and isinstance(bound, Amount) and one.value.size >= bound.size:
                    told.add(rule)
                    yield Flaw(
                        FlawCode.NOT_RAISED,
                        rule.layer,
                        one.name,
                        f"{rule.dimension.zh} {said(one.value)} 必须短于 {said(bound)}（{rule.citation}）",
                        f"{rule.dimension.en}: {spelled(one.value)} must be shorter than "
                        f"{spelled(bound)} ({rule.citation})",
                    )
                    break


def _bounds(book: Rulebook, key: str | None) -> list[Value]:
    """Give the amounts of the ordinary case: without a case where there is one, else the longest of the cases."""
    cases = book.cases(key) if key else {}
    if "" in cases:
        return [cases[""].value]
    amounts = [one.value for one in cases.values() if isinstance(one.value, Amount)]
    return [max(amounts, key=lambda amount: amount.size)] if amounts else []
