"""`tonghu doctor` names what is wrong, and says what mends it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from alerts.outbox import announce
from api.cli.doctor import doctor as command
from jobs.job import Job
from jobs.queue import put
from policies.audit import audit
from policies.local import local_caller
from records.ids import uuid7
from tenants.house import House
from tenants.registry import Tenant
from tests.support.commands import commands, surroundings
from tests.support.databases import rewritten
from tests.support.places import NOW

Doctor = Callable[[], Awaitable[tuple[int, str]]]


@pytest.fixture
def doctor(
    fresh_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doctor:
    """Runs the command in this process; gives its exit code and what it printed."""
    for name, value in surroundings(fresh_url, tmp_path).items():
        monkeypatch.setenv(name, value)

    async def run() -> tuple[int, str]:
        code = await command()
        return code, capsys.readouterr().out

    return run


@pytest.fixture
async def attended(owner: asyncpg.Connection) -> None:
    """The prepared database is as old as the run, and nobody has worked on it since: here it is new."""
    await owner.execute("UPDATE platform.tenants SET created_at = now()")


async def test_all_is_well(attended: None, fresh_url: str, tmp_path: Path) -> None:
    done = commands(fresh_url, tmp_path, "doctor")()
    assert (done.returncode, done.stderr) == (0, "")
    assert "一切正常 / all is well" in done.stdout
    assert "✗" not in done.stdout
    for what in ("PostgreSQL", "clock", "connections", "migrations", "secrets", "fujian", "jilin"):
        assert what in done.stdout


async def test_names_what_is_wrong_and_what_mends_it(
    doctor: Doctor, attended: None, house: House, fujian: Tenant, owner: asyncpg.Connection
) -> None:
    async with house.work(fujian) as work:
        await announce(work, "CHILD_REGISTERED", subject_kind="child", subject=uuid7(), division=fujian.division)
        who = local_caller(tenant="fujian", division=fujian.division, scope="{(,)}", user="x", now=NOW)
        await audit(work, who, "child:update", object=uuid7(), kind="child")
    await owner.execute("UPDATE t_fujian.outbox SET recorded_at = now() - interval '5 minutes'")
    await owner.execute("ALTER TABLE t_fujian.audit_event DISABLE TRIGGER ALL")
    await owner.execute("UPDATE t_fujian.audit_event SET at = now() - interval '3 minutes'")
    await put(
        house,
        [Job("statistics.roll_up", "fujian"), Job("audit.drop", "fujian")],
        dict.fromkeys(("statistics.roll_up", "audit.drop"), "slow"),
    )
    failed = "UPDATE jobs.pgqueuer SET status = 'failed' WHERE dedupe_key = 'fujian audit.drop' RETURNING id"
    fault = '{"exception_message": "UndefinedTableError (42P01)"}'
    await owner.execute(
        "INSERT INTO jobs.pgqueuer_log (job_id, status, priority, entrypoint, traceback)"
        " VALUES ($1, 'failed', 0, 'slow fujian', $2)",
        await owner.fetchval(failed),
        fault,
    )
    await owner.execute("UPDATE jobs.pgqueuer SET execute_after = now() - interval '2 hours'")
    await owner.execute("UPDATE platform.tenants SET created_at = now() - interval '1 day' WHERE code = 'fujian'")
    code, told = await doctor()
    wrong = [line for line in told.splitlines() if "✗" in line]
    assert len(wrong) == 5
    assert all("fujian" in line for line in wrong)
    for what, mend in (
        ("audit.drop", "the cause"),
        ("1, 2 h", "tonghu worker"),
        ("duties.catch_up 1 d", "tonghu worker"),
        ("事件未编号", "tonghu serve"),
        ("not sealed: 3 min", "tonghu worker"),
    ):
        assert [line for line in wrong if what in line and mend in line], what
    assert "UndefinedTableError (42P01)" in told
    assert (code, "5 个问题 / 5 wrong" in told) == (1, True)


async def test_a_place_that_was_not_migrated_is_named(doctor: Doctor, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE t_jilin.alembic_version SET version_num = '0001'")
    code, told = await doctor()
    assert (code, "jilin: 0001 <" in told, "tonghu migrate" in told) == (1, True, True)


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("TONGHU_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nowhere", "cannot be reached"),
        ("TONGHU_MASTER_KEY", "ab" * 32, "tonghu migrate"),
        ("TONGHU_MASTER_KEY", "short", "TONGHU_MASTER_KEY"),
        ("TONGHU_POOL_SIZE", "5000", "max_connections"),
    ],
)
async def test_what_does_not_fit_the_surroundings_is_named(
    doctor: Doctor, attended: None, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, named: str
) -> None:
    monkeypatch.setenv(setting, value)
    code, told = await doctor()
    assert (code, named in told) == (1, True)
    assert told.count("✗") == 1


async def test_production_on_a_superusers_login_is_named(
    doctor: Doctor, attended: None, server_url: str, fresh_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = fresh_url.partition("@")[2].partition("/")[2].partition("?")[0]
    for name, value in {
        "TONGHU_ENV": "production",
        "TONGHU_DATABASE_URL": rewritten(server_url, database),
        "TONGHU_MASTER_KEY": bytes(range(200, 232)).hex(),
        "TONGHU_OIDC_ISSUER": "https://id.example.invalid",
        "TONGHU_OIDC_AUDIENCE": "tonghu",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TONGHU_NOW")
    code, told = await doctor()
    assert (code, "superuser" in told) == (1, True)
