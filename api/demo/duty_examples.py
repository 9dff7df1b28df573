"""Operations on what is owed that a persona may try; the explanation begins with a duty that is really there."""

from joserfc.jwk import OKPKey

from api.demo.places import PLACES
from api.identity import Identity
from api.tokens.demo import mint
from api.web.site import Example
from schema.execute import execute
from tenants.house import House

OVERDUE = Example(
    "逾期未联系、未走访的儿童",
    """query Overdue($first: Int = 20) {
  children(where: {overdue: true}, orderBy: RISK_THEN_DUE, first: $first) {
    totalCount
    nodes {
      id
      name
      division { name }
      classes
      prospective
      keyReasons
      riskLevel
      guardianshipRating
      nextContactDue
      nextVisitDue
      lastHouseholdVisit { occurredAt countsAs }
    }
  }
}""",
    {"first": 20},
)

DUTIES = Example(
    "待办任务（按风险和到期时间）",
    """query Duties($statuses: [DutyStatus!]) {
  duties(where: {statuses: $statuses}, orderBy: RISK_THEN_DUE, first: 20) {
    totalCount
    nodes {
      id
      kind
      status
      dueAt
      child { name }
      division { name }
      responsible { name phone }
      reasons
      basis
      citation
    }
  }
}""",
    {"statuses": ["OVERDUE", "DUE_TODAY", "OPEN"]},
)

_EXPLAIN = """query Explain($id: ID!) {
  explainDuty(id: $id) {
    sentence
    rules { key case value unit basis sources citation }
    inputs { name value }
  }
}"""


def explain(duty: str) -> Example:
    """Make the question why a duty is due."""
    return Example("为什么到期", _EXPLAIN, {"id": duty})


async def first_duties(house: House, identity: Identity, key: OKPKey) -> dict[str, str]:
    """Give, for each county of the demo by its label, a duty in the village of its director, the most urgent one."""
    found: dict[str, str] = {}
    for place in PLACES:
        tenant = await house.tenant(place.tenant)
        director = await identity.caller(mint(key, f"director@{place.label}", tenant=place.tenant, now=house.clock()))
        asked = "{ duties(first: 1, where: {kinds: [HOUSEHOLD_VISIT, SCREENING]}) { nodes { id } } }"
        answer = await execute(house, tenant, director, asked)
        for duty in answer["data"]["duties"]["nodes"]:
            found[place.label] = duty["id"]
    return found
