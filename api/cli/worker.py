"""`tonghu worker`: what happens later, for every tenant."""

import asyncio
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import at_work, house, opened

if TYPE_CHECKING:
    from jobs.outcome import Outcome


async def worker(
    *,
    once: Annotated[bool, Parameter(negative="", help="只做一遍 / Go through everything once, then end")] = False,
    data_dir: DataDir = None,
) -> int:
    """为每个租户执行后台任务：事件编号、推送与日志保留、审计封存、到期重算、逾期升级、每日摘要与短信、继续规则变更后的重新推导、
    汇总统计、清理过期的幂等键；并开通经接口申请的租户。

    Number the events that were committed and send them to webhooks (at once; a process that serves does this too), keep
    their log for its days, seal the trail, derive anew whose day has come or whom a changed rulebook reaches, tell the
    levels above what is overdue, make digests and send messages to phones, roll statistics up and forget old
    idempotency keys, for every active tenant; and open tenants that an operator asked for through the API. Any number
    of workers share the work. What fails is tried again, then held (`tonghu doctor`). With --once everything is done
    once, and the exit code is 1 when anything failed for any tenant; the others were done all the same.
    """
    from api.telemetry.logs import configure
    from jobs.relaying import relaying
    from jobs.texting import send_once
    from jobs.wanted import Opening, open_wanted
    from jobs.webhooks import deliver_once, webhooks
    from jobs.worker import go_through

    with opened(data_dir) as place:
        configure(place.settings.logged())
        async with house(place) as home:
            if once:
                opening = Opening(place.url, place.master_key, place.settings.cipher)
                return _told(
                    [
                        *await open_wanted(home, opening),
                        *await go_through(home),
                        *await deliver_once(home),
                        *await send_once(home),
                    ]
                )
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            async with (
                relaying(home, place.settings.nats(), _told),
                webhooks(home, _told),
                at_work(place, home, _told),
            ):
                await stop.wait()
    return 0


def _told(outcomes: "Sequence[Outcome]") -> int:
    for outcome in outcomes:
        print(f"{outcome.tenant}\t{outcome.entry}\t{outcome.done}\t{outcome.fault or 'ok'}", flush=True)
    return 1 if any(outcome.fault for outcome in outcomes) else 0
