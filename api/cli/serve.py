"""`tonghu serve`: the API on a migrated database."""

from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir


def serve(
    *,
    host: Annotated[str, Parameter(help="监听地址 / Address to listen on")] = "127.0.0.1",
    port: Annotated[int, Parameter(help="端口 / Port")] = 8000,
    jobs: Annotated[
        bool | None, Parameter(help="兼做后台任务；默认取 TONGHU_JOBS / Do what happens later, too (a single node)")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """启动接口服务。

    Serve the API; run `tonghu migrate` first. With `--jobs` no `tonghu worker` is needed, as on a single node.
    """
    from api.node import Node
    from api.ports import require_free

    require_free(host, port)
    Node(host, port, jobs, data_dir).begin()
