"""The database of the comparison: two provinces with children, guardians, visits and duties, and 600 callers a role.

Everything is written by plain SQL, spread over the real villages of Fujian and Yunnan: two guardians, five visits and
two open duties to a child, sealed cells as bytes of the usual length with their masks. Days lie around today, so that
the servers run by the clock on the wall.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg

from care.actions.onboard_tenant import onboard_tenant
from care.actions.roll_up_statistics import roll_up_all
from care.divisions.load import load
from care.duties.settle import settle
from policies.scope import EVERYTHING
from tenants.house import House
from tenants.upgrade import upgrade_platform

MASTER_KEY = b"a benchmark's key, 32 bytes long"
SHANGHAI = ZoneInfo("Asia/Shanghai")
TENANTS = {"fujian": 35, "yunnan": 53}
CALLERS = 600  # of each role and tenant
_AT_ONCE = 500  # children of a transaction
_RECORD_VISIT = Path(__file__).with_name("record_visit.sql")

_CHILDREN = """
WITH villages AS (
    SELECT array_agg(code ORDER BY code) AS codes FROM platform.divisions
    WHERE level = 'VILLAGE' AND code / 10000000000 = $2
)
INSERT INTO {t}.child (id, name, name_key, sex, ethnicity, birth_date, resident_id, resident_id_masked,
    resident_id_blind, division, prefecture, hukou_type, address, single_parent, boarding, schooling, school_status,
    risk_level, guardianship_rating, priority, file_status, registered_on, created_at, updated_at, next_due,
    next_contact_due, next_visit_due, changes_on)
SELECT uuidv7(), '童' || n, 't' || n, (ARRAY['MALE', 'FEMALE'])[1 + n % 2], '汉族', date '2012-01-01' + n % 3650,
    decode(md5('c' || n) || md5('d' || n), 'hex'), '990102************', decode(md5('b' || n), 'hex'), code,
    CASE code / 1000000 WHEN 350128 THEN 350128000000 ELSE code / 100000000 * 100000000 END,
    (ARRAY['RURAL', 'URBAN'])[1 + n % 2], '村委会旁' || n || '号', (ARRAY['MOTHER', 'FATHER', 'NO'])[1 + n % 3],
    'NON_BOARDER', '小学三年级', 'IN_SCHOOL', level, 'UNRATED',
    CASE level WHEN 'HIGH' THEN 0 WHEN 'MEDIUM' THEN 1 ELSE 2 END, 'OPEN', $3::date - 200, $3, $3,
    $3::date + n % 60 - 20, $3::date + n % 60 - 20, $3::date + n % 60, $3::date + 1000
FROM generate_series(1, $1::int) n, villages, LATERAL (
    SELECT codes[1 + (n - 1)::bigint * cardinality(codes) / $1] AS code,
        (ARRAY['LOW', 'LOW', 'LOW', 'MEDIUM', 'HIGH'])[1 + n % 5] AS level
) v
"""
_GUARDIANS = """
INSERT INTO {t}.guardian (id, child_id, division, relation, name, phone, phone_masked, address, created_at, updated_at)
SELECT uuidv7(), c.id, c.division, r.relation, '家长' || r.relation, decode(md5(c.id::text), 'hex'), '*******' ||
    (1000 + (hashtext(c.id::text) & 8191)), '外出务工', $1, $1
FROM {t}.child c, (VALUES ('FATHER'), ('MOTHER')) r(relation)
"""
_VISITS = """
INSERT INTO {t}.visit (id, child_id, division, occurred_division, occasion, mode, occurred_at, recorded_by, problems,
    solutions, recorded_at)
SELECT uuidv7(), c.id, c.division, c.division, uuidv7(), m.mode,
    $1::timestamptz - (hashtext(c.id::text) & 31) * interval '12 hours' - m.ago, 'benchmark', '近期与同学相处紧张',
    '已与班主任沟通，约定两周后回访', $1
FROM {t}.child c, (VALUES ('HOUSEHOLD', interval '125 days'), ('PHONE', interval '95 days'),
    ('PHONE', interval '65 days'), ('HOUSEHOLD', interval '35 days'), ('PHONE', interval '5 days')) m(mode, ago)
"""
_DUTIES = """
INSERT INTO {t}.duty (id, kind, natural_key, child_id, division, prefecture, priority, base_on, due_at, due_on, post,
    reasons, basis, rule, citation, rule_version, created_at, updated_at)
