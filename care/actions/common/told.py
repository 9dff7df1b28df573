"""What a caller may be told: a warning or refusal speaks only of rows and field classes that the permit shows."""

from policies.caller import Caller
from policies.classes import FieldClass, RowKind, Sight
from policies.refusal import ErrorCode, Refusal, Refused


def sees_rows(caller: Caller, kind: str) -> bool:
    """Tell whether the caller sees all rows of a type that lie in its areas, not only listed or own ones."""
    return caller.permit.row(kind) is RowKind.AREA


def shown(caller: Caller, kind: str, field_class: FieldClass) -> bool:
    """Tell whether a field class of a type shows its values to the caller."""
    return caller.permit.sight(kind, field_class) is Sight.SHOW


def numbers_hidden(caller: Caller) -> bool:
    """Tell whether the caller sees of a child's resident ID number not even the mask."""
    return caller.permit.sight("child", FieldClass.IDENTITY) is Sight.HIDE


def require_rows(caller: Caller, kind: str, *, listed: bool = False) -> None:
    """Let only those pass who see the rows that the action's rules rest on. Raises `Refused` FORBIDDEN.

    With `listed` those of the children on the caller's own list are enough: the action has to load the child by it.
    """
    enough = listed and caller.permit.row(kind) is RowKind.LISTED
    _require(caller, enough or sees_rows(caller, kind))


def require_shown(caller: Caller, kind: str, field_class: FieldClass) -> None:
    """Let only those pass who see the facts that the action's rules rest on. Raises `Refused` FORBIDDEN.

    The answer is the same whatever is on file, where the rule's own refusal would tell it.
    """
    _require(caller, shown(caller, kind, field_class))


def _require(caller: Caller, seen: bool) -> None:
    if not seen:
        zh = f"当前角色（{caller.role.zh}）看不到此操作所依据的信息，无权执行"
        en = f"The role {caller.role.value} does not see what this rests on, and may not do it"
        raise Refused(Refusal(ErrorCode.FORBIDDEN, (), zh, en))
