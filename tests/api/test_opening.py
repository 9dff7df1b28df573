import asyncio
import base64
import os
import stat
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.cli.faults import explained
from api.deadline import Pace
from api.master_keys import KEY_FILE, master_key
from api.opening import house, opened, settings_of
from settings import Settings
from tenants.embedded import status
from tenants.errors import NotMigrated, PoolExhausted, WrongMasterKey
from tenants.registry import Login
from tests.support.places import MASTER_KEY


def test_the_data_folder_makes_its_own_master_key_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    key = master_key(settings)
    path = tmp_path / "new" / KEY_FILE
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert master_key(settings) == key
    assert [file.name for file in path.parent.iterdir()] == [KEY_FILE]


def test_an_unfinished_key_is_never_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / f"master.{os.getpid()}").write_bytes(b"half")
    assert len(master_key(Settings(data_dir=tmp_path))) == 32


@pytest.mark.parametrize(
    "written", [base64.b64encode(MASTER_KEY).decode(), base64.urlsafe_b64encode(MASTER_KEY).decode(), MASTER_KEY.hex()]
)
def test_the_settings_key_goes_first(tmp_path: Path, written: str) -> None:
    assert master_key(Settings(data_dir=tmp_path, master_key=SecretStr(written))) == MASTER_KEY
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("written", ["", "short", "x" * 64, base64.b64encode(b"x" * 31).decode(), "密钥"])
def test_refuses_what_is_no_key(tmp_path: Path, written: str) -> None:
    with pytest.raises(WrongMasterKey, match="32"):
        master_key(Settings(data_dir=tmp_path, master_key=SecretStr(written)))


def test_a_named_data_folder_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHU_DATA_DIR", str(tmp_path / "a"))
    assert settings_of(None).data_dir == tmp_path / "a"
    assert settings_of(tmp_path / "b").data_dir == tmp_path / "b"


async def test_opens_the_database_that_is_named(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGHU_DATABASE_URL", database_url)
    monkeypatch.setenv("TONGHU_MASTER_KEY", MASTER_KEY.hex())
    with opened(tmp_path) as place:
        assert place.url == database_url
        assert database_url not in repr(place)
        async with house(place) as entered:
            assert await entered.tenant("fujian")
    assert list(tmp_path.iterdir()) == []


async def test_a_house_that_serves_has_postgres_keep_the_time_of_each_role_and_waits_a_second_for_a_connection(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGHU_DATABASE_URL", database_url)
    monkeypatch.setenv("TONGHU_MASTER_KEY", MASTER_KEY.hex())
    monkeypatch.setenv("TONGHU_POOL_SIZE", "4")
    times = {Login.AREA: "15s", Login.LINK: "15s", Login.WRITER: "30s"}
    with opened(tmp_path) as place:
        async with house(place, answer=Pace().answer) as serving, house(place) as working:
            fujian = await serving.tenant("fujian")
            assert fujian is not None
            for login, seconds in times.items():
                assert await serving.read(fujian, login, "SELECT current_setting('statement_timeout')", ()) == seconds
            assert await working.read(fujian, Login.AREA, "SELECT current_setting('statement_timeout')", ()) == "0"
            async with serving.work(fujian, login=Login.AREA):  # a tenant's whole share: one connection of four
                began = time.monotonic()
                with pytest.raises(PoolExhausted):
                    await serving.read(fujian, Login.AREA, "SELECT 'x'", ())
                assert 0.9 < time.monotonic() - began < 5


async def test_starts_the_embedded_server_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONGHU_DATABASE_URL", raising=False)
    with opened(tmp_path) as place:
        assert status(tmp_path).running
        with pytest.raises(NotMigrated):
            await house(place).__aenter__()
        with opened(tmp_path) as second:
            assert second.url == place.url
            assert second.master_key == place.master_key
    for _ in range(200):
        if not status(tmp_path).running:
            break
        await asyncio.sleep(0.05)
    assert not status(tmp_path).running


def test_says_what_is_wrong_outside_and_leaves_own_faults_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHU_POOL_SIZE", "many secrets")
    with pytest.raises(ValueError, match="pool_size") as raised:
        Settings()
    message = explained(raised.value) or ""
    assert "pool_size" in message
    assert "many secrets" not in message
    assert "TONGHU_MASTER_KEY" in (explained(WrongMasterKey("主密钥不正确（TONGHU_MASTER_KEY）", "wrong")) or "")
    assert "TONGHU_DATABASE_URL" in (explained(ConnectionRefusedError("refused")) or "")
    assert explained(LookupError("a fault of our own")) is None
