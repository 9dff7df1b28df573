"""`tonghu demo`: four provinces with synthetic children, served on this machine, from nothing within a minute."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from api.cli.options import DataDir
from api.demo.errors import NoDemoError
from api.opening import Opened, at_work, house, opened
from api.web.site import Persona
from tenants.house import House

HOST = "127.0.0.1"
TOKENS = "personas.tsv"


async def demo(
    *,
    check: Annotated[bool, Parameter(help="运行各租户示例操作后退出 / Run example operations, then end")] = False,
    port: Annotated[int | None, Parameter(help="端口，默认 8000 / Port, 8000 by default")] = None,
    children: Annotated[int, Parameter(help="每个租户的合成儿童数 / Synthetic children in each tenant")] = 1000,
    fixtures: Annotated[
        bool,
        Parameter(
            help="输出各人员可见的首个对象 id（JSON）后退出 / Print the first ids that each persona sees, as JSON"
        ),
    ] = False,
    desks: Annotated[
        Literal["shanxi", "yunnan", "jilin", "fujian"] | None,
        Parameter(help="另启该租户的模拟公安、教育接收端 / Run a fake police desk and education bureau, too"),
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """启动演示：四省租户、合成台账、接口与页面。

    Start the demo: four provinces, synthetic ledgers, API and pages. What a run has made, the next one finds again.
    With TONGHU_NOW=2026-03-01T08:00+08:00 it stands at that moment, with the same data and ids on every machine.
    """
    from api.deadline import Pace
    from api.demo.desks import within_reach
    from api.demo.fixtures import fixtures_of
    from api.demo.prepare import prepare
    from api.ports import free_port, require_free

    console = Console(stderr=fixtures)
    chosen = port or (free_port(HOST) if check or fixtures else 8000)
    require_free(HOST, chosen)
    with opened(data_dir) as place:
        _require_demo(place)
        if desks is not None:
            place = within_reach(place)
        await prepare(place, children=children, console=console)
        if fixtures:
            async with house(place) as opened_house:
                print(await fixtures_of(opened_house, place.settings))
            return 0
        async with house(place, answer=Pace().answer) as opened_house:
            return await _run(opened_house, place, console, port=chosen, check=check, desks=desks)


async def _run(
    opened_house: House, place: Opened, console: Console, *, port: int, check: bool, desks: str | None
) -> int:
    from api.demo.check import check as judge
    from api.demo.desks import attended
    from api.demo.duty_examples import first_duties
    from api.demo.site import demo_site
    from api.serving import app_of, ending, identity_of, ready, server_of
    from api.tokens.demo import demo_key
    from api.watching import watched
    from jobs.relaying import relaying
    from jobs.webhooks import webhooks

    settings = place.settings
    key = demo_key(settings.data_dir)
    duties = await first_duties(opened_house, identity_of(opened_house, settings), key)
    site = demo_site(opened_house, key, duties)
    server = server_of(app_of(opened_house, settings, site), host=HOST, port=port)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(watched(place, ending(server)))
        await stack.enter_async_context(relaying(opened_house, settings.nats()))
        await stack.enter_async_context(webhooks(opened_house))
        await stack.enter_async_context(at_work(place, opened_house))
        if desks is not None:
            url = f"http://{HOST}:{port}/graphql"
            await stack.enter_async_context(attended(desks, url, settings, key, console))
        running = await stack.enter_async_context(asyncio.TaskGroup())
        serving = running.create_task(server.serve())
        await ready(server, serving)
        address = f"http://{HOST}:{port}"
        if not check:
            _welcome(console, address, site.personas(), settings.data_dir / TOKENS)
            return 0
        outcome = 0
        async for checked in judge(address, site.personas(), opened_house.clock()):
            console.print(f"{checked.tenant}: {'ok' if checked.ok else 'FAILED'} ({checked.text})", highlight=False)
            outcome = outcome if checked.ok else 1
        server.should_exit = True
    return outcome


def _welcome(console: Console, address: str, people: list[Persona], tokens: Path) -> None:
    _write_tokens(tokens, people)
    table = Table("人员 who", "角色 role", "在 at", "说明 note", box=box.SIMPLE_HEAD)
    places: dict[tuple[str, str, str], list[str]] = {}
    for persona in people:
        who, _, place = persona.subject.partition("@")
        places.setdefault((who, f"{persona.role_zh} {persona.role}", persona.note), []).append(place)
    for (who, role, note), at in places.items():
        table.add_row(f"{who}@", role, " ".join(at), note)
    console.print(table)
    for name, value in (
        ("首页 start page", f"{address}/"),
        ("GraphiQL", f"{address}/graphql"),
        ("SDL", f"{address}/schema.graphql"),
        ("令牌 tokens", f"{tokens} / tonghu token director@fujian"),
    ):
        console.print(f"{name}{' ' * (18 - cell_len(name))}{value}", highlight=False, soft_wrap=True)
    console.print("按 Ctrl+C 停止 / Ctrl+C ends the demo", highlight=False)


def _write_tokens(path: Path, people: list[Persona]) -> None:
    path.touch(mode=0o600)
    lines = (f"{one.subject}\t{one.role}\t{one.role_zh}\t{one.token}\n" for one in people)
    path.write_text("".join(lines), encoding="utf-8")


def _require_demo(place: Opened) -> None:
    settings = place.settings
    if settings.env != "demo" or settings.oidc_issuer is not None:
        zh, en = "演示须 TONGHU_ENV=demo 且不设 TONGHU_OIDC_ISSUER", "the demo needs TONGHU_ENV=demo and no OIDC issuer"
        raise NoDemoError(f"{zh} / {en}")
