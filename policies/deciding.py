"""Which lines decide: every line that speaks of a role's question, with the file it stands in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.classes import GRANT, FieldClass, RowKind, Sight
from policies.narrowing import words
from policies.permits import Permit, binding
from policies.source import EVERY_TENANT, PolicySet, covers, inside, tenant_of
from records.codes import Role

READ = "read"


@dataclass(frozen=True)
class Deciding:
    """A line that speaks of the question: the file without its ending, the line's number, its text, its effect.

    `effect` is empty for a line that only makes the role a member of the group that another line names.
    """

    file: str
    number: int
    text: str
    effect: str

    @property
    def place(self) -> str:
        """Where the line stands, as one writes it."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Question:
    """What is asked of a role: an object as policies write it, and actions, of which the first that is allowed counts.

    `obj` is `child`, `child:family` or `role:TOWNSHIP`; `acts` are verbs, sights or row kinds; `word` is what was asked
    for: an action, or `read`.
    """

    obj: str
    acts: tuple[str, ...]
    word: str


def question(obj: str, act: str) -> Question:
    """Read a question in the words of a policy line; `read` asks for rows, or for the sight of a field class."""
    if act != READ:
        return Question(obj, (act,), act)
    words_of = (Sight.SHOW, Sight.MASK, GRANT) if ":" in obj else (RowKind.AREA, RowKind.LISTED, RowKind.OWN)
    return Question(obj, tuple(map(str, words_of)), READ)


def answered(granted: Permit, asked: Question) -> str | None:
    """Give what a permit answers: the row kind, the sight or the verb that is allowed; None where nothing is.

    `grant` where a class shows on the rows alone whose grant names it.

    Raises `ValueError` for a question that no policy could answer.
    """
    kind, _, part = asked.obj.partition(":")
    if kind == "role" and part:
        return "assign" if Role[part] in granted.assigns else None
    if part:
        sight = granted.sight(kind, FieldClass(part))
        if sight is Sight.HIDE and GRANT in asked.acts and granted.granted(kind, FieldClass(part)) is not Sight.HIDE:
            return GRANT
        return sight.value if sight.value in asked.acts else None
    rows = granted.row(kind)
    if rows.value in asked.acts:
        return rows.value
    return next((act for act in asked.acts if f"{kind}:{act}" in granted.actions), None)


def domains(policies: PolicySet, tenant: str, places: Iterable[int]) -> list[str]:
    """Give the domains that decide in places (12-digit codes): those of counties with own lines, else the tenant."""
    return [f"{tenant}/{county}" for county in binding(policies, places)] or [tenant]


def deciding(policies: PolicySet, role: Role, domain: str, asked: Question) -> Iterator[Deciding]:
    """Give the lines that speak of a question in a domain, and the lines that make the role a member where they do so.

    A line that denies beats every line that allows; where no line speaks, it is denied. Of a field class the rows are
    asked too, since a class of rows that are not seen is hidden.
    """
    spoken = [asked]
    kind, _, part = asked.obj.partition(":")
    if part and kind != "role":
        spoken.insert(0, question(kind, READ))
    told: set[str] = set()
    for one in spoken:
        yield from _speaking(policies, role, domain, one, told)


def _speaking(policies: PolicySet, role: Role, domain: str, asked: Question, told: set[str]) -> Iterator[Deciding]:
    lines = [(name, number, parts) for name, text in policies.files for number, parts in words(text)]
    joins = {EVERY_TENANT, tenant_of(domain)}
    member = {
        parts[2]: (name, number, parts)
        for name, number, parts in lines
        if parts[0] == "g" and parts[1] == role and parts[3] in joins
    }
    for name, number, parts in lines:
        if parts[0] != "p" or not (parts[1] == role or parts[1] in member):
            continue
        if not inside(domain, parts[2]) or parts[4] not in asked.acts or not covers(asked.obj, parts[3]):
            continue
        if parts[1] in member and parts[1] not in told:
            told.add(parts[1])
            group, at, said = member[parts[1]]
            yield Deciding(group, at, ", ".join(said), "")
        yield Deciding(name, number, ", ".join(parts), parts[5])
