"""What is ruled for one code of a set: by the layers that name it, on their word alone."""

from datetime import date

from care.rulebooks.enumerations import known_values
from care.rulebooks.layer import Layer
from care.rulebooks.load import read_layer
from care.rulebooks.rulebook import Basis, rulebook
from tests.care.rulebooks.texts import layer, rule

DAY = date(2026, 7, 1)
ENDED = "until = 2026-06-30"


def read(*rules: str, place: str = "made-up", document: str = "") -> Layer:
    return read_layer(layer(*rules, place=place, document=document), "")


def reasons(*codes: str, article: str = "第一条") -> str:
    return rule("keyReasons", "[" + ", ".join(f'"{code}"' for code in codes) + "]", article=article)


def test_a_code_rests_on_the_layers_that_name_it() -> None:
    upper = read(reasons("ORPHAN", "ILL"), place="upper", document=ENDED)
    lower = read(reasons("ORPHAN"), place="lower")
    book = rulebook([upper, lower], DAY)
    (orphan,), (ill,) = book.naming("keyReasons", "ORPHAN"), book.naming("keyReasons", "ILL")
    assert [one.layer for one in orphan.rules] == ["upper", "lower"]
    # The other layer still says so, whose plan goes on.
    assert (orphan.value, orphan.basis) == (frozenset({"ORPHAN"}), Basis.IN_FORCE)
    assert [one.layer for one in ill.rules] == ["upper"]
    assert (ill.value, ill.basis, ill.citation) == (frozenset({"ILL"}), Basis.EXPIRED_BASIS, "upper〔2026〕1号第一条")
    # Its rules are those of the files, with all that they name.
    assert ill.rules[0] is upper.rules[0]
    assert book.naming("keyReasons", "NO_HUKOU") == ()
    assert book.naming("contact.maxInterval", "ORPHAN") == ()


def test_a_code_of_a_default_is_the_platforms() -> None:
    defaults = read(reasons("ORPHAN"), place="platform")
    (found,) = rulebook([read()], DAY, defaults).naming("keyReasons", "ORPHAN")
    assert (found.basis, found.value, found.key) == (Basis.PLATFORM_DEFAULT, frozenset({"ORPHAN"}), "keyReasons")
    assert [one.layer for one in found.rules] == ["platform"]


def test_a_value_named_by_several_rules_cites_them_all() -> None:
    raised = rule("visit.key.reasons", '["ORPHAN"]', article="第二条")
    found = known_values(rulebook([read(reasons("ORPHAN", "ILL"), raised)], DAY), "KeyChildReason")
    assert found is not None
    assert set(found) == {"ORPHAN", "ILL"}
    assert found["ILL"] == "made-up〔2026〕1号第一条"
    assert sorted(found["ORPHAN"].split("；")) == ["made-up〔2026〕1号第一条", "made-up〔2026〕1号第二条"]
