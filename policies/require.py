"""May they: the first line of every action."""

from policies.caller import Caller
from policies.refusal import ErrorCode, Refusal, Refused


def require(caller: Caller, action: str) -> None:
    """Let the caller pass if their role may take the action (such as `visit:record`).

    Raises `Refused` with FORBIDDEN otherwise; an action that no policy knows is denied too.
    """
    if action not in caller.permit.actions:
        raise Refused(
            Refusal(
                ErrorCode.FORBIDDEN,
                (),
                f"当前角色（{caller.role.zh}）无权执行此操作",
                f"The role {caller.role.value} may not do this",
            )
        )
