"""Whether a port can be listened on, told before anything slow has begun."""

import socket


class PortTakenError(Exception):
    """Another program listens on the port; the message says so in both languages."""


def require_free(host: str, port: int) -> None:
    """Raise `PortTakenError` when the port cannot be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            zh = f"端口 {port} 不可用（{error.strerror}），请用 --port 另选"
            raise PortTakenError(f"{zh} / port {port} cannot be used: choose one by --port") from error


def free_port(host: str) -> int:
    """Give a port that was free a moment ago."""
    with socket.create_server((host, 0)) as door:
        return int(door.getsockname()[1])
