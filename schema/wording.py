"""What graphql-core says of a faulty document, in our two languages: names are kept, values and suggestions are not.

A value may be somebody's name or number, and a suggestion tells of the schema to who may not ask for it. A sentence
that is not in the table leaves as a general one. The texts are those of the pinned graphql-core.
"""

import re
from dataclasses import dataclass
from typing import Final

from policies.caller import Language

LONGEST_NAME = 80

_GENERAL = ("查询不符合接口定义", "The document does not fit the schema")
_SYNTAX = ("语法错误：", "Syntax error: ")
_HINTS = {
    "DivisionCode": ("12 位行政区划代码", "a division code of 12 digits"),
    "Date": ("ISO 8601 日期，如 2026-03-20", "an ISO 8601 date such as 2026-03-20"),
    "DateTime": ("RFC 3339 时间，如 2026-03-20T09:00:00+08:00", "an RFC 3339 time such as 2026-03-20T09:00:00+08:00"),
    "Decimal": ('金额字符串，如 "560.50"', 'an amount of money such as "560.50"'),
}


@dataclass(frozen=True)
class _Row:
    """A sentence of graphql-core, told by its beginning; `{0}` and so on are the names it quotes."""

    pattern: re.Pattern[str]
    texts: tuple[str, str]


def _row(pattern: str, zh: str, en: str) -> _Row:
    return _Row(re.compile(pattern.replace("NAME", r"'[@$]?([^']*)'"), re.DOTALL), (zh, en))


_SYNTAX_TABLE: Final = (
    _row(r"Expected (.+), found (?:(\w+) .*|([^ ]+))\.$", "此处应为 {0}，却是 {1}{2}", "expected {0}, found {1}{2}"),
    _row(r"Unexpected single quote", "字符串须用双引号", "a string stands in double quotes"),
    _row(r"Unexpected ('[^\w']+'|<EOF>|\w+)", "此处不应有 {0}", "unexpected {0}"),
    _row(r"Unterminated string", "字符串没有结束", "unterminated string"),
    _row(r"Invalid character within String", "字符串中有不允许的字符", "invalid character within a string"),
    _row(r"Invalid (?:Unicode|character) escape", "转义序列无效", "invalid escape sequence"),
    _row(r"Invalid number", "数字无效", "invalid number"),
    _row(r"Invalid character", "不允许的字符", "invalid character"),
    _row(
        r"Document (?:contains|nests|is nested)", "查询过长或嵌套过深", "the document is too long or nested too deeply"
    ),
    _row(r"", "查询不符合 GraphQL 语法", "the document is not GraphQL's syntax"),
)

