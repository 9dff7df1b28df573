"""What the surroundings may set: every `TONGHU_*` variable, read once at the doors and handed down as arguments.

Only `api`, `jobs` and `migrations` import this module; every other layer receives plain values.
"""

import os
import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NATS = re.compile(r"(?:nats|tls)://\S+")


def default_data_dir() -> Path:
    """Give the user's data folder for Tonghu (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "tonghu"


class Settings(BaseSettings):
    """The settings of one process.

    Sizes are connections, times are seconds. Raises `pydantic.ValidationError` with every fault at once.
    """

    model_config = SettingsConfigDict(env_prefix="TONGHU_", frozen=True, extra="ignore")

    env: Literal["demo", "test", "production"] = "demo"
    data_dir: Path = default_data_dir()
    database_url: SecretStr | None = None
    now: datetime | None = None
    master_key: SecretStr | None = None
    master_key_file: Path | None = None
    new_master_key: SecretStr | None = None
    new_master_key_file: Path | None = None
    cipher: Literal["sm4", "aes"] = "sm4"
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] | None = None
    otlp_endpoint: str | None = None
    # What /metrics asks for as its bearer token; in production there is no such address without one.
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    # Where processes tell one another of events, instead of by Postgres; several servers stand between commas.
    nats_url: SecretStr | None = None
    pool_size: int = 60
    pool_idle: float = 60.0
    # Whether a process that serves does what happens later, too: enough for a single node.
    jobs: bool = False
    # How many seconds an event may wait for its number before /readyz says so.
    ready_lag: float = Field(default=60.0, gt=0)
    # How many days events are kept for those who resume; whole months go.
    event_days: int = Field(default=90, ge=1)
    # How many days it is kept what became of webhook deliveries, and of messages to phones.
    delivery_days: int = Field(default=30, ge=1)
    # Networks (CIDR, commas between) that webhooks may go to although they are not public; http:// is for these alone.
    outgoing_allow: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    # How many whole numbers a person may ask for in a day; what is not set is the platform's own default.
    reveals_per_day: int | None = Field(default=None, ge=0)

    @field_validator("now")
    @classmethod
    def _now_has_a_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=SHANGHAI)
        return value

    @field_validator("outgoing_allow", mode="before")
    @classmethod
    def _networks_have_commas_between(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("nats_url")
    @classmethod
    def _nats_has_a_scheme(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not all(_NATS.match(one) for one in value.get_secret_value().split(",")):
            raise ValueError("TONGHU_NATS_URL is nats://HOST:PORT or tls://HOST:PORT, several with commas between them")
        return value

    @model_validator(mode="after")
    def _each_key_comes_from_one_place(self) -> "Settings":
        for name in ("master_key", "new_master_key"):
            if getattr(self, name) is not None and getattr(self, f"{name}_file") is not None:
                both = f"TONGHU_{name.upper()}"
                raise ValueError(f"{both} and {both}_FILE are both set: give one of them")
        return self

    @model_validator(mode="after")
    def _production_is_serious(self) -> "Settings":
        if self.env != "production":
            return self
        if self.now is not None:
            raise ValueError("TONGHU_NOW freezes the clock and is refused in production")
        missing = [
            name
            for name, value in (
                ("TONGHU_MASTER_KEY or TONGHU_MASTER_KEY_FILE", self.master_key or self.master_key_file),
                ("TONGHU_OIDC_ISSUER", self.oidc_issuer),
                ("TONGHU_OIDC_AUDIENCE", self.oidc_audience),
            )
            if value is None
        ]
        if missing:
            raise ValueError(f"production needs {', '.join(missing)}")
        return self

    def nats(self) -> str | None:
        """Give the address of NATS, which may hold a password."""
        return None if self.nats_url is None else self.nats_url.get_secret_value()

    def logged(self) -> str:
        """Give the level of the log: in production every request, elsewhere what goes wrong."""
        return self.log_level or ("info" if self.env == "production" else "warning")

    def clock(self) -> Callable[[], datetime]:
        """Give the clock of law and token time: the frozen moment, or the wall clock, in Asia/Shanghai."""
        frozen = self.now
        if frozen is not None:
            return lambda: frozen.astimezone(SHANGHAI)
        return lambda: datetime.now(SHANGHAI)
