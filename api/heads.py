"""A request whose headers are found at once: the door asks for a dozen, and Starlette looks through all for each."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class Heads(Headers):
    """The headers of a request; `get` gives all lines of a name, which is in small letters, as one (RFC 9110, 5.3)."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._found: dict[str, str] = {}
        for raw_name, raw_value in self.raw:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            self._found[name] = f"{self._found[name]}, {value}" if name in self._found else value

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Find one."""
        return self._found.get(key, default)


class Headed(Request):
    """A request with such headers."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._headers = Heads(scope)
