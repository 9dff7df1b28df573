import re

from graphql import TypeInfo, parse, specified_rules, validate
from graphql.validation.rules.unique_directives_per_location import UniqueDirectivesPerLocationRule

from schema.build import core
from schema.execute import built
from schema.rules import errors_of

FAULTY = """
query A($id: ID!, $id: ID, $n: Int = "x", $unused: Strin) @skip(if: 1) @skip(if: true) {
  child(id: $id, id: 3, nothing: {a: 1, a: null}) { name { x } guardians ...B ...None ... on Duty { id } id: name }
  children(first: "x", where: {division: $else, division: [1.5, ENUM]}) { totalCount nodes { id } }
}
query A { __typename }
{ child { id } }
fragment B on Child { ...C }
fragment C on Child { ...B }
fragment C on Int { id }
fragment Unused on Nothing { id @unknown }
type X { a: Int }
subscription S { alerts { id } changes { id } }
"""


HEARD = re.compile("(?:enter|leave)_(.*)")


def test_documents_have_the_faults_that_graphql_core_finds() -> None:
    schema, document = core(built()[0]), parse(FAULTY)
    for most in (100, 5):
        found = errors_of(schema, document, most)
        usual = validate(schema, document, max_errors=most, hide_suggestions=True)
        assert len(found) > min(20, most)
        assert list(map(str, found)) == list(map(str, usual))


def test_no_rule_listens_to_what_is_passed_over_and_one_alone_listens_to_all() -> None:
    heard = {name for rule in specified_rules for name in dir(rule) if name.startswith(("enter", "leave"))}
    kinds = {found[1] for name in heard if (found := HEARD.fullmatch(name))}
    assert "name" not in kinds
    assert [rule for rule in specified_rules if hasattr(rule, "enter") or hasattr(rule, "leave")] == [
        UniqueDirectivesPerLocationRule
    ]
    assert not hasattr(TypeInfo, "enter_name")
