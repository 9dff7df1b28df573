"""Codes of what a file tells of its own course: benefits from entitlement to their end."""

from records.codes.code import Code


class BenefitStatus(Code):
    """How a benefit stands."""

    ENTITLED = "ENTITLED", "符合条件", "Entitled"
    APPLIED = "APPLIED", "已申请", "Applied for"
    GRANTED = "GRANTED", "已批准享受", "Granted"
    REFUSED = "REFUSED", "未获批准", "Refused"
    ENDED = "ENDED", "已停发", "Ended"
