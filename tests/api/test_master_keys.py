import base64
import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.master_keys import KEY_FILE, master_key, new_master_key
from settings import Settings
from tenants.errors import WrongMasterKey
from tests.support.places import MASTER_KEY

RANDOM = bytes(range(100, 132))  # as many different bytes as a random key has, and not all of them text


def _written(path: Path, key: bytes) -> Path:
    path.write_text(base64.b64encode(key).decode() + "\n")
    return path


def _production(folder: Path, **given: object) -> Settings:
    oidc = {"oidc_issuer": "https://id.example.cn", "oidc_audience": "tonghu"}
    return Settings(env="production", data_dir=folder, **oidc, **given)  # type: ignore[arg-type]


def test_a_file_gives_the_key_and_the_folder_makes_none(tmp_path: Path) -> None:
    file = _written(tmp_path / "given.key", RANDOM)
    assert master_key(Settings(data_dir=tmp_path / "data", master_key_file=file)) == RANDOM
    assert not (tmp_path / "data").exists()
    assert new_master_key(Settings(new_master_key_file=file)) == RANDOM
    assert new_master_key(Settings()) is None


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGHU_MASTER_KEY_FILE", str(_written(tmp_path / "a", RANDOM)))
    monkeypatch.setenv("TONGHU_NEW_MASTER_KEY", MASTER_KEY.hex())
    assert (master_key(Settings()), new_master_key(Settings())) == (RANDOM, MASTER_KEY)


@pytest.mark.parametrize("content", [b"", b"short", "密钥".encode()])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(WrongMasterKey, match="TONGHU_MASTER_KEY_FILE"):
        master_key(Settings(master_key_file=tmp_path / "a"))


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WrongMasterKey, match="FileNotFoundError"):
        master_key(Settings(data_dir=tmp_path, master_key_file=tmp_path / "a"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["master_key", "new_master_key"])
def test_a_key_comes_from_one_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=f"TONGHU_{name.upper()}_FILE are both set"):
        Settings(**{name: SecretStr(RANDOM.hex()), f"{name}_file": tmp_path / "a"})  # type: ignore[arg-type]


def test_production_needs_a_key_of_either_kind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TONGHU_MASTER_KEY or TONGHU_MASTER_KEY_FILE"):
        _production(tmp_path)
    assert master_key(_production(tmp_path, master_key=SecretStr(RANDOM.hex()))) == RANDOM
    assert master_key(_production(tmp_path, master_key_file=_written(tmp_path / "a", RANDOM))) == RANDOM


@pytest.mark.parametrize("key", [MASTER_KEY, bytes(32), b"x" * 32, b"\xff\x00" * 16])
def test_production_refuses_keys_that_are_not_random(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(WrongMasterKey, match="must be random bytes"):
        master_key(_production(tmp_path, master_key=SecretStr(key.hex())))
    with pytest.raises(WrongMasterKey, match="must be random bytes"):
        new_master_key(_production(tmp_path, master_key=SecretStr(RANDOM.hex()), new_master_key=SecretStr(key.hex())))


def test_a_random_key_is_taken_for_one(tmp_path: Path) -> None:
    for _ in range(200):
        key = os.urandom(32)
        assert master_key(_production(tmp_path, master_key=SecretStr(key.hex()))) == key


def test_production_refuses_the_key_that_the_data_folder_made(tmp_path: Path) -> None:
    own = master_key(Settings(data_dir=tmp_path))
    for given in ({"master_key": SecretStr(own.hex())}, {"master_key_file": tmp_path / KEY_FILE}):
        with pytest.raises(WrongMasterKey, match="the data folder made"):
            master_key(_production(tmp_path, **given))
