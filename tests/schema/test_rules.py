from graphql import parse, specified_rules, validate

from schema.build import core
from schema.execute import built
from schema.rules import RULES

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


def test_documents_have_the_faults_that_graphql_core_finds() -> None:
    schema, document = core(built()[0]), parse(FAULTY)
    found = [[str(error) for error in validate(schema, document, rules, 100)] for rules in (RULES, specified_rules)]
    assert len(found[0]) > 20
    assert found[0] == found[1]
