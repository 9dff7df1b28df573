"""Reads a layer from its TOML text and tells everything that is wrong with it at once."""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from care.rulebooks.dimension import Dimension, dimensions
from care.rulebooks.flaws import Flaw, FlawCode, RulebookError, of_shape
from care.rulebooks.layer import Document, Header, Layer, Milestone, MilestoneText, Rule, RuleText
from care.rulebooks.operators import Operator
from care.rulebooks.periods import period_flaws
from care.rulebooks.values import BadValue, Kind, Value, parse

Vocabulary = Mapping[str, Collection[str]]
PARTS = ("layer", "documents", "rule", "milestone")
NOTHING: Vocabulary = {}
_Part = TypeVar("_Part", bound=BaseModel)


def read_layer(text: str, file: str, vocabulary: Vocabulary = NOTHING) -> Layer:
    """Read a layer; raises `RulebookError` with every flaw.

    `vocabulary` gives the values of each list of codes by its name; codes of lists it does not hold are not checked.
    """
    reading = _Reading(file, vocabulary)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError([Flaw(FlawCode.BAD_TOML, file, "", f"不是有效的 TOML（{error}）", str(error))]) from error
    for name in sorted(set(found) - set(PARTS)):
        reading.add(FlawCode.UNKNOWN_KEY, name, "不认识的项", "is not known")
    header = reading.part(Header, found.get("layer", {}), "layer")
    documents = _documents(reading, found.get("documents", {}))
    rules: list[tuple[str, Rule]] = []
    if header is not None:
        for index, entry in enumerate(_entries(reading, found, "rule")):
            rules.extend(_rules(reading, header, documents, entry, f"rule[{index}]"))
    milestones = _milestones(reading, header, documents, found)
    reading.flaws.extend(period_flaws(rules, file))
    if reading.flaws or header is None:
        raise RulebookError(reading.flaws)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Layer(header, documents, tuple(rule for _, rule in rules), milestones, digest)


@dataclass(slots=True)
class _Reading:
    file: str
    vocabulary: Vocabulary
    flaws: list[Flaw] = field(default_factory=list)

    def add(self, code: FlawCode, path: str, zh: str, en: str) -> None:
        self.flaws.append(Flaw(code, self.file, path, zh, en))

    def part(self, model: type[_Part], entry: Any, path: str) -> _Part | None:
        try:
            return model.model_validate(entry)
        except ValidationError as error:
            self.flaws.extend(of_shape(error, self.file, path))
            # Without the members that nobody knows the rest can still be read, so that its flaws are told, too.
            strange = {one["loc"][0] for one in error.errors() if one["type"] == "extra_forbidden"}
            if not strange:
                return None
        try:
            return model.model_validate({key: value for key, value in entry.items() if key not in strange})
        except ValidationError:
            return None

    def known(self, codes: Collection[str], listed: Collection[str] | None, path: str) -> None:
        for code in sorted(set(codes) - set(listed if listed is not None else codes)):
            self.add(FlawCode.UNKNOWN_CODE, path, f"不认识的代码 {code}", f"{code} is not a known code")

    def listed(self, names: Collection[str]) -> set[str] | None:
        found = set[str]()
        for name in names:
            # In capitals it is a code itself, else the name of a list.
            codes = (name,) if name.isupper() else self.vocabulary.get(name)
            if codes is None:
                return None
            found.update(codes)
        return found


def _entries(reading: _Reading, found: Mapping[str, Any], part: str) -> list[Any]:
    entries = found.get(part, [])
    if isinstance(entries, list):
        return entries
    reading.add(FlawCode.BAD_VALUE, part, f"应写成 [[{part}]]", f"is written [[{part}]]")
    return []


def _documents(reading: _Reading, entries: Any) -> dict[str, Document]:
    if not isinstance(entries, dict):
        reading.add(FlawCode.BAD_VALUE, "documents", "应写成 [documents.名称]", "is written [documents.name]")
        return {}
    read = {name: reading.part(Document, entry, f"documents.{name}") for name, entry in entries.items()}
    for name, one in read.items():
        if one is not None:
            _in_order(reading, one.since, one.until, f"documents.{name}.until")
    return {name: one for name, one in read.items() if one is not None}


