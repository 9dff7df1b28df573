"""`tonghu keys rotate`: another master key, or another data key for one tenant, while everybody works."""

from typing import Annotated

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import opened
from tenants.errors import TenancyError


async def rotate(
    tenant: Annotated[str | None, Parameter(help="租户代码 / Code of the tenant whose data key is replaced")] = None,
    /,
    *,
    master: Annotated[bool, Parameter(negative="", help="更换主密钥 / Replace the master key")] = False,
    data_dir: DataDir = None,
) -> int:
    """更换密钥：租户的数据密钥，或 --master 更换主密钥。中断后再次执行即可继续。

    Replace a tenant's data key: every encrypted cell is sealed anew while the servers run. With --master replace the
    master key: the old one stands in TONGHU_MASTER_KEY, the new one in TONGHU_NEW_MASTER_KEY (each also as _FILE).
    Servers that were started with both go over by themselves. Both can be run again after any interruption.
    """
    from functools import partial

    from tenants.rotate_data import rotate_data
    from tenants.rotate_master import rotate_master

    if master == (tenant is not None):
        raise TenancyError("请给出租户代码，或 --master，二者取一", "name a tenant, or --master, one of the two")
    with opened(data_dir) as place:
        if tenant is not None:
            done = await rotate_data(
                place.url,
                master_key=place.master_key,
                cipher=place.settings.cipher,
                code=tenant,
                told=partial(print, flush=True),
            )
            print(f"{tenant}\t{done.key}\t{done.cells}")
            return 0
        if place.new_master_key is None:
            raise TenancyError(
                "请用 TONGHU_NEW_MASTER_KEY 或 TONGHU_NEW_MASTER_KEY_FILE 给出新主密钥",
                "give the new master key as TONGHU_NEW_MASTER_KEY or TONGHU_NEW_MASTER_KEY_FILE",
            )
        wrapped = await rotate_master(place.url, master_key=place.master_key, new_master_key=place.new_master_key)
    print(f"{wrapped.tenants}\t{wrapped.keys}\t{wrapped.passwords}")
    print(
        "主密钥已更换：现在请把新主密钥设为 TONGHU_MASTER_KEY / "
        "the master key is replaced: set the new one as TONGHU_MASTER_KEY now"
    )
    return 0
