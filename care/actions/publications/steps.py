"""The steps of a publication: from which stage each goes to which, what it asks of the input, what it may not hold."""

from typing import Final, Protocol

import asyncpg

from care.actions.common.findings import Findings, camel, refusal
from care.actions.common.own_labels import OF_PUBLICATION
from care.actions.publications.traces import Known, traces
from policies.caller import Caller
from policies.refusal import ErrorCode, Refused
from records.codes import PublicationStage, PublicationStep

_OPEN: Final = frozenset({PublicationStage.PROPOSED, PublicationStage.RETURNED, PublicationStage.APPROVED})
FROM: Final = {
    PublicationStep.PROPOSE: _OPEN,
    PublicationStep.APPROVE: frozenset({PublicationStage.PROPOSED}),
    PublicationStep.RETURN: frozenset({PublicationStage.PROPOSED}),
    PublicationStep.RELEASE: frozenset({PublicationStage.APPROVED}),
    PublicationStep.WITHDRAW: _OPEN | {PublicationStage.RELEASED},
}
TO: Final = {
    PublicationStep.PROPOSE: PublicationStage.PROPOSED,
    PublicationStep.APPROVE: PublicationStage.APPROVED,
    PublicationStep.RETURN: PublicationStage.RETURNED,
    PublicationStep.RELEASE: PublicationStage.RELEASED,
    PublicationStep.WITHDRAW: PublicationStage.WITHDRAWN,
}
ACTIONS: Final = {
    PublicationStep.PROPOSE: "publication:propose",
    PublicationStep.APPROVE: "publication:approve",
    PublicationStep.RETURN: "publication:approve",
    PublicationStep.RELEASE: "publication:release",
    PublicationStep.WITHDRAW: "publication:withdraw",
}
NOTED: Final = (PublicationStep.RETURN, PublicationStep.WITHDRAW)
_OF_STEP: Final = {
    "case_id": (PublicationStep.PROPOSE,),
    "title": (PublicationStep.PROPOSE,),
    "text": (PublicationStep.PROPOSE,),
    "note": NOTED,
}
DEIDENTIFY: Final = "privacy.publicity.deidentify"
# Where no document asks it, the platform does (rules of access, 6.7).
PLATFORM_DEFAULT: Final = "平台默认值"


class Stepping(Protocol):
    """The part of the command that says what is done."""

    @property
    def step(self) -> PublicationStep:
        """The step."""


def check_members(findings: Findings, command: Stepping) -> None:
    """Check that the input holds nothing that its step would pass over in silence."""
    for name, steps in _OF_STEP.items():
        if getattr(command, name) is not None and command.step not in steps:
            zh, en = f"不适用于“{command.step.zh}”", f"does not go with the step {command.step.value}"
            findings.refuse(ErrorCode.BAD_USER_INPUT, (camel(name),), zh, en)


def check_stage(findings: Findings, row: asyncpg.Record, step: PublicationStep) -> None:
    """Check that a publication has come as far as the step asks."""
    stage = PublicationStage[row["stage"]]
    if stage not in FROM[step]:
        zh, en = f"当前状态为“{stage.zh}”，不能{step.zh}", f"is {stage.value}, from where there is no {step.value}"
        findings.refuse(ErrorCode.CONFLICT, ("publicationId",), zh, en)


def check_person(caller: Caller, row: asyncpg.Record, step: PublicationStep) -> None:
    """Check that a text is changed by who proposed it, and judged by somebody else. Raises `Refused` FORBIDDEN."""
    own = row["proposed_by"] == caller.subject
    if step is PublicationStep.PROPOSE and not own:
        zh, en = "只能由提出人修改，可退回并说明意见", "is changed by who proposed it; return it with a note instead"
    elif step in (PublicationStep.APPROVE, PublicationStep.RETURN) and own:
        zh, en = "不能审核自己提出的案例，须由另一人审核", "is judged by another person than who proposed it"
    else:
        return
    raise Refused(refusal(ErrorCode.FORBIDDEN, ("publicationId",), zh, en, labels=OF_PUBLICATION))


def check_traces(
    findings: Findings, title: str | None, text: str | None, known: Known, citation: str, *, sent: bool
) -> None:
    """Check that title and text hold no identifier; what was found is told by kind and paragraph and never repeated.

    `sent` says that both came with this input, so that the path may name them.
    """
    for name, label, value in (("title", "标题", title), ("text", "正文", text)):
        for found in traces(value or "", known):
            zh_where = "" if name == "title" else f"（第{'、'.join(map(str, found.paragraphs))}段）"
            en_where = "" if name == "title" else f" (paragraph {', '.join(map(str, found.paragraphs))})"
            zh, en = (
                f"含有{found.trace.zh}{zh_where}，请先去标识",
                f"holds {found.trace.en}{en_where}; take it out first",
            )
            path = (name,) if sent else ("publicationId",)
            if not sent:
                zh, en = f"{label}{zh}", f"the {name} {en}"
            findings.refuse(ErrorCode.RULE_VIOLATION, path, zh, en, citation)