SELECT uuidv7(), d.kind, d.kind || c.id, c.id, c.division, c.prefecture, c.priority, $1::date - 30,
    (d.due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', d.due, 'CHILD_DIRECTOR', '{{UNRATED}}', 'IN_FORCE',
    'contact.interval', '闽民童〔2024〕33号', 'benchmark', $1, $1
FROM {t}.child c, LATERAL (VALUES ('CONTACT', c.next_contact_due), ('HOUSEHOLD_VISIT', c.next_visit_due)) d(kind, due)
"""
_CALLERS = """
WITH places AS (
    SELECT DISTINCT {level} AS division FROM {t}.child
), numbered AS (
    SELECT division, row_number() OVER (ORDER BY division) - 1 AS n, count(*) OVER () AS many FROM places
)
INSERT INTO {t}.role_assignment (id, subject, name, role, division, valid_from, granted_by, created_at)
SELECT uuidv7(), lower($1) || i || '@' || $2, '林老师', $1, division, $3::timestamptz - interval '1 day', 'benchmark',
    $3
FROM generate_series(0, $4::int - 1) i JOIN numbered ON n = i * greatest(many / $4, 1) % many
"""
# A director's children in turn, first one of each: nobody is visited again before all others were.
VISITED = """
SELECT a.subject, c.id FROM {t}.role_assignment a CROSS JOIN LATERAL (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM {t}.child c WHERE c.division = a.division
) c WHERE a.role = 'CHILD_DIRECTOR' ORDER BY c.place, hashtext(a.subject), c.id
"""
_ROLES = {
    "CHILD_DIRECTOR": "division",
    "COUNTY_OFFICER": "county",
    "PREFECTURE_OFFICER": "prefecture",
}


async def filled(url: str) -> bool:
    """Tell whether an earlier run has filled the database."""
    owner = await asyncpg.connect(url)
    try:
        return bool(await owner.fetchval("SELECT to_regclass('t_yunnan.child') IS NOT NULL"))
    finally:
        await owner.close()


def fill(url: str, children: int) -> None:
    """Migrate an empty database and write both provinces; the last thing made are the statistics of the first."""
    asyncio.run(_fill(url, children))


async def _fill(url: str, children: int) -> None:
    now = datetime.now(SHANGHAI)
    await upgrade_platform(url, master_key=MASTER_KEY, load_divisions=load)
    for code in TENANTS:
        await onboard_tenant(url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: now, user="benchmark", code=code)
    owner = await asyncpg.connect(url)
    try:
        for code, digits in TENANTS.items():
            await write(owner, code, digits, children, now)
    finally:
        await owner.close()
    await _analyzed(url)
    async with await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=lambda: now) as house:
        tenant = await house.tenant(next(iter(TENANTS)))
        assert tenant is not None
        await roll_up_all(house, tenant)


async def derive(url: str) -> None:
    """Derive what the law says of the directors' children of the first province, where it was not derived yet.

    Plain SQL writes none of it, and the first visit of a child would be measured with all of that.
    """
    async with await House.open(database_url=url, master_key=MASTER_KEY, cipher="sm4", clock=_now) as house:
        tenant = await house.tenant(next(iter(TENANTS)))
        assert tenant is not None
        left = f"SELECT c.id FROM t_{tenant.code}.child c JOIN ({VISITED.format(t=f't_{tenant.code}')}) v USING (id)"
        async with house.work(tenant, scope=EVERYTHING) as work:
            keys = [row["id"] for row in await work.connection.fetch(f"{left} WHERE c.rule_version IS NULL")]
        for first in range(0, len(keys), _AT_ONCE):
            async with house.work(tenant, scope=EVERYTHING) as work:
                await settle(work, keys[first : first + _AT_ONCE])
    if keys:
        await _analyzed(url)


async def _analyzed(url: str) -> None:
    owner = await asyncpg.connect(url)
    try:
        await owner.execute("VACUUM ANALYZE", timeout=3600)
    finally:
        await owner.close()


def _now() -> datetime:
    return datetime.now(SHANGHAI)


async def write(owner: asyncpg.Connection, code: str, digits: int, children: int, now: datetime) -> None:
    """Write one province: children with what hangs on them, and callers."""
    schema = f"t_{code}"
    await write_children(owner, code, digits, children, now)
    for statement in (_GUARDIANS, _VISITS):
        await owner.execute(statement.format(t=schema), now, timeout=3600)
    for role, level in _ROLES.items():
        await owner.execute(_CALLERS.format(t=schema, level=level), role, code, now, CALLERS)
    await owner.execute(_RECORD_VISIT.read_text("utf-8").replace("tenant.", f"{schema}."))


async def write_children(owner: asyncpg.Connection, code: str, digits: int, children: int, now: datetime) -> None:
    """Write the children of one province and what is owed to them, and nothing else."""
    await owner.execute(_CHILDREN.format(t=f"t_{code}"), children, digits, now, timeout=3600)
    await owner.execute(_DUTIES.format(t=f"t_{code}"), now, timeout=3600)
