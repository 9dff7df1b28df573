from graphql import FieldNode, OperationDefinitionNode, parse, print_ast

from schema.lean import lighten

TEXT = "query A($id: ID!) { it: child(id: $id) { ...B } } fragment B on Child { id name }"


def test_a_lighter_document_says_the_same_shares_its_names_and_knows_the_places_of_its_fields() -> None:
    one, other = parse(TEXT), parse(TEXT)
    lighten(one)
    lighten(other)
    assert print_ast(one) == print_ast(parse(TEXT))
    found = [document.definitions[0] for document in (one, other)]
    fields = [node.selection_set.selections[0] for node in found if isinstance(node, OperationDefinitionNode)]
    assert all(isinstance(field, FieldNode) for field in fields)
    assert fields[0].name is fields[1].name  # type: ignore[attr-defined]
    assert [field.loc.start for field in fields if field.loc] == [TEXT.index("it:")] * 2
