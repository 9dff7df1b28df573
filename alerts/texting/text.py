"""What a message says: what happened, how many of it, at which level of place; nothing that points to a person."""

from collections.abc import Mapping
from typing import Final

from records.codes import AdminLevel, AlertKind

# The kinds that are told to somebody by phone: those with which the clock turns to a place or a person.
TOLD: Final = (
    AlertKind.REPORT_OVERDUE,
    AlertKind.REPORT_ESCALATED,
    AlertKind.VISIT_OVERDUE,
    AlertKind.CONTACT_OVERDUE,
    AlertKind.DUTY_ESCALATED,
    AlertKind.SUBMISSION_OVERDUE,
    AlertKind.AGREEMENT_EXPIRING,
    AlertKind.DAILY_DIGEST,
)
_SAID: Final[Mapping[AlertKind, str]] = {
    AlertKind.REPORT_OVERDUE: "有{count}件报告逾期未受理或未送达",
    AlertKind.REPORT_ESCALATED: "有{count}件逾期报告升级至本级",
    AlertKind.VISIT_OVERDUE: "有{count}项走访逾期",
    AlertKind.CONTACT_OVERDUE: "有{count}项联系逾期",
    AlertKind.DUTY_ESCALATED: "有{count}项逾期任务升级至本级",
    AlertKind.SUBMISSION_OVERDUE: "有{count}项报送逾期",
    AlertKind.AGREEMENT_EXPIRING: "有{count}份委托照护文书即将到期",
    AlertKind.DAILY_DIGEST: "今日到期{due_today}项，逾期{overdue}项，七日内到期{upcoming}项",
}


def text(kind: AlertKind, level: AdminLevel, counts: Mapping[str, int]) -> str:
    """Write a message for somebody at a level; `counts` holds `count`, or the numbers of a digest."""
    return f"【童护】{level.zh}：{_SAID[kind].format(**counts)}，请登录查看。"
