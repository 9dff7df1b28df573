"""Our server without its walls, to tell what they cost: a role that row-level security does not bind, and no trail.

    python -m benchmarks.peers.bare PORT

Everything else is as shipped. It exists in this benchmark alone.
"""

import sys

import asyncpg
import uvloop

from api.master_keys import master_key
from api.serving import app_of, server_of, settled
from benchmarks.forgetful import Forgetful
from settings import Settings
from tenants.logins import connect
from tenants.pool_parts import Key


class Bare(Forgetful):
    """A house whose connections are the owner's and that writes no trail of reads."""

    async def _connect(self, _key: Key) -> asyncpg.Connection:
        return await connect(self._url)


async def serve(port: int) -> None:
    """Serve until told to stop."""
    settings = Settings()
    assert settings.database_url is not None
    house = await Bare.open(
        database_url=settings.database_url.get_secret_value(),
        master_key=master_key(settings),
        cipher=settings.cipher,
        clock=settings.clock(),
        pool_size=settings.pool_size,
    )
    async with house:
        server = server_of(app_of(house, settings), host="127.0.0.1", port=port)
        settled()
        await server.serve()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
