"""Every code an error can have: the one table behind docs/errors.md and the HTTP status of an answer without data.

Two closed lists of the contract: `errors[].extensions.code` for faults of the request or the server, and
`userErrors[].code` for what an action expects to refuse.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Code:
    """One code: the HTTP status of an answer that has nothing else, and when it comes, in both languages."""

    name: str
    status: int
    zh: str
    en: str


REQUEST: Final = (
    Code("GRAPHQL_PARSE_FAILED", 400, "查询不符合 GraphQL 语法", "The document is not GraphQL's syntax"),
    Code(
        "GRAPHQL_VALIDATION_FAILED",
        400,
        "查询与接口定义（schema.graphql）不符，或未指明执行哪个操作",
        "The document does not fit the schema (schema.graphql), or several operations and none is named",
    ),
    Code(
        "BAD_USER_INPUT",
        400,
        "请求、变量或参数有误；`path` 指出位置",
        "The request, a variable or an argument is wrong; `path` says where",
    ),
    Code(
        "UNAUTHENTICATED",
        401,
        "没有令牌，或令牌无效、过期（见 `WWW-Authenticate`）",
        "No token, or one that proves nothing or has expired (see `WWW-Authenticate`)",
    ),
    Code(
        "FORBIDDEN",
        403,
        "没有所请求的角色，或该角色不得这样问，或该租户只接受已登记的查询",
        "The role asked for is not held, or must not ask this, or the tenant answers trusted documents alone",
    ),
    Code(
        "TOO_COMPLEX",
        400,
        "查询超过上限：词元、层数、别名、根字段、片段、指令或开销；请拆分",
        "The document passes a limit (tokens, depth, aliases, root fields, fragments, directives, cost): split it",
    ),
    Code("TOO_LARGE", 413, "请求体超过 256 KB", "The body is larger than 256 KB"),
    Code(
        "RATE_LIMITED",
        429,
        "该调用方的额度已用完；`Retry-After` 秒后重试",
        "The caller's allowance is used up; try again after `Retry-After` seconds",
    ),
    Code(
        "TIMEOUT",
        504,
        "未在时限内完成，已取消（请求体未及时送达时状态为 408）",
        "It was not done in time and is cancelled (408 when the body did not come in time)",
    ),
    Code(
        "UNAVAILABLE",
        503,
        "服务繁忙或数据库不可达；`Retry-After` 秒后重试",
        "Busy, or the database is out of reach; try again after `Retry-After` seconds",
    ),
    Code(
        "INTERNAL",
        500,
        "系统内部错误；凭 `requestId` 联系运维",
        "A fault of ours; quote the `requestId` to the operator",
    ),
)

USER: Final = (
    Code("BAD_USER_INPUT", 200, "填写的内容不合要求", "What was entered does not do"),
    Code("REQUIRED", 200, "缺少当地要求填写的内容", "Something that the place asks for is missing"),
    Code("INVALID_RESIDENT_ID", 200, "公民身份号码校验不通过", "The resident ID's check digit or date is wrong"),
    Code("OUT_OF_JURISDICTION", 200, "该地不在您的管辖范围", "The place is outside what you are responsible for"),
    Code("NOT_FOUND", 200, "不存在，或您无权看到", "It is not there, or not for you to see"),
    Code(
        "CONFLICT", 200, "与已有记录冲突，或已被他人修改", "It contradicts a record, or somebody changed it meanwhile"
    ),
    Code(
        "RULE_VIOLATION",
        200,
        "违反当地规则；`citation` 为依据",
        "A rule of the place forbids it; `citation` says which",
    ),
    Code("RULE_RELAXATION", 200, "下级规则不得放宽上级规则", "A lower layer may not relax a rule of a higher one"),
    Code("NOT_ASSESSED", 200, "尚未评估", "It has not been assessed yet"),
    Code("MANDATORY_RECIPIENT", 200, "依法必须送达的对象不得去除", "A recipient that the law names cannot be left out"),
    Code("PROMPT_CIRCUMSTANCE", 200, "所述情形可能须强制报告，请确认", "What is told may have to be reported: confirm"),
    Code("MASKED_VALUE", 200, "不得将遮盖后的值写回", "A masked value cannot be written back"),
    Code("PURPOSE_REQUIRED", 200, "须说明使用目的，且该角色可用此目的", "A purpose is needed that the role may have"),
    Code(
        "IDEMPOTENCY_KEY_REUSED",
        200,
        "同一幂等键已用于不同内容",
        "The idempotency key was used with another body before",
    ),
    Code("LEGAL_HOLD", 200, "该档案处于法律保全期间", "The file is under a legal hold"),
    Code("FORBIDDEN", 200, "该角色不得执行此操作", "The role must not do this"),
)

STATUS: Final = {code.name: code.status for code in REQUEST}


def page() -> str:
    """Write docs/errors.md."""
    return "\n".join(
        [
            "# 错误代码 · Error codes",
            "",
            "<!-- 由 schema/error_codes.py 生成 / generated: `tonghu schema errors > docs/errors.md` -->",
            "",
            "两个封闭的列表；程序只应依据代码判断，说明文字随 `Accept-Language` 为中文（默认）或英文。",
            "每个错误带 `extensions.requestId`，与响应头 `X-Request-Id` 及服务日志中的编号相同；",
            "错误不含内部文本，也不作“您是否想要”的提示。",
            "",
            "Two closed lists. Programs go by the code alone; messages are Chinese (default) or English by",
            "`Accept-Language`. Every error has `extensions.requestId`, the same as the header `X-Request-Id` and in",
            "the server's log. No error holds inner text, and none suggests names.",
            "",
            "## 请求与服务的错误 · Faults of the request or the server: `errors[].extensions.code`",
            "",
            "状态码指没有 `data` 的响应，且客户端接受 `application/graphql-response+json`；",
            "只接受 `application/json` 的客户端，凡标 400 的 GraphQL 错误以 200 返回。有 `data` 时一律为 200。",
            "",
            "The status is that of an answer without `data`, for clients that accept",
            "`application/graphql-response+json`; those that accept `application/json` alone get 200 for a GraphQL",
            "error marked 400. With `data` it is 200.",
            "",
            "| code | HTTP | 何时 | when |",
            "| --- | --- | --- | --- |",
            *(f"| `{code.name}` | {code.status} | {code.zh} | {code.en} |" for code in REQUEST),
            "",
            "## 操作的拒绝与提示 · Refusals and warnings of an action: `userErrors[].code`, `warnings[].code`",
            "",
            "| code | 何时 | when |",
            "| --- | --- | --- |",
            *(f"| `{code.name}` | {code.zh} | {code.en} |" for code in USER),
            "",
        ]
    )
