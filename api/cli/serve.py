"""`tonghu serve`: the API on a migrated database."""

from contextlib import nullcontext
from typing import Annotated

from cyclopts import Parameter

from api.opening import DataDir, at_work, house, opened


async def serve(
    *,
    host: Annotated[str, Parameter(help="监听地址 / Address to listen on")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="端口 / Port")] = 8000,
    jobs: Annotated[
        bool | None, Parameter(help="兼做后台任务；默认取 TONGHU_JOBS / Do what happens later, too (a single node)")
    ] = None,
    data_dir: DataDir = None,
) -> int:
    """启动接口服务。

    Serve the API; run `tonghu migrate` first. With `--jobs` no `tonghu worker` is needed, as on a single node.
    """
    from api.deadline import Pace
    from api.ports import require_free
    from api.serving import app_of, ending, server_of, settled
    from api.watching import watched
    from jobs.relaying import relaying
    from jobs.webhooks import webhooks

    require_free(host, port)
    with opened(data_dir) as place:
        async with house(place, answer=Pace().answer) as opened_house:
            print(f"http://{host}:{port}/")
            server = server_of(app_of(opened_house, place.settings), host=host, port=port)
            later = place.settings.jobs if jobs is None else jobs
            beside = at_work(place, opened_house) if later else nullcontext()
            settled()
            async with (
                watched(place, ending(server)),
                relaying(opened_house, place.settings.nats()),
                webhooks(opened_house),
                beside,
            ):
                await server.serve()
    return 0
