"""The settings of the server: sensible for two cores and a small memory, and discreet."""

from collections.abc import Mapping
from pathlib import Path

SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",  # solid disks
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",  # costs more than it saves on small statements
    "shared_preload_libraries": "pg_stat_statements",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",  # nothing may lean on the session's zone
    "lc_messages": "C",  # failures are told from the English messages
    "log_timezone": "UTC",
    # No personal data in the log: neither statements nor the DETAIL lines that quote rows.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

# For data that nobody will miss: a test server.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "dynamic_shared_memory_type": "mmap",  # in the data folder, and gone with it
    "wal_level": "minimal",
    "max_wal_senders": "0",  # as wal_level demands
    "autovacuum": "off",
}


def arguments(
    cluster: Path, socket_dir: Path, port: int, extra: Mapping[str, str], *, tcp: bool, throwaway: bool
) -> list[str]:
    """Give the arguments of `postgres`; `extra` settings win over ours, the places over both."""
    settings = {
        **SETTINGS,
        **(THROWAWAY if throwaway else {}),
        **extra,
        "unix_socket_directories": _quoted(socket_dir),
        "unix_socket_permissions": "0700",
        "listen_addresses": "127.0.0.1" if tcp else "",
        "port": str(port),
    }
    return ["-D", str(cluster), *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]


def _quoted(folder: Path) -> str:
    # A list setting: a comma or a space in the path would part it.
    text = str(folder).replace('"', '""')
    return f'"{text}"'
