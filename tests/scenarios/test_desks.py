"""The demo's fake desks: programs of their own that hear of reports, take them and answer, whatever was between."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from rich.console import Console

from api.demo.desks import PROGRAM, attended
from jobs.webhooks import webhooks
from policies.caller import Caller
from records.codes import Department, Role
from settings import Settings
from tests.scenarios.conftest import Stage
from tests.support.hooks import LOCAL
from tests.support.reporting import by_recipient, department, employed, file, form, read
from tests.support.scenes import Scene
from tests.support.streaming import KEY, Station, station


def program(name: str) -> ModuleType:
    """Load one of the examples, which are programs and no package."""
    spec = spec_from_file_location(name, PROGRAM.with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Desks:
    """Both desks of a scene, and what they said."""

    def __init__(self, scene: Scene, stand: Station, folder: Path) -> None:
        self.scene, self.stand, self.folder = scene, stand, folder
        self.said = io.StringIO()

    @asynccontextmanager
    async def attended(self) -> AsyncIterator[None]:
        settings = Settings(env="test", data_dir=self.folder, now=self.scene.house.clock())
        console = Console(file=self.said, width=200)
        async with attended("fujian", self.stand.url, settings, KEY, console):
            yield

    async def answered(self, report: str, recipient: str) -> dict[str, object]:
        """Wait until a recipient of a report has accepted it."""
        async with asyncio.timeout(30):
            while True:
                found = {one["id"]: one for one in await read(self.scene, Role.COUNTY_OFFICER)}[report]
                if by_recipient(found)[recipient]["acknowledgedAt"] is not None:
                    return by_recipient(found)[recipient]
                await asyncio.sleep(0.2)


async def desk(scene: Scene, which: Department) -> Caller:
    """Give a department of the scene's county the service account that its desk uses."""
    office = await department(scene, which)
    subject = f"{which.value.lower()}-desk@fujian"
    return await employed(scene, Role.INTEGRATOR, office, place=scene.county, subject=subject)


async def test_each_takes_what_is_its_own_and_misses_nothing(scene: Stage, tmp_path: Path) -> None:
    here = scene("fujian")
    here.at("2026-09-10")
    for which in (Department.POLICE, Department.EDUCATION):
        await desk(here, which)
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    before = (await file(here, "CHILD_MISSING", "2026-09-10T08:30"))["report"]["id"]
    here.house.outgoing_allow = (LOCAL,)
    async with station(here.house, tenant, assign=False) as stand, webhooks(here.house):
        desks = Desks(here, stand, tmp_path)
        async with desks.attended():
            # What was open before they came, what is filed while they listen, each by whom it concerns.
            taken = await desks.answered(before, "POLICE")
            assert (taken["outcome"], taken["sentAt"]) == ("已派警前往", "2026-09-10T09:00:00+08:00")
            dropout = (await file(here, "SCHOOL_DROPOUT", "2026-09-10T08:40"))["report"]["id"]
            injured = (await file(here, "SUSPECTED_ACCIDENTAL_INJURY", "2026-09-10T08:50"))["report"]["id"]
            assert (await desks.answered(dropout, "EDUCATION"))["outcome"] == "已联系学校与家长劝返"
            await desks.answered(injured, "POLICE")
        # They are away for a while, and go on from where they were; what went to the police meanwhile is tried again.
        missed = (await file(here, "CHILD_MISSING", "2026-09-10T08:55"))["report"]["id"]
        async with desks.attended():
            await desks.answered(missed, "POLICE")
        # A position that the log does not have: it looks through what is open.
        (tmp_path / "education-desk@fujian.state").write_text("999999")
        lost = (await file(here, "SCHOOL_DROPOUT", "2026-09-10T08:56"))["report"]["id"]
        async with desks.attended():
            await desks.answered(lost, "EDUCATION")
            await desks.answered(lost, "POLICE")
    said = desks.said.getvalue().splitlines()
    assert len(set(said)) == len(said) == 7, said  # in Fujian the dropout goes to the police, too
    assert [line for line in said if "education-desk@fujian: JY-" in line and "SCHOOL_DROPOUT" in line] != []
    states = {one["id"]: by_recipient(one) for one in await read(here, Role.COUNTY_OFFICER)}
    assert states[injured]["EDUCATION"]["acknowledgedAt"] is None  # it wants dropouts alone


async def test_an_example_files_once_and_closes(scene: Stage) -> None:
    here = scene("fujian")
    here.at("2026-09-10")
    system = await desk(here, Department.EDUCATION)
    tenant = await here.house.tenant("fujian")
    assert tenant is not None
    answer: Any = program("answer")
    async with station(here.house, tenant, assign=False) as stand:
        headers = {"authorization": f"Bearer {stand.token(system.subject, now=here.house.clock())}"}
        with httpx2.Client(base_url=stand.url.removesuffix("graphql"), headers=headers, trust_env=False) as api:
            told = form(here, "SCHOOL_DROPOUT", "2026-09-10T08:30", reporterKind="DEPARTMENT")
            keys = [await asyncio.to_thread(answer.file, api, "JY-17", **told) for _ in range(2)]
            report = await asyncio.to_thread(answer.read, api, keys[0])
            for _ in range(2):
                await asyncio.to_thread(answer.close, api, report, "已返校", "该生已返校就读")
            with pytest.raises(answer.AnswerError, match="另一事件"):
                await asyncio.to_thread(answer.file, api, "JY-17", **told | {"narrative": "另一名学生"})
    (found,) = await read(here, system)
    assert keys == [found["id"]] * 2
    assert (found["stage"], found["feedback"]) == ("FEEDBACK_GIVEN", "该生已返校就读")
