"""What the rulebook of a place says of each member of a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from care.actions.common.visit_asked import ALWAYS_THERE, member_of
from care.duties.visit_fields import asked_of_visits
from care.rulebooks.rulebook import Effective, Rulebook
from care.rulebooks.values import spelled
from records.codes import ChildClass, DutyBasis, FormKind, VisitField
from schema.forms.said import SAID, Said

_AT_HOME = ("入户走访并见到人时填写", "Asked of a visit in the home at which somebody was met")
_AS_FOUND = ("发现问题时填写", "Given where a problem was found")


@dataclass(frozen=True)
class Ruled:
    """What rules say of a member: whether it must be given, of which children, on whose word, and what may be chosen.

    `options` are codes with their citations, None where no rule picks. `hints` are sentences in both languages.
    """

    required: bool = False
    classes: tuple[ChildClass, ...] = ()
    options: Mapping[str, str] | None = None
    citations: tuple[str, ...] = ()
    basis: DutyBasis | None = None
    hints: tuple[tuple[str, str], ...] = ()


def ruled(kind: FormKind, book: Rulebook) -> dict[str, Ruled]:
    """Give what the rules of a place and day say of the members of a form, by their paths."""
    found = {said.path: _of(said, book) for said in SAID[kind]}
    if kind is FormKind.VISIT:
        _of_visits(found, book)
    return found


def _of(said: Said, book: Rulebook) -> Ruled:
    asking = [one for key in said.asked_by for one in _asking(said, book, key)]
    offered = book.rule(said.options, said.case) if said.options else None
    hinting = [one for key in said.hints for one in book.cases(key).values()]
    cited = [*asking, *([offered] if offered else []), *hinting]
    return Ruled(
        required=bool(asking),
        options=_options(book, offered),
        citations=tuple(dict.fromkeys(one.citation for one in cited)),
        basis=DutyBasis[asking[0].basis] if asking else None,
        hints=tuple(map(_sentence, hinting)),
    )


def _asking(said: Said, book: Rulebook, key: str) -> Iterator[Effective]:
    if said.code is not None:
        yield from book.naming(key, said.code)
    else:
        yield from (one for one in book.cases(key).values() if one.value is not False)


def _options(book: Rulebook, offered: Effective | None) -> Mapping[str, str] | None:
    if offered is None or not isinstance(offered.value, frozenset):
        return None
    return {
        code: one.citation
        for code in offered.codes
        for one in book.naming(offered.key, code)
        if one.case == offered.case
    }


def _sentence(one: Effective) -> tuple[str, str]:
    case = f" ({one.case})" if one.case else ""
    zh = "；".join(dict.fromkeys(rule.gist for rule in one.deciding))
    return zh, f"{one.rules[0].dimension.en}{case}: {spelled(one.value)}"


def _of_visits(found: dict[str, Ruled], book: Rulebook) -> None:
    """Add what a visit must find out: of every child, or of children of a class."""
    for asked in asked_of_visits(book):
        there = asked.field in ALWAYS_THERE
        hint = _AS_FOUND if there else _AT_HOME
        for path in _paths(asked.field):
            before = found.get(path, Ruled())
            found[path] = replace(
                before,
                required=before.required or (asked.child_class is None and not there),
                classes=(*before.classes, *([asked.child_class] if asked.child_class else [])),
                citations=tuple(dict.fromkeys((*before.citations, asked.citation))),
                basis=before.basis or asked.basis,
                hints=before.hints if asked.field is VisitField.VISIT_TIME else (*before.hints, hint),
            )


def _paths(field: VisitField) -> Iterator[str]:
    path = ".".join(member_of(field))
    yield path
    if field is VisitField.GUARDIAN_PERSON:
        yield f"{path}.contact"
