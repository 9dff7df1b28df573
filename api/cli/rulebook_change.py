"""`tonghu rulebook plan|apply`: what a changed rulebook would move, and making it a tenant's law."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.cli.rules_told import changed, refuse, table, text_of
from api.opening import house, opened, tenant_of
from care.rulebooks.flaws import RulebookError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from care.actions.rulebooks.proposal import Proposal
    from care.duties.moves import Moves

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")]
File = Annotated[Path | None, Parameter(help="规则文件；默认为随附文件 / A rulebook file; by default the shipped ones")]


async def plan(tenant: Code, file: File = None, /, *, data_dir: DataDir = None) -> int:
    """测算规则变更的影响：哪些规则变了，多少儿童、哪些任务会提前、推后、新增或取消。不作任何更改。

    Tell what a changed rulebook would move, before it is applied: which rules change and in which direction, how many
    children are reached, how many duties would be due earlier or later, come or go, and which classes. Nothing changes.
    """
    from rich.console import Console

    from api.local import acting
    from care.actions.apply_rulebook import ApplyRulebook
    from care.actions.plan_rulebook import plan_rulebook
    from records.codes import Role

    console = Console()
    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            caller = await acting(opened_house, found, Role.TENANT_ADMIN)
            try:
                command = ApplyRulebook(text_of(file) if file else None)
                with _bar() as progress:
                    told = _told(progress, "测算 / deriving")
                    planned = await plan_rulebook(opened_house, found, caller, command, told=told)
            except RulebookError as error:
                return refuse(error.flaws)
    _rules(console, planned.proposal)
    _moves(console, planned.moves)
    return 0


async def apply(tenant: Code, file: File = None, /, *, data_dir: DataDir = None) -> int:
    """采用规则文件并重新推导其范围内的全部儿童；可重复执行，中断后再次执行即可继续。

    Make a rulebook a tenant's law (without FILE: the shipped ones that hold there), and derive anew every child that it
    reaches. A walk that is cut off goes on with the next call, or with the worker.
    """
    from rich.console import Console

    from api.local import acting, whole
    from care.actions.apply_rulebook import ApplyRulebook, apply_rulebook
    from care.actions.walk import walk
    from records.codes import Role

    console = Console()
    with opened(data_dir) as place:
        async with house(place) as opened_house:
            found = await tenant_of(opened_house, tenant)
            caller = await acting(opened_house, found, Role.TENANT_ADMIN)
            try:
                command = ApplyRulebook(text_of(file) if file else None)
                async with opened_house.work(found, scope=whole(found), subject=caller.subject) as work:
                    proposal = await apply_rulebook(work, caller, command)
            except RulebookError as error:
                return refuse(error.flaws)
            _rules(console, proposal)
            with _bar() as progress:
                children = await walk(opened_house, found, _told(progress, "重新推导 / deriving anew"))
    _say(console, f"已采用；重新推导 {children} 名儿童 / applied; {children} children derived anew")
    return 0


def _rules(console: "Console", proposal: "Proposal") -> None:
    from dataclasses import replace

    from care.rulebooks.difference import Change, differences

    for was, now in proposal.changes:
        _say(console, f"{now.header.zh} {now.id}: {was.digest if was else '-'} → {now.digest}")
        found = list(differences(was or replace(now, rules=()), now))
        # A document that is renewed touches all its rules: what is stricter, looser, new or gone comes before them.
        found.sort(key=lambda one: one.change is Change.OTHER)
        if found:
            console.print(changed(found))
    if not proposal.changes:
        _say(console, "与已采用的规则相同 / the same as what is applied")


def _moves(console: "Console", moves: "Moves") -> None:
    from care.duties.moves import Move
    from records.codes import KeyChildReason

    _say(console, f"儿童 {moves.children} 名，变动 {moves.moved} 名 / {moves.children} children, {moves.moved} moved")
    if moves.duties:
        rows = table("任务 duty", "提前 earlier", "推后 later", "新增 new", "取消 gone", "其他 other")
        for kind in dict.fromkeys(kind for kind, _ in sorted(moves.duties)):
            rows.add_row(f"{kind.zh} {kind.value}", *(str(moves.duties[kind, move]) for move in Move))
        console.print(rows)
    if moves.classes:
        rows = table("类别 class", "新认定 gained", "不再符合 lost")
        for of, what in dict.fromkeys((of, what) for of, what, _ in sorted(moves.classes)):
            counts = (str(moves.classes[of, what, gained]) for gained in (True, False))
            key = "（重点儿童情形 / key reason）" if of == KeyChildReason.__name__ else ""
            rows.add_row(f"{what.zh} {what.value}{key}", *counts)
        console.print(rows)


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _told(progress: "Progress", text: str) -> Callable[[int, int], None]:
    task = progress.add_task(text, total=None)

    def told(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)

    return told


def _say(console: "Console", text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