def _in_order(reading: _Reading, since: date | None, until: date | None, path: str) -> None:
    if since is not None and until is not None and until < since:
        reading.add(FlawCode.BAD_VALUE, path, "早于开始日期", "lies before the first day")


def _document(reading: _Reading, documents: Mapping[str, Document], named: str | None, path: str) -> Document | None:
    if named is None and len(documents) == 1:
        return next(iter(documents.values()))
    found = documents.get(named or "")
    if found is None:
        reading.add(FlawCode.UNKNOWN_KEY, f"{path}.document", f"没有文件 {named}", f"there is no document {named}")
    return found


def _rules(
    reading: _Reading, header: Header, documents: Mapping[str, Document], entry: Any, path: str
) -> Iterator[tuple[str, Rule]]:
    text = reading.part(RuleText, entry, path)
    if text is None:
        return
    dimension = dimensions().get(text.key)
    if dimension is None:
        reading.add(FlawCode.UNKNOWN_KEY, f"{path}.key", f"不认识的规则项 {text.key}", f"{text.key} is no known key")
    document = _document(reading, documents, text.document, path)
    if dimension is None or document is None:
        return
    since, until = text.since or document.since, text.until
    _in_order(reading, since, until, f"{path}.until")
    if text.when is not None and text.when not in dimensions():
        reading.add(FlawCode.UNKNOWN_KEY, f"{path}.when", f"不认识的规则项 {text.when}", f"{text.when} is no known key")
    value = _value(reading, dimension, text, path)
    cases = _cases(reading, dimension, text, path)
    if value is None:
        return
    for case in cases:
        yield (
            path,
            Rule(
                header.id, header.zh, text.ids, text.key, case, dimension, value, text.strength, text.inferred,
                document, text.article, text.gist, since, until, text.when,
            ),
        )  # fmt: skip


def _value(reading: _Reading, dimension: Dimension, text: RuleText, path: str) -> Value | None:
    try:
        value = parse(dimension.kind, text.value, unit=text.unit, strict=text.strict, own_unit=dimension.unit)
    except BadValue as bad:
        reading.add(FlawCode.BAD_VALUE, f"{path}.value", bad.zh, bad.en)
        return None
    if isinstance(dimension.codes, str) and isinstance(value, frozenset):
        reading.known(value, reading.vocabulary.get(dimension.codes), f"{path}.value")
    elif dimension.codes is not None and isinstance(value, frozenset):
        reading.known(value, dimension.codes, f"{path}.value")
    return value


def _cases(reading: _Reading, dimension: Dimension, text: RuleText, path: str) -> tuple[str | None, ...]:
    if text.cases and not dimension.cases:
        reading.add(FlawCode.UNKNOWN_KEY, f"{path}.for", "此项不分情形", "this key has no cases")
        return (None,)
    reading.known(text.cases, reading.listed(dimension.cases), f"{path}.for")
    if dimension.kind is Kind.TEXT and dimension.operator is Operator.KEEP and text.ids:
        return text.ids[:1]  # sentences stand side by side, each under its own rule
    return text.cases or (None,)


def _milestones(
    reading: _Reading, header: Header | None, documents: Mapping[str, Document], found: Mapping[str, Any]
) -> tuple[Milestone, ...]:
    read: dict[str, Milestone] = {}
    for index, entry in enumerate(_entries(reading, found, "milestone")):
        path = f"milestone[{index}]"
        text = reading.part(MilestoneText, entry, path)
        if text is None:
            continue
        _in_order(reading, text.begins, text.ends, f"{path}.ends")
        if text.id in read:
            reading.add(FlawCode.REPEATED, f"{path}.id", f"{text.id} 重复", f"{text.id} stands twice")
        document = _document(reading, documents, text.document, path)
        if document is not None and header is not None:
            read[text.id] = Milestone(header.id, text, document)
    return tuple(read.values())
