"""Forms as a client reads them: everything that a front end must ask in a place on a day."""

from datetime import date
from typing import ClassVar

import strawberry

from care.rulebooks.rulebook import Rulebook
from policies.caller import Language
from policies.classes import FieldClass
from records.codes import ChildClass, DutyBasis, FormKind
from schema.code import Code, codes_of, listed_codes
from schema.context import Info
from schema.enums import CODES
from schema.forms.declared import Member, input_of, members
from schema.forms.ruled import Ruled, ruled
from schema.forms.said import MUTATIONS
from schema.law import book_at
from schema.scalars import DivisionCode


@strawberry.type(description="One field of a form, named as the client must send it in the mutation's input.")
class FormField:
    """One field of a form; a name with dots lies inside the field before them.

    `required` says that it must be given: by the input type (no citation), or by the rules cited, of which `basis` says
    how they stand. `requiredOf` names the classes of children of which alone the rules ask it. A field inside another
    one is required once that one is given. `type` is a type of this schema, `many` tells that several are given.
    """

    field_class: ClassVar = FieldClass.BASIC

    name: str
    zh: str
    en: str
    type: str
    many: bool
    required: bool
    required_of: list[ChildClass]
    options: list[Code]
    citation: str | None
    basis: DutyBasis | None
    hint: str | None


@strawberry.type(description="What a front end must ask in a place on a day.")
class Form:
    """A form; `mutation` is the one that it fills, null while the platform has only the rules of it.

    `version` is that of the rulebook.
    """

    field_class: ClassVar = FieldClass.BASIC

    kind: FormKind
    division: DivisionCode
    on: date
    version: str
    mutation: str | None
    fields: list[FormField]


async def form_of(info: Info, kind: FormKind, division: DivisionCode, on: date | None) -> Form:
    """Answer with the form of a kind, by the law of a place on a day, today where none is named."""
    book = await book_at(info, division, on)
    given = input_of(info._raw_info.schema, MUTATIONS[kind])
    rules = ruled(kind, book)
    asked = members(given) if given else ()
    language = info.context.caller.language
    return Form(
        kind=kind,
        division=division,
        on=book.on,
        version=book.version,
        mutation=MUTATIONS[kind] if given else None,
        fields=[_field(one, rules.get(one.path, Ruled()), book, language) for one in asked],
    )


def _field(member: Member, rules: Ruled, book: Rulebook, language: Language) -> FormField:
    hints = [zh if language == "zh" else en for zh, en in rules.hints]
    return FormField(
        name=member.path,
        zh=member.zh,
        en=member.en,
        type=member.type,
        many=member.many,
        required=member.required or rules.required,
        required_of=list(rules.classes),
        options=_options(member, rules, book),
        citation="；".join(rules.citations) or None,
        basis=rules.basis,
        hint=("；" if language == "zh" else "; ").join(dict.fromkeys(hints)) or None,
    )


def _options(member: Member, rules: Ruled, book: Rulebook) -> list[Code]:
    if member.type not in CODES:
        return []
    return codes_of(member.type, book) if rules.options is None else listed_codes(member.type, rules.options, ())
