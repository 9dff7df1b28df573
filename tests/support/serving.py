"""The real server on the test's own loop: uvicorn, our protocol, the app, on a free port of 127.0.0.1."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

from joserfc.jwk import OKPKey
from sqlalchemy import insert

from api.app import create_app
from api.arrivals import Arrivals
from api.identity import Identity
from api.serving import ready, server_of
from api.tokens.demo import demo_key, demo_verifier, mint
from api.web.plain import plain_site
from policies.source import baseline
from records.access import role_assignment
from records.codes import Role
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import NOW


@dataclass(frozen=True)
class Served:
    """A running server: where it is, and the key that its tokens are signed with."""

    port: int
    key: OKPKey

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, subject: str, *, tenant: str = "fujian") -> str:
        return mint(self.key, subject, tenant=tenant, now=NOW)


async def appoint(house: House, tenant: Tenant, subject: str, role: Role, division: int) -> None:
    """Assign a role to somebody."""
    async with house.work(tenant, scope="{(,)}") as work:
        await work.run(
            insert(role_assignment).values(
                id=uuid7(),
                subject=subject,
                role=role.value,
                division=division,
                valid_from=NOW,
                granted_by="test",
                created_at=NOW,
            )
        )


@asynccontextmanager
async def served(house: House, folder: Path, *, http: type[Arrivals] = Arrivals, **door: Any) -> AsyncIterator[Served]:
    """Serve the house; `door` are options of `create_app`."""
    key = demo_key(folder)
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = create_app(house, Identity(house, demo_verifier(key, house.clock), baseline()), plain_site(house), **door)
    server = server_of(app, host="127.0.0.1", port=port, http=http)
    serving = asyncio.create_task(server.serve())
    await ready(server, serving)
    try:
        yield Served(port, key)
    finally:
        server.should_exit = True
        await serving
