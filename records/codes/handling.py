"""Codes of cases: on what ground the court is applied to, and how far a publication has come."""

from records.codes.code import Code


class CourtGround(Code):
    """Why the court is asked to revoke somebody's guardianship."""

    PARENTS_NOT_FOUND = "PARENTS_NOT_FOUND", "查找不到父母或其他监护人", "Parents or other guardians are not found"
    REFUSAL = "REFUSAL", "监护人拒不履行监护职责", "The guardian refuses the duty"
    OTHER = "OTHER", "其他法定情形", "Another ground in law"


class PublicationStage(Code):
    """How far the publication of a case has come."""

    PROPOSED = "PROPOSED", "待审核", "Proposed"
    RETURNED = "RETURNED", "已退回", "Returned"
    APPROVED = "APPROVED", "审核通过", "Approved"
    RELEASED = "RELEASED", "已发布", "Released"
    WITHDRAWN = "WITHDRAWN", "已撤回", "Withdrawn"


class PublicationStep(Code):
    """What is done with a publication."""

    PROPOSE = "PROPOSE", "提出", "Propose"
    APPROVE = "APPROVE", "审核通过", "Approve"
    RETURN = "RETURN", "退回", "Return"
    RELEASE = "RELEASE", "发布", "Release"
    WITHDRAW = "WITHDRAW", "撤回", "Withdraw"
