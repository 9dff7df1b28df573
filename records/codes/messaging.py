"""Codes of messages to phones: what became of one."""

from records.codes.code import Code


class MessageState(Code):
    """What became of a message to a person's phone."""

    WAITING = "WAITING", "待发送", "To be sent, or sent again"
    SENT = "SENT", "已发送", "The gateway accepted it"
    DEAD = "DEAD", "发送失败", "Given up after ten tries"
    DROPPED = "DROPPED", "已取消", "The person does not see it any more, or has no number"