_TABLE: Final = (
    _row(
        r"The (?:NAME|schema) definition is not executable",
        "查询中不得有 {0} 的定义",
        "The document must not define {0}",
    ),
    _row(r"The (\w+) operation is not supported", "不支持 {0} 操作", "There are no operations of kind {0}"),
    _row(r"There can be only one operation named NAME", "操作名 {0} 重复", "There can be only one operation named {0}"),
    _row(
        r"This anonymous operation must be the only",
        "有几个操作时每个都要有名称",
        "An operation without a name must be the only one",
    ),
    _row(
        r"(?:Anonymous Subscription|Subscription NAME) must (?:select only one|not select an introspection)",
        "一个订阅只能选择一个根字段，且不是内省字段",
        "A subscription selects one root field, which is none of introspection",
    ),
    _row(r"Unknown type NAME", "没有类型 {0}", "There is no type {0}"),
    _row(
        r"Fragment NAME cannot condition on non composite type NAME",
        "片段 {0} 不能用于类型 {1}",
        "Fragment {0} cannot be on type {1}, which has no fields",
    ),
    _row(
        r"Fragment cannot condition on non composite type NAME",
        "片段不能用于类型 {0}",
        "A fragment cannot be on type {0}, which has no fields",
    ),
    _row(
        r"Variable NAME cannot be non-input type NAME",
        "变量 {0} 不能是类型 {1}",
        "Variable {0} cannot be of type {1}, which is no input",
    ),
    _row(
        r"Field NAME must not have a selection since type NAME",
        "字段 {0}（{1}）没有下级字段",
        "Field {0} of type {1} has no fields to select",
    ),
    _row(
        r"Field NAME of type NAME must have a",
        "字段 {0}（{1}）须选择下级字段",
        "Field {0} of type {1} needs a selection of fields",
    ),
    _row(r"Cannot query field NAME on type NAME", "类型 {1} 没有字段 {0}", "Type {1} has no field {0}"),
    _row(r"There can be only one fragment named NAME", "片段名 {0} 重复", "There can be only one fragment named {0}"),
    _row(r"Unknown fragment NAME", "没有片段 {0}", "There is no fragment {0}"),
    _row(r"Fragment NAME is never used", "片段 {0} 没有用到", "Fragment {0} is never used"),
    _row(
        r"Fragment NAME cannot be spread here as objects of type NAME can never be of type NAME",
        "片段 {0} 不能用在此处：{1} 不会是 {2}",
        "Fragment {0} cannot be spread here: a {1} is never a {2}",
    ),
    _row(
        r"Fragment cannot be spread here as objects of type NAME can never be of type NAME",
        "片段不能用在此处：{0} 不会是 {1}",
        "The fragment cannot be spread here: a {0} is never a {1}",
    ),
    _row(r"Cannot spread fragment NAME within itself", "片段 {0} 引用了自身", "Fragment {0} spreads itself"),
    _row(r"There can be only one variable named NAME", "变量名 {0} 重复", "There can be only one variable named {0}"),
    _row(r"Variable NAME is not defined", "变量 {0} 没有声明", "Variable {0} is not defined"),
    _row(r"Variable NAME is never used", "变量 {0} 没有用到", "Variable {0} is never used"),
    _row(r"Directive NAME may not be used on (\w+)", "指令 @{0} 不能用在此处", "Directive @{0} cannot be used here"),
    _row(r"Unknown directive NAME", "没有指令 @{0}", "There is no directive @{0}"),
    _row(
        r"The directive NAME can only be used once",
        "指令 @{0} 在此处只能用一次",
        "Directive @{0} can be used once here",
    ),
    _row(r"Defer|Stream|.*@(?:defer|stream)", "不支持 @defer 与 @stream", "@defer and @stream are not supported"),
    _row(r"Unknown argument NAME on \w+ NAME", "{1} 没有参数 {0}", "{1} has no argument {0}"),
    _row(r"There can be only one argument named NAME", "参数 {0} 重复", "There can be only one argument named {0}"),
    _row(
        r"(?:Argument|Fragment) '([^']+)'(?: argument NAME)? of type NAME is required",
        "缺少参数 {0}（{2}）",
        "Argument {0} of type {2} is required",
    ),
    _row(
        r"Variable NAME of type NAME used in position expecting type NAME",
        "变量 {0} 的类型 {1} 不合此处的 {2}",
        "Variable {0} of type {1} does not fit here: {2} is needed",
    ),
    _row(
        r"Variable NAME is of type NAME but must be non-nullable",
        "变量 {0}（{1}）在此处不得为空",
        "Variable {0} of type {1} must be non-null here",
    ),
    _row(
        r"Fields NAME conflict because",
        "字段 {0} 相互冲突，请用别名区分",
        "Fields {0} conflict: use different aliases",
    ),
    _row(r"Spreads NAME conflict", "片段 {0} 的参数相互冲突", "Spreads of {0} conflict"),
    _row(r"There can be only one input field named NAME", "成员 {0} 重复", "There can be only one member named {0}"),
    _row(
        r"Expected (?:a )?value of non-null type NAME|Variable NAME of (?:required|non-null) type NAME",
        "须给出 {0}{2} 的值",
        "A value of type {0}{2} is needed",
    ),
    _row(
        r"Expected variable NAME provided to (?:non-null )?(?:type|field) NAME",
        "变量 {0} 须有值（{1}）",
        "Variable {0} needs a value ({1})",
    ),
    _row(r"Expected value of type NAME to be an object", "{0} 须是对象", "{0} must be an object"),
    _row(
        r"Expected value of type NAME to include required field NAME",
        "{0} 缺少成员 {1}",
        "{0} lacks its member {1}",
    ),
    _row(
        r"Expected value of type NAME not to include unknown field NAME",
        "{0} 没有成员 {1}",
        "{0} has no member {1}",
    ),
    _row(r"Within OneOf Input Object type NAME", "{0} 须恰有一个成员", "{0} takes exactly one member"),
    _row(r"(?:Enum|.* does not exist in) NAME", "不是 {0} 的值", "Not a value of {0}"),
    _row(r"(Int|Float|String|Boolean|ID) cannot represent", "不是 {0} 的值", "Not a value of {0}"),
    _row(r"Expected value of type NAME", "不是 {0} 的值", "Not a value of {0}"),
    _row(r"Argument NAME.* has invalid value", "参数 {0} 的值无效", "Argument {0} has an invalid value"),
    _row(r"Too many", "错误太多，其余从略", "There are too many errors; the rest is left out"),
    _row(
        r"Variable values are nested|.*nest",
        "嵌套过深",
        "It is nested too deeply",
    ),
)

_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid (?:default )?value(?: at ([^:]*))?: (.*)", re.DOTALL)
_HINTED = re.compile(r"Expected value of type '(\w+)', ")


def said(message: str, language: Language) -> str:
    """Say what graphql-core said of a document or its variables."""
    en = language == "en"
    if message.startswith("Syntax Error: "):
        return _SYNTAX[en] + _told(_SYNTAX_TABLE, message.removeprefix("Syntax Error: "), en)
    of_variable = _VARIABLE.match(message)
    if of_variable is not None:
        name, at, inner = of_variable.groups()
        where = f"{name}{at or ''}"[:LONGEST_NAME]
        return f"Variable ${where}: {said(inner, language)}" if en else f"变量 ${where}：{said(inner, language)}"
    hinted = _HINTED.match(message)
    if hinted is not None and hinted[1] in _HINTS:
        return f"{'A value must be' if en else '此处应为'}{' ' if en else ''}{_HINTS[hinted[1]][en]}"
    return _told(_TABLE, message, en)


def _told(table: tuple[_Row, ...], message: str, en: bool) -> str:
    for row in table:
        found = row.pattern.match(message)
        if found is not None:
            return row.texts[en].format(*((name or "")[:LONGEST_NAME] for name in found.groups()))
    return _GENERAL[en]
