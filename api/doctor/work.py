"""What happens later, as the doctor sees it: jobs, rounds of the clock, events and seals of each tenant."""

from collections.abc import Sequence

import asyncpg

from alerts.fared import Troubled, troubled
from alerts.lag import lag
from alerts.texting.fared import Texted, texted
from api.doctor.finding import Finding, ago
from jobs.schedule import ROUNDS
from jobs.standing import Held, Standing, held, rounds_ago, standing
from policies.seal import unsealed
from schema.ids import format_id
from settings import SHANGHAI
from tenants.house import House
from tenants.registry import Tenant

LATE = 600.0  # seconds that a job may wait for its turn, and a round be overdue
UNSEALED = 60.0  # seconds
ROLL_UP = "statistics.roll_up"

WORKER = "运行 tonghu worker，或 tonghu serve --jobs / run tonghu worker, or tonghu serve --jobs"
RELAY = "运行 tonghu serve 或 tonghu worker，并查看其日志 / run tonghu serve or tonghu worker, and read its log"
REPAIR = "按 worker 的日志查明原因；修复后自动重做 / find the cause in the worker's log; once mended it is done again"

GATEWAY = "请短信网关方修复；放弃的不再发送 / have the gateway mended; what was given up is not sent again"
GONE = "与网关方核对，再用 setMessageGateway 启用或确认停用 / ask its operator, then setMessageGateway, on or off"
RECEIVER = "请接收方修复；之后 replayWebhook 补发 / have the receiver mend it, then replayWebhook"


async def work(house: House, owner: asyncpg.Connection, tenants: Sequence[Tenant], lag_most: float) -> list[Finding]:
    """Look at each active tenant: each trouble makes a line, and where there is none one line tells how it stands."""
    jobs = {one.tenant: one for one in await standing(house)}
    failed = await held(house)
    found = []
    for tenant in tenants:
        mine = [one for one in failed if one.job.tenant == tenant.code]
        stands = jobs.get(tenant.code, Standing(tenant.code, 0, 0.0, 0))
        found += await _tenant(house, owner, tenant, stands, mine, lag_most)
    others = [one for one in failed if one.job.tenant not in {tenant.code for tenant in tenants}]
    return [*found, *map(_held, others)]


async def _tenant(
    house: House, owner: asyncpg.Connection, tenant: Tenant, jobs: Standing, failed: Sequence[Held], lag_most: float
) -> list[Finding]:
    code = tenant.code
    rounds = await rounds_ago(house, tenant, [entry.name for entry in ROUNDS])
    events, open_ = await lag(house, tenant), await unsealed(owner, tenant)
    overdue = [entry for entry in ROUNDS if rounds[entry.name] > entry.every + LATE]
    wrong = [*map(_held, failed), *(_troubled(code, one) for one in await troubled(house, tenant))]
    wrong += _texted(code, await texted(house, tenant))
    if jobs.late > LATE:
        told = f"任务在等，无人执行 / jobs wait for a worker: {jobs.waiting}, {ago(jobs.late)}"
        wrong.append(Finding(code, told, WORKER))
    if overdue:
        names = ", ".join(f"{entry.name} {ago(rounds[entry.name])}" for entry in overdue[:3])
        more = f" … {len(overdue)}" if len(overdue) > 3 else ""
        wrong.append(Finding(code, f"定时任务久未完成 / no round has ended since: {names}{more}", WORKER))
    if events.oldest > lag_most:
        told = f"事件未编号 / events wait for their number: {events.waiting}, {ago(events.oldest)}"
        wrong.append(Finding(code, told, RELAY))
    if open_ > UNSEALED:
        wrong.append(Finding(code, f"审计记录未封存 / the trail is not sealed: {ago(open_)}", WORKER))
    if any(one.wrong for one in wrong):
        return wrong
    told = f"任务 jobs {jobs.waiting}；事件 events {events.waiting}；统计 figures {ago(rounds[ROLL_UP])}"
    return [Finding(code, told), *wrong]


def _troubled(tenant: str, one: Troubled) -> Finding:
    rests = f"，接收端失败 {one.failures} 次，暂停发送 / rests after {one.failures} failures" if one.rests else ""
    told = f"推送 webhook {format_id('webhook', one.id)}：放弃 {one.dead} 条 / {one.dead} given up{rests}"
    return Finding(tenant, told, RECEIVER, noted=not one.rests and not one.lately)


def _texted(tenant: str, one: Texted) -> list[Finding]:
    """Tell of messages to phones; what waits is nobody's business while the gateway is off by somebody's wish."""
    found = []
    if one.gone:
        told = "短信网关答复 410，已停用 / the gateway for messages answered 410 and is sent nothing any more"
        found.append(Finding(tenant, told, GONE))
    if one.active and one.late > LATE:
        told = f"短信在等，无人发送 / messages wait to be sent: {one.waiting}, {ago(one.late)}"
        found.append(Finding(tenant, told, WORKER))
    if one.active and one.refused:
        told = f"短信网关未接受 {one.refused} 条，将重试 / {one.refused} messages not taken yet, to be tried again"
        found.append(Finding(tenant, told, GATEWAY, noted=True))
    if one.dead:
        told = f"短信放弃 {one.dead} 条 / {one.dead} messages given up"
        found.append(Finding(tenant, told, GATEWAY, noted=not one.lately))
    return found


def _held(one: Held) -> Finding:
    job = one.job
    told = f"{job.kind} {job.key}".rstrip() + f"：失败并搁置 / failed and is held: {one.fault or '?'}"
    return Finding(job.tenant, f"{told} ({one.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M})", REPAIR)
