"""What is said of a faulty document, in both languages, for every rule of graphql-core that can be broken here."""

import re
from typing import Any

import pytest
from graphql import GraphQLError, parse
from graphql.execution.values import get_variable_values

from schema.build import core
from schema.documents import document
from schema.errors import presented
from schema.execute import built
from schema.wording import said

BROKEN = {
    "a field that is not there": "{ nothing }",
    "two operations of one name": "query A{viewer{subject}} query A{viewer{subject}}",
    "one without a name among others": "{viewer{subject}} query B{viewer{subject}}",
    "a definition": "type X { a: Int }",
    "a subscription that is not there": "subscription { a }",
    "two subscriptions at once": "subscription { alerts { id } b: alerts { id } }",
    "a subscription to the schema": "subscription S { __typename }",
    "a type that is not there": "{viewer{...on Foo{subject}}}",
    "a condition on a scalar": "{viewer{...on Date{subject}}}",
    "a fragment on a scalar": "fragment F on Date{subject} {viewer{...F}}",
    "a variable of an output type": "query($a: Child){child(id:$a){id}}",
    "a selection of a scalar": "{viewer{subject{a}}}",
    "an object without a selection": "{viewer}",
    "a fragment that is not there": "{viewer{...G}}",
    "a fragment that is not used": "fragment F on Viewer{subject} {viewer{subject}}",
    "a condition that never holds": "{viewer{...on Child{id}}}",
    "a fragment that never fits": "fragment F on Child{id} {viewer{...F}}",
    "a fragment of itself": "fragment F on Viewer{...F} {viewer{...F}}",
    "two variables of one name": "query($a:Int,$a:Int){children(first:$a){totalCount}}",
    "a variable that is not declared": "{children(first:$a){totalCount}}",
    "a variable that is not used": "query($a:Int){viewer{subject}}",
    "a directive that is not there": "{viewer @nope{subject}}",
    "a directive in a wrong place": "query @skip(if:true){viewer{subject}}",
    "a directive twice": "{viewer @skip(if:true) @skip(if:true){subject}}",
    "an argument that is not there": "{viewer(x:1){subject}}",
    "an argument twice": "{children(first:1,first:2){totalCount}}",
    "an argument left out": "{child{id}}",
    "a directive's argument left out": "{viewer @skip{subject}}",
    "a variable of another type": "query($a:String){children(first:$a){totalCount}}",
    "fields in conflict": "{a:viewer{subject} a:tenants{code}}",
    "a member twice": '{children(where:{search:"a",search:"CANARY"}){totalCount}}',
    "no number": '{children(first:"CANARY"){totalCount}}',
    "a null": "{child(id:null){id}}",
    "no object": '{children(where:"CANARY"){totalCount}}',
    "no code of the list": "{children(where:{riskLevel:[CANARY]}){totalCount}}",
    "a code in quotes": '{children(where:{riskLevel:["CANARY"]}){totalCount}}',
    "a member that is not there": '{children(where:{nope:"CANARY"}){totalCount}}',
    "no division code": '{division(code:"CANARY"){name}}',
    "a member left out": 'mutation{recordVisit(input:{note:"CANARY"}){userErrors{code}}}',
    "an end too early": "{",
    "an end too late": "{viewer{subject}}}",
    "a string without end": '{a(x:"CANARY',
    "a text where a name belongs": '{"CANARY"}',
    "two points": "{a ..b}",
    "single quotes": "{a(x:'CANARY')}",
    "a strange character": "{a(x:\u2028)}",
    "half a character": '{a(x:"\\ud800")}',
    "an escape that is none": '{a(x:"\\q")}',
    "a number that is none": "{a(x:00)}",
}
VARIABLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("query($w:ChildWhere){x}", {"w": {"or": [{"search": ["CANARY"]}]}}),
    ("query($w:ChildWhere){x}", {"w": {"riskLevel": ["CANARY"]}}),
    ("query($w:ChildWhere!){x}", {}),
    ("query($w:ChildWhere!){x}", {"w": None}),
    ("query($w:ChildWhere){x}", {"w": {"CANARY": 1, "x": "CANARY"}}),
    ("query($w:Int){x}", {"w": "CANARY"}),
    ("query($w:DivisionCode!){x}", {"w": "CANARY"}),
    ("query($w:ID!){x}", {"w": ["CANARY"]}),
    ("query($w:RecordVisitInput!){x}", {"w": {"note": "CANARY"}}),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_every_broken_rule_is_told_in_both_languages(text: str) -> None:
    faults = document(core(built()[0]), text).faults
    assert faults
    for reason in faults:
        _judge(reason)


@pytest.mark.parametrize(("text", "sent"), VARIABLES, ids=[str(number) for number in range(len(VARIABLES))])
def test_every_wrong_variable_is_told_without_its_value(text: str, sent: dict[str, Any]) -> None:
    (operation,) = parse(text).definitions
    wrong = get_variable_values(core(built()[0]), operation.variable_definitions, sent)  # type: ignore[attr-defined]
    assert isinstance(wrong, list)
    for reason in wrong:
        _judge(reason)


def test_a_variable_is_told_with_the_place_in_it() -> None:
    inner = "Variable '$w' has invalid value at .or[0].search: String cannot represent a non string value: 1"
    assert said(inner, "en") == "Variable $w.or[0].search: Not a value of String"
    assert said(inner, "zh") == "变量 $w.or[0].search：不是 String 的值"


def test_a_sentence_that_nobody_knows_tells_nothing() -> None:
    assert said("Something new about 'CANARY'", "en") == "The document does not fit the schema"


def _judge(reason: GraphQLError) -> None:
    zh, en = (str(presented(reason, language)["message"]) for language in ("zh", "en"))
    assert CHINESE.search(zh)
    assert not CHINESE.search(en)
    assert "did you mean" not in en.lower()
    assert "CANARY" not in (zh + en).replace("no member CANARY", "").replace("没有成员 CANARY", "")
    assert en not in ("The document does not fit the schema", "Syntax error: the document is not GraphQL's syntax")
