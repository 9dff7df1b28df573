"""GraphQL over HTTP, judged by the audits of npm's graphql-http."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU
from tests.support.serving import appoint, served

pytestmark = pytest.mark.debian

CLIENTS = Path(__file__).parent / "clients"


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clients' packages installed."""
    folder = tmp_path_factory.mktemp("clients") / "clients"
    shutil.copytree(CLIENTS, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder, check=True, timeout=300)
    return folder


async def test_every_audit_passes(house: House, fujian: Tenant, clients: Path, tmp_path: Path) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path) as server:
        words = ["audits.mjs", f"{server.address}/graphql", server.token("county@fujian")]
        node = await asyncio.create_subprocess_exec(
            "node", *words, cwd=clients, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await node.communicate()
    assert node.returncode == 0, err.decode()
    audits: list[dict[str, Any]] = [json.loads(line) for line in out.decode().splitlines()]
    assert len(audits) == 61
    assert [audit for audit in audits if audit["status"] != "ok"] == []
