"""How a `where` input becomes a condition: its members joined by and, with `and`, `or` and `not` nested."""

from typing import Any

from graphql import GraphQLInputObjectType, GraphQLInputType, get_named_type
from sqlalchemy import ColumnElement, and_, or_, true

from reads.arguments import Value
from reads.errors import BadRead
from reads.frame import Frame
from reads.mapping import Entity
from reads.rows import withheld
from reads.sources import Row

DEEPEST = 5
LONGEST = 100
WEIGHT = 20  # a member costs Postgres as much as so many fields: a hundred of them are enough


def condition(
    frame: Frame, entity: Entity, kind: GraphQLInputType, row: Row, where: Value, depth: int = 1
) -> ColumnElement[bool]:
    """Write the condition of a `where` value; a member that is null asks nothing.

    Raises BadRead when it is nested deeper than 5, has more than 100 members in all or 100 values in a list, or asks of
    what the caller may not see.
    """
    named = get_named_type(kind)
    assert isinstance(named, GraphQLInputObjectType)
    if depth > DEEPEST:
        raise BadRead("BAD_USER_INPUT", f"筛选条件嵌套不得超过 {DEEPEST} 层", f"where may nest {DEEPEST} deep")
    asked = []
    for name in where.members():
        value = where.member(name)
        frame.budget.take(WEIGHT)
        match value.told("fault", _fault):
            case "text":
                raise BadRead("BAD_USER_INPUT", "筛选值含有无效字符", "where holds a character that no text has")
            case "list":
                zh, en = f"筛选值不得超过 {LONGEST} 个", f"where takes at most {LONGEST} values"
                raise BadRead("BAD_USER_INPUT", zh, en)
        if name in ("and", "or"):
            inner = [condition(frame, entity, named, row, part, depth + 1) for part in value.parts()]
            asked.append(and_(true(), *inner) if name == "and" else or_(*inner) if inner else true())
        elif name == "not":
            # What is unknown of a row is not so either: NOT would lose rows whose column is NULL.
            asked.append(condition(frame, entity, named, row, value, depth + 1).is_not(True))
        else:
            declared, field_class = frame.registry.filters[named.name][name]
            if withheld(frame, entity.rows, field_class, masks=declared.masks):
                raise BadRead("FORBIDDEN", "无权按此字段筛选", "This filter uses a field that is not shown to you")
            frame.note(entity.rows, field_class)
            asked.append(declared.build(row, value if declared.late else value.known(), frame))
    return and_(true(), *asked)


def _fault(value: Any) -> str | None:
    if isinstance(value, str) and "\0" in value:
        return "text"
    return "list" if isinstance(value, list) and len(value) > LONGEST else None
