"""Codes of the records that are kept of the work: what a check of a file found, and what a work log tells of."""

from records.codes.code import Code


class FileCheckResult(Code):
    """What a spot check found of one file."""

    IN_ORDER = "IN_ORDER", "合格", "In order"
    WANTING = "WANTING", "需补正", "Wanting"


class WorkLogKind(Code):
    """What an entry of a work log tells of."""

    LINE = "LINE", "手工记录", "Free line"
    VISIT = "VISIT", "走访联系", "Visit or contact"
    ASSESSMENT = "ASSESSMENT", "评估", "Assessment"
    REPORT = "REPORT", "强制报告", "Mandatory report"
    PATROL = "PATROL", "乡镇巡查", "Township patrol"
    SPOT_CHECK = "SPOT_CHECK", "档案抽查", "Spot check of files"
    SYSTEM_UPDATE = "SYSTEM_UPDATE", "系统数据更新", "System update"
