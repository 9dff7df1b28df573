"""`tonghu serve`: the API on a migrated database."""

from typing import Annotated

from cyclopts import Parameter

from api.opening import DataDir, house, opened


async def serve(
    *,
    host: Annotated[str, Parameter(help="监听地址 / Address to listen on")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="端口 / Port")] = 8000,
    data_dir: DataDir = None,
) -> int:
    """启动接口服务。

    Serve the API; run `tonghu migrate` first.
    """
    from api.deadline import Pace
    from api.ports import require_free
    from api.serving import app_of, ending, server_of, settled
    from api.watching import watched
    from jobs.relaying import relaying

    require_free(host, port)
    with opened(data_dir) as place:
        async with house(place, answer=Pace().answer) as opened_house:
            print(f"http://{host}:{port}/")
            server = server_of(app_of(opened_house, place.settings), host=host, port=port)
            settled()
            async with watched(place, ending(server)), relaying(opened_house):
                await server.serve()
    return 0
