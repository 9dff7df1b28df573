"""`tonghu worker`: what happens later, for every tenant."""

import asyncio
import signal
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.opening import DataDir, house, opened

if TYPE_CHECKING:
    from jobs.worker import Outcome

PATIENCE = 60.0


async def worker(
    *,
    once: Annotated[bool, Parameter(negative="", help="只做一遍 / Go through everything once, then end")] = False,
    data_dir: DataDir = None,
) -> int:
    """为每个租户执行后台任务：事件编号与日志保留、审计封存、到期重算、继续规则变更后的重新推导、汇总统计、清理过期的幂等键；
    并开通经接口申请的租户。

    Number the events that were committed (at once; a process that serves does this too), keep their log for its days,
    seal the trail, derive anew whose day has come or whom a changed rulebook reaches, roll statistics up and forget old
    idempotency keys, for every active tenant; and open tenants that an operator asked for through the API. One worker
    at a time does it: another one stands by (with --once: for a minute, then it gives up). The exit code is 1 when
    anything failed for any tenant; the others were done all the same.
    """
    from api.telemetry.logs import configure
    from jobs.alone import alone
    from jobs.relaying import relaying
    from jobs.wanted import Opening, open_wanted
    from jobs.worker import go_through, work

    with opened(data_dir) as place:
        configure(place.settings.logged())
        patience = PATIENCE if once else 0
        keys = [key for key in (place.master_key, place.new_master_key) if key is not None]
        async with house(place) as home, alone(place.url, *keys, patience=patience) as lock:
            opening = partial(open_wanted, home, Opening(place.url, place.master_key, place.settings.cipher))
            if once:
                return _told([*await opening(), *await go_through(home)])
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            async with relaying(home, _told):
                await work(home, lock, stop, _told, besides=opening)
    return 0


def _told(outcomes: "Sequence[Outcome]") -> int:
    for outcome in outcomes:
        print(f"{outcome.tenant}\t{outcome.entry}\t{outcome.done}\t{outcome.fault or 'ok'}", flush=True)
    return 1 if any(outcome.fault for outcome in outcomes) else 0
