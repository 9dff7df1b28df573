"""How fast ledgers come in and go out, and how much memory that takes.

    uv run python benchmarks/ledger_import.py [--rows 100000] [--data-dir FOLDER]

Starts PostgreSQL on a folder of its own (on disk, with the settings that `tonghu demo` uses), onboards fujian with the
country's real divisions, writes a synthetic ledger, and then, each in a process of its own so that its peak memory is
its own: imports it, imports the same file again, exports it. Prints a line for each, best on a quiet machine: rows per
second, the peaks of the process and of those it started added up, and the seconds of CPU of these and of Postgres.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.processes import cpu_of, run
from care.actions.export_ledger import ExportLedger, export_ledger
from care.actions.import_ledger import ImportLedger, import_ledger
from care.divisions.load import load
from care.divisions.scope import multirange
from care.ledgers.generator import generate
from care.ledgers.writing import write_ledger
from policies.local import local_caller
from tenants import embedded
from tenants.house import House
from tenants.provision import onboard
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FUJIAN = 350000000000


def main() -> None:
    """Run all steps, or the one that a process of ours was started for."""
    words = argparse.ArgumentParser(description="Ledger import and export: rows per second and peak memory")
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--data-dir", type=Path)
    words.add_argument("--step", choices=["generate", "import", "export"], help=argparse.SUPPRESS)
    words.add_argument("--url", help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.step:
        print(json.dumps(asyncio.run(_step(given.step, given.url, given.data_dir, given.rows))))
        return
    with tempfile.TemporaryDirectory(prefix="tonghu-bench-") as made:
        _all(given.data_dir or Path(made), given.rows)


def _all(folder: Path, rows: int) -> None:
    server = embedded.start(folder)
    try:
        asyncio.run(_prepare(server.dsn))
        _tell("generate and write", rows, _run("generate", server, folder, rows))
        for name, step in (("import, all new", "import"), ("import, the same again", "import"), ("export", "export")):
            _tell(name, rows, _run(step, server, folder, rows))
    finally:
        embedded.stop(server)


async def _prepare(url: str) -> None:
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    await onboard(url, master_key=MASTER_KEY, code="fujian")


def _run(step: str, server: embedded.Server, folder: Path, rows: int) -> dict[str, Any]:
    words = ["--step", step, "--url", server.dsn, "--data-dir", str(folder), "--rows", str(rows)]
    before = cpu_of(server.pid)
    cost = run([sys.executable, __file__, *words])
    told: dict[str, Any] = json.loads(cost.output)
    return {**told, "megabytes": cost.megabytes, "cpu": cost.cpu, "postgres": cpu_of(server.pid) - before}


def _tell(name: str, rows: int, told: dict[str, Any]) -> None:
    took, memory, cpu, postgres = (told.pop(key) for key in ("seconds", "megabytes", "cpu", "postgres"))
    speed = f"{name:24} {took:7.1f} s  {rows / took:7.0f} rows/s"
    print(f"{speed}  peak {memory:4.0f} MB  cpu {cpu:5.1f} s  postgres {postgres:5.1f} s  {told or ''}", flush=True)


async def _step(step: str, url: str, folder: Path, rows: int) -> dict[str, Any]:
    path, began = folder / "ledger.xlsx", time.monotonic()
    if step == "generate":
        told = await _generate(url, path, rows)
    else:
        house = await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW)
        async with house:
            tenant = await house.tenant("fujian")
            assert tenant is not None
            who = {
                "tenant": "fujian",
                "division": FUJIAN,
                "scope": multirange([FUJIAN]),
                "user": "benchmark",
                "now": NOW,
            }
            caller = local_caller(**who)  # type: ignore[arg-type]
            if step == "import":
                done = await import_ledger(house, tenant, caller, ImportLedger(path, folder / "errors.xlsx"))
                told = {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "refused": done.refused}
            else:
                out = ExportLedger(folder / "export.xlsx", reason="benchmark", year=NOW.year)
                told = {"rows": await export_ledger(house, tenant, caller, out)}
    return {"seconds": time.monotonic() - began, **told}


async def _generate(url: str, path: Path, rows: int) -> dict[str, Any]:
    house = await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: NOW)
    async with house, house.platform() as platform:
        asked = "SELECT code FROM platform.divisions WHERE level = 'VILLAGE' AND code BETWEEN $1 AND $2 ORDER BY code"
        villages = [row["code"] for row in await platform.connection.fetch(asked, FUJIAN, FUJIAN + 10**10 - 1)]
    drawn = generate(rows, seed=2026, villages=villages, today=NOW.date())
    write_ledger(path, drawn, name="福建省", year=NOW.year)
    return {"village_count": len(villages)}


if __name__ == "__main__":
    main()
