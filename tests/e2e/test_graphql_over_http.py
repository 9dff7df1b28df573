"""GraphQL over HTTP, judged by the audits of npm's graphql-http."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from records.codes import Role
from tenants.house import House
from tenants.registry import Tenant
from tests.support.places import GULOU
from tests.support.serving import appoint, served

pytestmark = pytest.mark.debian


async def test_every_audit_passes(house: House, fujian: Tenant, clients: Path, node: Path, tmp_path: Path) -> None:
    await appoint(house, fujian, "county@fujian", Role.COUNTY_OFFICER, GULOU)
    async with served(house, tmp_path) as server:
        words = ["audits.mjs", f"{server.address}/graphql", server.token("county@fujian")]
        judge = await asyncio.create_subprocess_exec(
            node, *words, cwd=clients, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await judge.communicate()
    assert judge.returncode == 0, err.decode()
    audits: list[dict[str, Any]] = [json.loads(line) for line in out.decode().splitlines()]
    assert len(audits) == 61
    assert [audit for audit in audits if audit["status"] != "ok"] == []
