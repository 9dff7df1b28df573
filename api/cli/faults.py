"""What the command line says when something outside of it is wrong; a fault of our own shows where it arose."""

import asyncpg
from pydantic import ValidationError

from api.demo.errors import NoDemoError, SeedError
from api.ports import PortTakenError
from api.telemetry.frames import told
from api.tokens.demo import DemoKeyError
from policies.refusal import Refused
from settings import Settings
from tenants.embedded import EmbeddedServerError
from tenants.errors import TenancyError

# Errors whose message is meant for whoever typed the command, in both languages.
SPOKEN = (
    TenancyError,
    EmbeddedServerError,
    DemoKeyError,
    PortTakenError,
    NoDemoError,
    SeedError,
    Refused,
)


def explained(error: Exception) -> str | None:
    """Say what is wrong and what to do, in Chinese and in English; None for an error that nobody expected."""
    if isinstance(error, SPOKEN):
        return _spoken(error)
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return f"设置有误（TONGHU_*） / wrong settings (TONGHU_*): {faults}"
    if isinstance(error, asyncpg.InvalidCatalogNameError | asyncpg.InvalidAuthorizationSpecificationError):
        return f"数据库拒绝连接 / the database refuses the connection (TONGHU_DATABASE_URL): {error}"
    if isinstance(error, asyncpg.TooManyConnectionsError | asyncpg.CannotConnectNowError):
        return f"数据库暂不接受连接 / the database takes no connections now: {error}"
    if isinstance(error, ConnectionError):
        return f"无法连接数据库 / the database cannot be reached (TONGHU_DATABASE_URL): {error}"
    return None


def _spoken(error: Exception) -> str:
    if isinstance(error, Refused):
        return "\n".join(f"{one.zh}\n  {one.en}" for one in error.refusals)
    return str(error)


def fault(error: Exception) -> str:
    """Tell of an error that nobody expected: types and places in the code, without messages, which may quote a row."""
    return f"内部错误 / internal error\n{told(error)}"
