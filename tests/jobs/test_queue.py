"""The queue is pgqueuer's own, and takes what is due: once, by whoever asks, after any time without a worker."""

from datetime import timedelta

import asyncpg

from jobs.job import Job
from jobs.queue import SETTINGS, connected, ended, prune, put
from tenants.house import House
from tenants.registry import Tenant
from tests.support.children import ROOT

LANES = {"statistics.roll_up": "slow", "duties.catch_up": "prompt"}
HOURLY = Job("statistics.roll_up", "fujian", every=3600.0)
TEXT = ROOT / "migrations/platform/versions/0004_jobs.sql"


async def names(owner: asyncpg.Connection) -> list[tuple[str, str, str]]:
    asked = "SELECT entrypoint, convert_from(payload, 'UTF8'), status::text FROM jobs.pgqueuer ORDER BY id"
    rows = await owner.fetch(asked)
    return [tuple(row) for row in rows]


async def test_its_tables_are_what_the_installed_version_would_make(house: House) -> None:
    async with connected(house) as found:
        assert TEXT.read_text().rstrip() == found.qbe.build_install_query().rstrip()
        plan = await found.plan_upgrade()
    assert (plan.statements, plan.notes) == ((), ())


def test_no_name_is_read_from_the_surroundings() -> None:
    given = SETTINGS.model_fields_set
    assert {name for name in type(SETTINGS).model_fields if name != "widen_id"} <= given


def test_a_job_is_read_as_it_was_written() -> None:
    for job in (Job("a.b", "fujian"), Job("a.b", "fujian", "0198"), Job("a.b", "fujian", "with a space")):
        assert Job.named(job.name) == job


async def test_a_job_waits_once_however_many_ask(house: House, fujian: Tenant, owner: asyncpg.Connection) -> None:
    other = Job("duties.catch_up", "fujian")
    assert await put(house, [HOURLY, other], LANES) == 2
    assert await put(house, [HOURLY, other], LANES) == 0
    assert await names(owner) == [
        ("slow fujian", "fujian statistics.roll_up", "queued"),
        ("prompt fujian", "fujian duties.catch_up", "queued"),
    ]


async def test_a_round_is_due_when_its_pause_is_over_and_days_without_a_worker_are_one_round(
    house: House, fujian: Tenant, jilin: Tenant, owner: asyncpg.Connection
) -> None:
    await ended(house, HOURLY)
    assert await put(house, [HOURLY], LANES) == 0
    for ago in (timedelta(minutes=59), timedelta(hours=1), timedelta(days=3), timedelta(days=-1)):
        await owner.execute("DELETE FROM jobs.pgqueuer")
        await owner.execute("UPDATE platform.job_rounds SET finished_at = now() - $1::interval", ago)
        asked = [HOURLY, Job(HOURLY.kind, "jilin", every=3600.0)]
        assert await put(house, asked, LANES) == (1 if ago == timedelta(minutes=59) else 2), ago


async def test_what_is_held_rests_and_is_over_when_the_job_is_done(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    await put(house, [HOURLY], LANES)
    await owner.execute("UPDATE jobs.pgqueuer SET status = 'failed', updated = now() - interval '59 minutes'")
    assert await put(house, [HOURLY], LANES) == 0
    await owner.execute("UPDATE jobs.pgqueuer SET updated = now() - interval '61 minutes'")
    assert await put(house, [HOURLY], LANES) == 1
    assert [status for _, _, status in await names(owner)] == ["failed", "queued"]
    await ended(house, HOURLY)
    assert [status for _, _, status in await names(owner)] == ["queued"]


async def test_old_lines_are_forgotten_but_what_went_wrong_is_kept_longer(
    house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    line = "INSERT INTO jobs.pgqueuer_log (created, job_id, status, priority, entrypoint, traceback) VALUES"
    for age, status, traceback in (
        ("61 minutes", "successful", "NULL"),
        ("59 minutes", "successful", "NULL"),
        ("29 days", "failed", "'{}'"),
        ("31 days", "failed", "'{}'"),
    ):
        await owner.execute(f"{line} (now() - interval '{age}', 1, '{status}', 0, 'slow fujian', {traceback})")
    assert await prune(house) == 2
    assert [row[0] for row in await owner.fetch("SELECT status::text FROM jobs.pgqueuer_log ORDER BY created")] == [
        "failed",
        "successful",
    ]
