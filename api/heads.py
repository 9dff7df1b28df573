"""A request whose headers are found at once: the door asks for a dozen, and Starlette looks through all for each."""

from functools import cached_property

from starlette.datastructures import Headers
from starlette.requests import Request


class Heads(Headers):
    """The headers of a request; `get` gives all lines of a name, which is in small letters, as one (RFC 9110, 5.3)."""

    @cached_property
    def _found(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for raw_name, raw_value in self.raw:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Find one."""
        return self._found.get(key, default)


class Headed(Request):
    """A request with such headers."""

    @cached_property
    def headers(self) -> Heads:
        """Its headers."""
        return Heads(scope=self.scope)
