"""Where the master key comes from: the environment, a file, or outside production the data folder's own."""

import base64
import binascii
import os
from pathlib import Path

from pydantic import SecretStr

from settings import Settings
from tenants.errors import WrongMasterKey
from tenants.vault import SECRET_SIZE

KEY_FILE = "master.key"
FEWEST = 16  # different bytes: of 32 random ones about 30 are different


def master_key(settings: Settings) -> bytes:
    """Give the master key: that of the settings or of their file, else the data folder's own, made on first use.

    Raises `WrongMasterKey` for one that is not 32 bytes in base64 or hex, and in production for one that is not random
    or that the data folder made.
    """
    key = _given(settings.master_key, settings.master_key_file, "TONGHU_MASTER_KEY")
    if key is None:
        return _of_folder(settings.data_dir)
    return _serious(settings, key)


def new_master_key(settings: Settings) -> bytes | None:
    """Give the key that is to follow the master key, if the settings name one. Raises `WrongMasterKey` as above."""
    key = _given(settings.new_master_key, settings.new_master_key_file, "TONGHU_NEW_MASTER_KEY")
    return None if key is None else _serious(settings, key)


def _given(written: SecretStr | None, file: Path | None, name: str) -> bytes | None:
    if written is not None:
        return _decoded(written.get_secret_value(), name)
    if file is None:
        return None
    try:
        text = file.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongMasterKey(
            f"无法读取 {name}_FILE 指定的文件（{type(error).__name__}）",
            f"the file that {name}_FILE names cannot be read ({type(error).__name__})",
        ) from error
    return _decoded(text.strip(), f"{name}_FILE")


def _serious(settings: Settings, key: bytes) -> bytes:
    if settings.env != "production":
        return key
    if len(set(key)) < FEWEST or all(0x20 <= byte < 0x7F for byte in key):
        raise WrongMasterKey(
            "生产环境的主密钥须为随机字节，不能是文字或演示密钥（例如 openssl rand -base64 32）",
            "in production the master key must be random bytes, no text or demo key (e.g. openssl rand -base64 32)",
        )
    own = settings.data_dir / KEY_FILE
    if own.exists() and key == _decoded(own.read_text().strip(), KEY_FILE):
        raise WrongMasterKey(
            "生产环境不接受数据目录自行生成的主密钥，请另行生成并与数据分开保管",
            "production refuses the master key that the data folder made: make one that is kept apart from the data",
        )
    return key


def _of_folder(folder: Path) -> bytes:
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Written whole under another name first: a start that is cut short leaves no half key behind.
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(SECRET_SIZE)) + b"\n")
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _decoded(path.read_text().strip(), KEY_FILE)


def _decoded(text: str, name: str) -> bytes:
    try:
        if len(text) == 2 * SECRET_SIZE:
            return bytes.fromhex(text)
        key = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != SECRET_SIZE:
        raise WrongMasterKey(
            f"主密钥须为 32 字节的 base64 或十六进制文本（{name}）",
            f"the master key must be 32 bytes written in base64 or hex ({name})",
        )
    return key
