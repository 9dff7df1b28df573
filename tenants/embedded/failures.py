"""Why the server cannot run, said so that its user knows what to do next."""

import errno
from pathlib import Path


class EmbeddedServerError(Exception):
    """The embedded server cannot run; `zh` and `en` say why and what helps, and `str()` gives both."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


def unwritable(path: Path, error: OSError) -> EmbeddedServerError:
    """Give the failure of a folder or file that cannot be written (or has no room left: ENOSPC, EDQUOT)."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    why = error.strerror or str(error)
    return EmbeddedServerError(
        f"无法写入数据目录 {path}：{why}。请用 --data-dir 指定可写的目录。",
        f"Cannot write the data folder {path}: {why}. Name a writable one with --data-dir.",
    )


def disk_full(path: Path) -> EmbeddedServerError:
    """Give the failure of a full disk."""
    return EmbeddedServerError(
        f"磁盘已满：{path} 所在的磁盘没有剩余空间。请清理磁盘，或用 --data-dir 指定其他磁盘上的目录。",
        f"The disk is full: no space is left where {path} lies. Free some, or name a folder elsewhere with --data-dir.",
    )


def port_taken(port: int) -> EmbeddedServerError:
    """Give the failure of a TCP port that another program holds (or that this user may not open)."""
    return EmbeddedServerError(
        f"端口 {port} 无法使用：127.0.0.1:{port} 已被其他程序占用，或当前用户无权监听。请换一个端口。",
        f"Port {port} cannot be used: another program has 127.0.0.1:{port}, or this user may not. Choose another.",
    )


def not_on_this_port(port: int) -> EmbeddedServerError:
    """Give the failure of asking a living server for a TCP port which it was not started with."""
    return EmbeddedServerError(
        f"该数据目录的 PostgreSQL 已在运行，但没有监听端口 {port}。请先停止正在使用它的程序。",
        f"PostgreSQL already runs for this data folder, but not on port {port}. Stop the programs that use it first.",
    )


def binaries_do_not_run(folder: Path, why: str) -> EmbeddedServerError:
    """Give the failure of binaries that are missing or made for another system."""
    return EmbeddedServerError(
        f"{folder} 中的 PostgreSQL 程序无法运行：{why}。请安装 PostgreSQL 15 或更高版本并设置 TONGHU_DATABASE_URL。",
        f"The PostgreSQL binaries in {folder} do not run: {why}. "
        "Install PostgreSQL 15 or later and set TONGHU_DATABASE_URL.",
    )


def other_version(cluster: Path, has: str, runs: str) -> EmbeddedServerError:
    """Give the failure of a data folder written by another major version."""
    return EmbeddedServerError(
        f"{cluster} 由 PostgreSQL {has} 建立，当前程序是 PostgreSQL {runs}。请用原版本导出数据，或指定新的数据目录。",
        f"{cluster} was made by PostgreSQL {has}, these binaries are PostgreSQL {runs}. "
        "Export the data with the former, or name a new data folder.",
    )


def password_lost(path: Path) -> EmbeddedServerError:
    """Give the failure of a cluster whose password file is gone."""
    return EmbeddedServerError(
        f"找不到数据库口令文件 {path}，无法登录已有的数据。请从备份恢复该文件。",
        f"The password file {path} is gone, so the data there cannot be opened. Restore it from a backup.",
    )


def foreign_socket_folder(path: Path) -> EmbeddedServerError:
    """Give the failure of a socket folder in a shared place which somebody else made."""
    return EmbeddedServerError(
        f"套接字目录 {path} 属于其他用户或权限过宽。请删除它，或用 --data-dir 指定路径较短的目录。",
        f"The socket folder {path} belongs to somebody else or is open to others. "
        "Remove it, or name a data folder with a shorter path.",
    )


def too_long(path: Path, what_zh: str, what_en: str, seconds: float) -> EmbeddedServerError:
    """Give the failure of a wait that never ended; seconds is how long it was."""
    return EmbeddedServerError(
        f"等待 {seconds:.0f} 秒后仍{what_zh}（{path}）。请查看该目录中的 server.log。",
        f"Waited {seconds:.0f} s, and still {what_en} ({path}). See server.log there.",
    )


def from_output(cluster: Path, port: int, output: str) -> EmbeddedServerError:
    """Explain what PostgreSQL printed before it gave up (its messages in English: lc_messages = C)."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return disk_full(cluster)
    if "could not bind" in output and "Address already in use" in output:
        return port_taken(port)
    if "Permission denied" in output or "Read-only file system" in output:
        return unwritable(cluster, OSError(errno.EACCES, _telling(output)))
    return EmbeddedServerError(
        f"PostgreSQL 未能启动（{cluster}）：{_telling(output)}",
        f"PostgreSQL did not start ({cluster}): {_telling(output)}",
    )


def _telling(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    faults = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror:" in line]
    return " / ".join((faults or lines)[-3:]) or "?"
