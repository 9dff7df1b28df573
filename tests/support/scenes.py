"""A scene of a scenario: one tenant, the frozen clock, and people who ask through the graph."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from care.divisions.scope import multirange
from policies.caller import Caller, Language
from policies.permits import permit
from policies.source import baseline
from records.codes import Role
from schema.execute import execute
from tenants.house import House

SHANGHAI = ZoneInfo("Asia/Shanghai")

# A village, its township and its county in each jurisdiction; real codes, no real people.
VILLAGES = {
    "shanxi": 140105001001,
    "yunnan": 530102001001,
    "jilin": 220102001001,
    "fujian": 350102001001,
    "shangri-la": 533401101001,
}
TENANTS = {"shangri-la": "yunnan"}

REGISTER = """mutation($input: RegisterChildInput!) { registerChild(input: $input) {
  child { id version } userErrors { code path message citation } warnings { code path message } } }"""
VISIT = """mutation($input: RecordVisitInput!) { recordVisit(input: $input) {
  visits { id } userErrors { code path message } warnings { code path message } } }"""


@dataclass
class Scene:
    """A jurisdiction's tenant on a clock that a scenario sets; every question is asked as a role at a place."""

    house: House
    jurisdiction: str

    @property
    def tenant(self) -> str:
        return TENANTS.get(self.jurisdiction, self.jurisdiction)

    @property
    def village(self) -> int:
        return VILLAGES[self.jurisdiction]

    @property
    def township(self) -> int:
        return self.village // 1_000 * 1_000

    @property
    def county(self) -> int:
        return self.village // 1_000_000 * 1_000_000

    def at(self, day: str, clock: str = "09:00") -> None:
        """Set the clock: a day (2026-03-20) and a time, Asia/Shanghai."""
        moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=SHANGHAI)
        self.house.clock = lambda: moment

    def caller(self, role: Role, *areas: int, subject: str | None = None, language: Language = "zh") -> Caller:
        """Make somebody who acts in a role, at the scene's own place of that role's level unless others are named."""
        places = areas or (self._usual(role),)
        return Caller(
            subject=subject or f"{role.value.lower()}@{self.jurisdiction}",
            name="林老师",
            tenant=self.tenant,
            role=role,
            areas=places,
            organisations=(),
            scope=multirange(places),
            permit=permit(baseline(), role, self.tenant),
            expires=datetime.max.replace(tzinfo=SHANGHAI),
            language=language,
        )

    async def ask(self, query: str, who: Role | Caller = Role.COUNTY_OFFICER, **variables: Any) -> dict[str, Any]:
        """Ask, and give the data of an answer without errors."""
        caller = self.caller(who) if isinstance(who, Role) else who
        answer = await execute(self.house, await self.house.tenant(self.tenant), caller, query, variables=variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def register(self, who: Role | Caller = Role.COUNTY_OFFICER, **facts: Any) -> str:
        """Register a child of made-up facts; gives its id."""
        form = {
            "name": "单小明",
            "sex": "MALE",
            "birthDate": "2016-05-01",
            "residentIdMissing": "NOT_PROVIDED",
            "division": str(self.village),
            "hukouType": "RURAL",
            **facts,
        }
        payload = (await self.ask(REGISTER, who, input=form))["registerChild"]
        assert payload["userErrors"] == [], payload
        key: str = payload["child"]["id"]
        return key

    async def visit(
        self, child: str, day: str, mode: str = "HOUSEHOLD", who: Role | Caller = Role.CHILD_DIRECTOR, **facts: Any
    ) -> dict[str, Any]:
        """Record a visit or contact on the morning of a day; gives the payload."""
        form = {"childIds": [child], "mode": mode, "occurredAt": f"{day}T08:00:00+08:00", **facts}
        payload: dict[str, Any] = (await self.ask(VISIT, who, input=form))["recordVisit"]
        return payload

    def _usual(self, role: Role) -> int:
        match role:
            case Role.CHILD_DIRECTOR | Role.VILLAGE_COMMITTEE:
                return self.village
            case Role.CHILD_SUPERVISOR | Role.TOWNSHIP:
                return self.township
            case Role.PREFECTURE_OFFICER:
                return self.village // 10**8 * 10**8
            case Role.PROVINCE_OFFICER | Role.TENANT_ADMIN | Role.AUDITOR | Role.INTEGRATOR:
                return self.village // 10**10 * 10**10
        return self.county
