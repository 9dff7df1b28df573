"""Every table with persons' data is closed by row-level security; what each login may is written here once more."""

import pkgutil
from importlib import import_module

import pytest
from sqlalchemy import Table

import records
from records.metadata import platform, tenant
from tenants.logins import connect
from tenants.registry import Login, Tenant

for _module in pkgutil.iter_modules(records.__path__, "records."):
    import_module(_module.name)  # a table is known once its file was read

TABLES = sorted(tenant.tables.values(), key=lambda table: table.name)
PERSONAL = [table for table in TABLES if table.info.get("personal")]
READ, WRITE = {"SELECT"}, {"SELECT", "INSERT", "UPDATE", "DELETE"}
USUAL = {Login.AREA: READ, Login.LINK: READ, Login.WRITER: WRITE}
SPECIAL: dict[str, dict[Login, set[str]]] = {
    "audit_event": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"INSERT"}},
    # Made by a function of the owner's alone.
    "audit_seal": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: set()},
    # Read and written by the owner and its functions alone.
    "audit_checkpoint": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: set()},
    "audit_keeping": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: set()},
    # Numbered and dropped by functions of the owner's alone.
    "event_log": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: READ},
    "event_log_state": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: READ},
    # Written by triggers alone.
    "row_change": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: set()},
    "row_change_state": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: READ},
    "access_version": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: READ},
    "outbox": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: {"SELECT", "INSERT"}},
    "idempotency_key": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: WRITE},
    # Policies that were in force are never changed, only followed by others.
    "policy_set": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    "casbin_rule": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    # Terms follow each other. Reasons of the trail are written, and go with what they speak of; nobody reads them.
    "retention_term": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    "audit_reason": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: {"SELECT", "INSERT", "DELETE"}},
    "message_gateway": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: {"SELECT", "INSERT", "UPDATE"}},
    # Hours follow each other.
    "alert_setting": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    # Small counts: no reading login reaches them. What is released is never changed.
    "stat_cell": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: WRITE},
    "stat_count": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: WRITE},
    "stat_village": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: WRITE},
    "stat_frozen": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    "trusted_set": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    "trusted_document": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT", "UPDATE"}},
    "stat_minimum": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    "stat_release": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT"}},
    # No reading login reaches the column of secrets.
    "webhook_key": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: WRITE},
    # What was signed is kept.
    "data_agreement": {Login.AREA: READ, Login.LINK: READ, Login.WRITER: {"SELECT", "INSERT", "UPDATE"}},
    # Who reported: no reading login reaches it, and what is sealed is never changed.
    "report_reporter": {Login.AREA: set(), Login.LINK: set(), Login.WRITER: {"SELECT", "INSERT"}},
}
# By the division and more, or for the writer alone.
OTHERWISE = (
    "role_assignment",
    "audit_event",
    "stat_cell",
    "stat_count",
    "event_log",
    "row_change",
    "webhook",
    "escalation",
    "digest",
)
# Rows of two places: both read and write them, each by a policy on its own column.
OF_TWO = {"commission": "to_division", "division_of_duties": "other_division"}
# Rows that somebody made, who reads them wherever they lie.
OF_ONE = {"break_glass": "subject"}
SCOPE = "(NULLIF(current_setting('app.scope'::text, true), ''::text))::int8multirange"


def name(table: Table) -> str:
    return table.name


def test_every_table_says_whether_it_holds_persons_data() -> None:
    for table in (*TABLES, *platform.tables.values()):
        assert table.info.get("personal") in (True, False), table.name
        assert table.info.get("personal") or table.info.get("why"), table.name
    assert len(PERSONAL) > 10


@pytest.mark.parametrize("table", PERSONAL, ids=name)
async def test_personal_tables_are_closed(place: str, fujian: Tenant, table: Table) -> None:
    owner = await connect(place)
    closed = await owner.fetchval(f"select relrowsecurity from pg_class where oid = 't_fujian.{table.name}'::regclass")
    policies = await owner.fetch(
        "select * from pg_policies where schemaname = 't_fujian' and tablename = $1", table.name
    )
    await owner.close()
    assert closed
    assert policies
    for policy in policies:
        assert policy["permissive"] == "PERMISSIVE"
        (role,) = policy["roles"]
        assert role in fujian.roles.values()
        if policy["cmd"] in ("ALL", "INSERT", "UPDATE"):
            assert policy["with_check"] is not None


@pytest.mark.parametrize(
    "table",
    [one for one in PERSONAL if "division" in one.columns and one.name not in OTHERWISE],
    ids=name,
)
async def test_the_division_decides_for_area_and_writer(place: str, fujian: Tenant, table: Table) -> None:
    owner = await connect(place)
    policies = await owner.fetch(
        "select roles[1], cmd, qual, with_check from pg_policies where schemaname = 't_fujian' and tablename = $1",
        table.name,
    )
    await owner.close()
    by_role = {role: [row for row in policies if row[0] == role] for role in fujian.roles.values()}
    # Callers who see places see, of reports and cases, those that were listed for them by name, too.
    listed = [row for row in by_role[fujian.roles[Login.AREA]] if "access_link" in row["qual"]]
    assert len(listed) == (table.name in ("report", "care_case"))
    own = [row for row in by_role[fujian.roles[Login.AREA]] if row["qual"].startswith(f"({OF_ONE.get(table.name)} =")]
    assert len(own) == (table.name in OF_ONE)
    assert [row["cmd"] for row in own] == ["SELECT"] * len(own)
    listed += own
    columns = ["division", *([OF_TWO[table.name]] if table.name in OF_TWO else [])]
    by_place = [row for row in by_role[fujian.roles[Login.AREA]] if row not in listed]
    readers = sorted(by_place, key=lambda row: row["qual"])
    writers = sorted(by_role[fujian.roles[Login.WRITER]], key=lambda row: row["qual"])
    for column, area, writer in zip(columns, readers, writers, strict=True):
        assert (area["cmd"], writer["cmd"]) == ("SELECT", "ALL")
        for condition in (area["qual"], writer["qual"], writer["with_check"]):
            assert condition.startswith(f"COALESCE(({column} <@")
            assert SCOPE in condition
            assert condition.endswith("false)")
            assert "access_link" not in condition
    for link in by_role[fujian.roles[Login.LINK]]:
        assert "app.scope" not in link["qual"]


@pytest.mark.parametrize("table", TABLES, ids=name)
async def test_logins_have_the_rights_they_need_and_no_other(place: str, fujian: Tenant, table: Table) -> None:
    wanted = SPECIAL.get(table.name, USUAL)
    owner = await connect(place)
    for login, role in fujian.roles.items():
        rights = {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"}
        held = {
            right
            for right in rights
            if await owner.fetchval("select has_table_privilege($1, $2, $3)", role, f"t_fujian.{table.name}", right)
        }
        assert held == wanted[login], login
    await owner.close()


async def test_no_login_sees_the_version_table(place: str, fujian: Tenant) -> None:
    owner = await connect(place)
    for role in fujian.roles.values():
        assert not await owner.fetchval("select has_table_privilege($1, 't_fujian.alembic_version', 'select')", role)
    await owner.close()
