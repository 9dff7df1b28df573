"""A request whose headers are found at once: the door asks for a dozen, and Starlette looks through all for each."""

from functools import cached_property

from starlette.datastructures import Headers
from starlette.requests import Request


class Heads(Headers):
    """The headers of a request; `get` gives the first of a name, which is written in small letters."""

    @cached_property
    def _first(self) -> dict[str, str]:
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in reversed(self.raw)}

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Find one."""
        return self._first.get(key, default)


class Headed(Request):
    """A request with such headers."""

    @cached_property
    def headers(self) -> Heads:
        """Its headers."""
        return Heads(scope=self.scope)
