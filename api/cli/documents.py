"""`tonghu schema documents add|remove|demand|list`: which documents a tenant trusts, and whether it answers others."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from api.cli.options import DataDir
from api.opening import house, opened, tenant_of

if TYPE_CHECKING:
    from care.actions.trust_documents import TrustDocuments

Code = Annotated[str, Parameter(help="租户代码 / Code of the tenant, e.g. fujian")]


async def add(
    tenant: Code,
    manifest: Annotated[Path, Parameter(help="清单文件 / Manifest of a build tool, in JSON")],
    /,
    *,
    data_dir: DataDir = None,
) -> int:
    """登记清单中的查询；已登记的保留，旧版应用照常使用。

    Trust the documents of a manifest, as GraphQL Code Generator (`persistedDocuments`, `hashAlgorithm: sha256`), Relay
    or Apollo write it. What was trusted before stays, since older versions of an application go on asking it. Each
    document is held against the schema and the limits first; with one that does not pass, nothing is changed.
    """
    from care.actions.trust_documents import TrustDocuments
    from schema.build import core
    from schema.execute import built
    from schema.manifest import FaultyManifest, read_manifest

    try:
        texts = read_manifest(manifest.read_bytes(), core(built()[0]))
    except OSError:
        print(f"{manifest}: 无法读取 / cannot be read", file=sys.stderr)
        return 1
    except FaultyManifest as error:
        print(f"{manifest}:\n{error}", file=sys.stderr)
        return 1
    return await _change(tenant, data_dir, TrustDocuments(add=texts))


async def remove(
    tenant: Code,
    hashes: Annotated[list[str], Parameter(help="要撤销的哈希 / Hashes to trust no more")],
    /,
    *,
    data_dir: DataDir = None,
) -> int:
    """撤销登记。

    Trust documents no more, named by their hashes.
    """
    from care.actions.trust_documents import TrustDocuments

    return await _change(tenant, data_dir, TrustDocuments(remove=[one.removeprefix("sha256:") for one in hashes]))


async def demand(
    tenant: Code,
    state: Annotated[Literal["on", "off"], Parameter(help="on：只接受已登记的查询 / Answer no others")],
    /,
    *,
    data_dir: DataDir = None,
) -> int:
    """设定租户是否只接受已登记的查询；5 秒内在各进程生效。

    Say whether a tenant answers trusted documents alone; every process does so within 5 seconds.
    """
    from care.actions.trust_documents import TrustDocuments

    return await _change(tenant, data_dir, TrustDocuments(demanded=state == "on"))


async def list_(tenant: Code, /, *, data_dir: DataDir = None) -> int:
    """列出已登记的查询。

    List what is trusted: hash, and the names of the operations. The first line says whether no others are answered.
    """
    from api.trusted import Trusted
    from schema.build import core
    from schema.documents import document
    from schema.execute import built

    with opened(data_dir) as place:
        async with house(place) as home:
            trust = await Trusted(home).of(await tenant_of(home, tenant))
    print(_told(trust.version, len(trust.documents), demanded=trust.demanded))
    for key, text in trust.documents.items():
        names = (name or "-" for name in document(core(built()[0]), text).operations)
        print(f"{key}\t{' '.join(names)}")
    return 0


async def _change(code: str, data_dir: Path | None, command: "TrustDocuments") -> int:
    from api.local import acting, whole
    from care.actions.trust_documents import trust_documents
    from policies.refusal import Refused
    from records.codes import Role

    with opened(data_dir) as place:
        async with house(place) as home:
            found = await tenant_of(home, code)
            caller = await acting(home, found, Role.TENANT_ADMIN)
            try:
                async with home.work(found, scope=whole(found), subject=caller.subject) as work:
                    done = await trust_documents(work, caller, command)
            except Refused as refused:
                for one in refused.refusals:
                    print(f"{one.code}\n  {one.zh}\n  {one.en}", file=sys.stderr)
                return 1
    print(_told(done.version, done.documents, demanded=done.demanded))
    return 0


def _told(version: int, documents: int, *, demanded: bool) -> str:
    others = "仅接受登记者 no others" if demanded else "也接受其他 others too"
    return f"第 {version} 版 version\t{documents}\t{others}"
