"""Which application asks: by its token, else by what it calls itself."""

import re

CLIENT = "apollographql-client-name"  # the header that Apollo's clients send, and others can be told to
_NAME = re.compile(r"[A-Za-z0-9_.@/+:-]{1,64}")


def named(client: str | None) -> str | None:
    """Give an application's name, or None for what could be none: it goes into metrics and tables."""
    return client if client is not None and _NAME.fullmatch(client) else None
