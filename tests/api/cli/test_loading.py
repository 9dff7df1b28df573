"""What a command takes to load: a refusal, and the commands that ask nothing of the graph, do without the schema."""

import subprocess
import sys

from tests.support.children import ROOT

HEAVY = ("strawberry", "graphql", "sqlalchemy.orm", "pgqueuer", "nats", "rich", "pypinyin")
LIGHT = ("api.cli", "api.cli.faults", "api.cli.keys", "api.cli.audit", "api.cli.retention", "api.cli.token")


def loaded(*modules: str, watched: tuple[str, ...]) -> list[str]:
    """Import modules one after the other; gives what of the watched ones came, beside the module that brought it."""
    code = (
        "import sys\nfrom importlib import import_module\n"
        f"for name in {modules!r}:\n"
        "    import_module(name)\n"
        f"    [print(f'{{name}}: {{one}}') for one in {watched!r} if one in sys.modules]"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_command_loads_nothing_that_it_does_without() -> None:
    assert loaded(*LIGHT, watched=HEAVY) == []
    assert loaded("schema.scalars", watched=("strawberry",)) == ["schema.scalars: strawberry"]


def test_serving_loads_no_client_of_what_is_not_set() -> None:
    assert loaded("api.serving", "jobs.relaying", watched=("nats", "pgqueuer")) == []
