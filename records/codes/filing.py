"""Codes of files: what a check of one found, what a work log tells of, why one is closed."""

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
    SERVICE = "SERVICE", "关爱服务", "Service"
    PATROL = "PATROL", "乡镇巡查", "Township patrol"
    ACTIVITY = "ACTIVITY", "活动", "Activity"
    HAZARD_CHECK = "HAZARD_CHECK", "隐患排查", "Hazard check"
    SPOT_CHECK = "SPOT_CHECK", "档案抽查", "Spot check of files"
    SYSTEM_UPDATE = "SYSTEM_UPDATE", "系统数据更新", "System update"


class FileClosing(Code):
    """Why a file is closed."""

    GROWN_UP = "GROWN_UP", "已成年", "Has come of age"
    MOVED_AWAY = "MOVED_AWAY", "迁出本地", "Has moved away"
    NO_LONGER_COVERED = "NO_LONGER_COVERED", "不再属于服务对象", "No longer covered"
    DECEASED = "DECEASED", "死亡", "Deceased"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR", "误建档案", "Entered in error"
    OTHER = "OTHER", "其他", "Other"
