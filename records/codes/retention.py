"""Codes of keeping: what holds a file, who asks for an erasure, and how far that has come."""

from records.codes.code import Code


class HoldGround(Code):
    """Why a file must be kept as it is."""

    COURT = "COURT", "司法机关要求", "Asked for by a court or prosecutor"
    CASE = "CASE", "案件或个案需要", "Needed for a case"
    COUNTY = "COUNTY", "县级民政决定", "Decided by county civil affairs"


class ErasureRequester(Code):
    """At whose request a child's data are erased."""

    CHILD = "CHILD", "儿童本人", "The child"
    GUARDIAN = "GUARDIAN", "监护人", "A guardian"


class ErasureStatus(Code):
    """How far a request for erasure has come."""

    REQUESTED = "REQUESTED", "待审批", "Requested"
    DECLINED = "DECLINED", "不予删除", "Declined"
    ERASED = "ERASED", "已删除", "Erased"
