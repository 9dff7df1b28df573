"""`tonghu rulebook check|show|diff`: the law in files, read by people."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.cli.rules_told import changed, refuse, table, text_of, valued
from api.opening import house, opened, tenant_of
from care.duties.vocabulary import vocabulary
from care.rulebooks.flaws import RulebookError
from care.rulebooks.layer import Layer
from care.rulebooks.library import Library, library, packaged_texts
from care.rulebooks.load import read_layer
from care.rulebooks.values import Kind

if TYPE_CHECKING:
    from rich.console import Console

    from care.rulebooks.dimension import Dimension
    from care.rulebooks.rulebook import Effective

File = Annotated[Path, Parameter(help="规则文件（.toml） / A rulebook file")]
Place = Annotated[int, Parameter(help="区划代码，12 位 / Code of a place, 12 digits")]


def check(file: Annotated[Path | None, Parameter(help="规则文件；默认检查随附的全部 / File")] = None, /) -> int:
    """检查规则文件：格式、代码、时间衔接，以及是否宽于上级。

    Check a rulebook file, or all that are shipped: shape, codes, days, and whether it relaxes a layer above it. All
    errors are told with their paths; the exit code is 0 when there are none.
    """
    try:
        shipped = library(packaged_texts(), vocabulary())
        own = None if file is None else _layer(file)
    except RulebookError as error:
        return refuse(error.flaws)
    whole = shipped if own is None else shipped.with_layer(own)
    found = list(dict.fromkeys(whole.conflicts(_chains(whole))))
    if found:
        return refuse(found)
    for one in whole.layers if own is None else (own,):
        print(f"{one.header.zh} {one.id}: {len(one.rules)} 条规则，没有问题 / {len(one.rules)} rules, no errors")
    return 0


async def show(
    place: Place,
    /,
    *,
    on: Annotated[date | None, Parameter(help="日期 / Day, default today")] = None,
    tenant: Annotated[
        str | None, Parameter(help="按此租户已采用的规则 / By the law that this tenant has applied")
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """显示某地某日有效的规则及其依据；名称后带方括号的只适用于该情形。

    Show the rules in force in a place on a day, merged from all layers, each with its citation: of the shipped files,
    or of those that a tenant has applied. What is not there is not ruled: silence makes no duty. A code in brackets is
    the case that a rule is for.
    """
    from rich.console import Console

    from care.divisions.tree import chain
    from care.rulebooks.dimension import dimensions
    from settings import Settings

    try:
        whole = library(packaged_texts(), vocabulary()) if tenant is None else await _applied(tenant, data_dir)
        book = whole.rulebook(chain(place), on or Settings().clock()().date())
    except RulebookError as error:
        return refuse(error.flaws)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    console = Console()
    layers = " → ".join(one.header.zh for one in book.layers) or "没有本地规则 / no local rules"
    _say(console, f"{book.on} {place}: {layers}")
    _sources(console, book.layers, book.on)
    rows = table("规则 rule", "内容 value", "依据 source")
    for key, dimension in dimensions().items():
        for one in book.cases(key).values():
            rows.add_row(*_row(one, dimension))
    console.print(rows)
    return 0


def diff(before: File, after: File, /) -> int:
    """比较两个规则文件：增、删、更严、更宽。

    Compare two rulebook files rule by rule: added, removed, stricter, looser, or otherwise changed.
    """
    from rich.console import Console

    from care.rulebooks.difference import differences

    try:
        old, new = _layer(before), _layer(after)
    except RulebookError as error:
        return refuse(error.flaws)
    found = list(differences(old, new))
    console = Console()
    if found:
        console.print(changed(found))
    else:
        print("没有差别 / no differences")
    return 0


def _row(one: "Effective", dimension: "Dimension") -> tuple[str, str, str]:
    from rich.markup import escape

    from records import codes

    basis = "" if one.basis == "IN_FORCE" else f"（{codes.DutyBasis[one.basis].zh}）"
    inferred = "（推定）" if any(rule.inferred for rule in one.deciding) else ""
    gist = "；".join(dict.fromkeys(rule.gist for rule in one.deciding))
    value = gist if dimension.kind is Kind.TEXT else f"{valued(one.value, dimension)}\n{gist}"
    case = _case(one.case, dimension)
    return escape(f"{dimension.zh}{case}\n{one.name}"), escape(value), escape(f"{one.citation}{basis}{inferred}")


def _case(case: str | None, dimension: "Dimension") -> str:
    """Write a case in Chinese, in brackets; cases that no list of codes holds stand in the name alone."""
    from records import codes

    for name in dimension.cases:
        labels: type[codes.Code] | None = getattr(codes, name, None)
        if labels is not None and case in set(labels):
            return f"（{labels[case].zh}）"
    return ""


def _sources(console: "Console", layers: tuple[Layer, ...], on: date) -> None:
    from care.rulebooks.layer import shown_date

    for layer in layers:
        for one in layer.documents.values():
            since = shown_date(one.since, one.since_precision) if one.since else "起始日期不明 / first day unknown"
            until = f"至 {shown_date(one.until, one.until_precision)}" if one.until else ""
            parts = [f"  {layer.header.zh}: {one.cited}", since, until]
            parts += ["参照执行 / guidance"] if one.guidance else []
            parts += [f"文本不全：{one.incomplete} / incomplete"] if one.incomplete else []
            parts += ["已到期，义务待确认前继续 / expired"] if one.until and on > one.until else []
            _say(console, " ".join(part for part in parts if part))


def _say(console: "Console", text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _layer(file: Path) -> Layer:
    name, text = text_of(file)
    return read_layer(text, name, vocabulary())


async def _applied(code: str, data_dir: Path | None) -> Library:
    from care.duties.law import law_of

    with opened(data_dir) as place:
        async with house(place) as opened_house:
            tenant = await tenant_of(opened_house, code)
            async with opened_house.work(tenant) as work:
                return (await law_of(work)).library


def _chains(whole: Library) -> list[tuple[int, ...]]:
    from care.divisions.tree import chain

    return [tuple(chain(one.header.division)) for one in whole.layers if one.header.division is not None]
