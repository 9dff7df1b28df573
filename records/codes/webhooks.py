"""Codes of webhooks: what is signed with, how an endpoint stands, and what became of a delivery."""

from records.codes.code import Code


class SigningKind(Code):
    """What messages to an endpoint are signed with."""

    ED25519 = "ED25519", "Ed25519 公钥签名", "Ed25519"
    HMAC = "HMAC", "HMAC-SHA256 共享密钥", "HMAC-SHA256 with a shared secret"


class WebhookState(Code):
    """Whether an endpoint is sent to."""

    UNCONFIRMED = "UNCONFIRMED", "待确认", "Registered; it has not answered a test message yet"
    ACTIVE = "ACTIVE", "启用", "Active"
    DISABLED = "DISABLED", "停用", "Disabled by somebody"
    GONE = "GONE", "接收端已撤销", "It has answered 410 Gone"


class BreakerState(Code):
    """Whether an endpoint that fails is given a rest."""

    CLOSED = "CLOSED", "正常", "It is sent to"
    OPEN = "OPEN", "暂停发送", "It rests"
    HALF_OPEN = "HALF_OPEN", "试探发送", "One message at a time tries whether it is back"


class DeliveryState(Code):
    """What became of an event on its way to an endpoint."""

    PENDING = "PENDING", "待投递", "To be sent, or sent again"
    DELIVERED = "DELIVERED", "已送达", "Accepted"
    DEAD = "DEAD", "投递失败", "Given up after ten tries"
    DROPPED = "DROPPED", "已取消", "Not to be sent any more"


class DropReason(Code):
    """Why an event that was to be sent was not."""

    ACCESS_ENDED = "ACCESS_ENDED", "接收方已无此角色", "The owner does not hold the role any more"
    OUT_OF_SIGHT = "OUT_OF_SIGHT", "接收方已无权查看", "The owner does not see the event any more"
