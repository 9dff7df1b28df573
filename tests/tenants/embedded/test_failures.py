import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tenants.embedded import EmbeddedServerError, start, stop
from tenants.embedded.failures import from_output
from tests.support.children import ROOT


def refusal(data_dir: Path, **wishes: object) -> EmbeddedServerError:
    with pytest.raises(EmbeddedServerError) as caught:
        start(data_dir, **wishes)  # type: ignore[arg-type]  # one call for every wish
    return caught.value


def test_says_that_a_folder_cannot_be_written(data_dir: Path) -> None:
    (data_dir / "file").touch()
    failure = refusal(data_dir / "file")
    assert "无法写入数据目录" in failure.zh
    assert "Cannot write the data folder" in failure.en
    assert str(failure) == f"{failure.zh}\n{failure.en}"


def test_says_that_the_kernel_lets_nobody_write_there() -> None:
    assert "--data-dir" in refusal(Path("/proc/tonghu")).en


def test_says_that_a_port_is_taken(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failure = refusal(data_dir, tcp_port=port)
    assert f"端口 {port}" in failure.zh
    assert f"Port {port} cannot be used" in failure.en


def test_says_that_a_living_server_has_no_such_port(data_dir: Path, free_port: int) -> None:
    server = start(data_dir, throwaway=True)
    assert f"not on port {free_port}" in refusal(data_dir, tcp_port=free_port).en
    assert stop(server)


def test_says_that_binaries_are_missing(data_dir: Path) -> None:
    failure = refusal(data_dir, bin_dir=data_dir)
    assert "程序无法运行" in failure.zh
    assert "TONGHU_DATABASE_URL" in failure.en


def test_says_that_binaries_are_for_another_system(data_dir: Path) -> None:
    programs = data_dir / "bin"
    programs.mkdir()
    for name in ("initdb", "postgres"):
        (programs / name).write_bytes(b"\x7fELF, but not of this machine")
        (programs / name).chmod(0o755)
    assert "do not run" in refusal(data_dir, bin_dir=programs).en


def test_refuses_data_of_another_major_version(data_dir: Path) -> None:
    assert stop(start(data_dir, throwaway=True))
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("16\n")
    failure = refusal(data_dir)
    assert "PostgreSQL 16" in failure.zh
    assert "PostgreSQL 18" in failure.en


def test_says_that_the_password_is_lost(data_dir: Path) -> None:
    assert stop(start(data_dir, throwaway=True))
    (data_dir / "postgres" / "superuser.password").unlink()
    assert "口令文件" in refusal(data_dir).zh


def test_refuses_a_socket_folder_that_others_may_enter(data_dir: Path) -> None:
    deep = data_dir / ("长" * 40)
    server = start(deep, throwaway=True)
    assert stop(server)
    server.socket_dir.chmod(0o755)
    assert "套接字目录" in refusal(deep).zh
    server.socket_dir.rmdir()


def test_repeats_what_the_server_said_of_a_wrong_setting(data_dir: Path) -> None:
    failure = refusal(data_dir, settings={"no_such_setting": "1"})
    assert "no_such_setting" in failure.zh
    assert "no_such_setting" in failure.en


def test_a_failed_start_does_not_stand_in_the_way_of_the_next(data_dir: Path) -> None:
    refusal(data_dir, settings={"shared_buffers": "lots"})
    assert stop(start(data_dir, throwaway=True))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("initdb: error: could not write: No space left on device", "The disk is full"),
        ('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL: x', "Port 7 cannot be used"),
        ('initdb: error: could not create directory "/x": Permission denied', "Cannot write the data folder"),
        ("FATAL:  the database has a cold", "FATAL:  the database has a cold"),
        ("", "did not start"),
    ],
)
def test_explains_what_postgres_printed(said: str, told: str) -> None:
    assert told in from_output(Path("/x"), 7, said).en


@pytest.mark.debian
def test_says_that_the_disk_is_full(data_dir: Path) -> None:
    # A file system of 20 MB in a mount namespace of the child's own, too small for a cluster.
    code = f"""
import subprocess
from pathlib import Path
from tenants.embedded import EmbeddedServerError, start
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "none", {str(data_dir)!r}], check=True)
try:
    start(Path({str(data_dir)!r}))
except EmbeddedServerError as failure:
    print(failure)
"""
    unshare = shutil.which("unshare")
    assert unshare is not None
    done = subprocess.run(
        [unshare, "--map-root-user", "--mount", sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "磁盘已满" in done.stdout, done.stderr
    assert "The disk is full" in done.stdout
