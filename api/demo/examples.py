"""Operations that a persona may try, and that `tonghu demo --check` runs; GraphiQL offers them under the persona."""

from collections.abc import Callable
from datetime import datetime, timedelta

from api.demo.duty_examples import DUTIES, OVERDUE, explain
from api.demo.report_examples import REPORTS, acknowledge_report, file_report
from api.web.site import Example
from records.codes import Role

VIEWER = Example(
    "我是谁",
    """query Viewer {
  viewer {
    subject
    name
    role
    tenant { code name }
    roles { role division }
    actions
  }
}""",
)

CHILDREN = Example(
    "辖区儿童（按风险）",
    """query Children($first: Int = 10, $after: String) {
  children(first: $first, after: $after, orderBy: RISK_THEN_DUE) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      name
      sex
      birthDate
      residentId
      division { name parent { name } }
      classes
      riskLevel
      guardians { relation name phone }
      lastHouseholdVisit { occurredAt }
    }
  }
}""",
    {"first": 10},
)

FILE = Example(
    "一人一档：按姓名或拼音查找",
    """query File($name: String!) {
  children(where: {search: $name}, first: 1) {
    nodes {
      id
      version
      name
      ethnicity
      birthDate
      birthDatePrecision
      address
      hukouType
      categories
      healthDetails { kind detail grade }
      benefits { kind amount }
      household { incomePerHead guardianshipRisk children { name } familyBenefits { kind amount } }
      guardians { relation name phone residentId address health specialStatus away { since purpose } }
      carer { relation name phone reason }
      pairing { name unit }
      visits(first: 4) { nodes { occurredAt precision mode problems solutions } }
      masked
      viewerCan
    }
  }
}""",
    {"name": "wang"},
)

VISITS = Example(
    "最近走访",
    """query Visits {
  visits(first: 10) {
    nodes {
      id
      occurredAt
      precision
      mode
      outcome
      child { name }
      visitor { name }
      problems
      solutions
      findings { carerCapacity psychologicalNeeds parentsAway masked }
      missingFindings
    }
  }
}""",
)

_VISIT = """mutation RecordVisit($input: RecordVisitInput!) {
  recordVisit(input: $input) {
    visits { id occurredAt missingFindings }
    children { name lastHouseholdVisit { occurredAt } }
    userErrors { code message path }
    warnings { code message path citation }
  }
}"""


def record_visit(now: datetime) -> Example:
    """Make the record of a visit an hour ago."""
    told = {
        "childIds": ["child_00000000-0000-7000-8000-000000000000"],
        "mode": "HOUSEHOLD",
        "occurredAt": (now - timedelta(hours=1)).isoformat(timespec="minutes"),
        "problems": "冬衣不足",
        "solutions": "已联系结对单位补齐",
    }
    return Example("记录一次入户走访（先从名单取得儿童 id）", _VISIT, {"input": told})


FORM = Example(
    "走访要问什么（本地表单）",
    """query Form($kind: FormKind!, $division: DivisionCode!) {
  form(kind: $kind, division: $division) {
    mutation
    fields { name zh type many required requiredOf options { value zh } citation basis hint }
  }
}""",
    {"kind": "VISIT", "division": "350102001001"},
)

TRAINEES = Example(
    "儿童主任与督导员",
    """query Trainees {
  trainees(first: 20) {
    totalCount
    nodes { id name phone post division { name } onDuty assessment caseload trainings { kind heldOn } }
  }
}""",
)

ORGANISATIONS = Example(
    "机构与值班联系人",
    """query Organisations {
  organisations(first: 20) {
    nodes { id name kind department division { name } contactName contactPhone }
  }
}""",
)

PLACES = Example(
    "区划",
    """query Places($parent: DivisionCode) {
  divisions(parent: $parent) { code name level }
}""",
    {"parent": "350000000000"},
)

GRANTED = Example(
    "授权儿童与授权期限",
    """query Granted {
  grants(where: {running: true}, first: 10) {
    nodes {
      fieldClasses
      purpose
      until
      child { id name address riskLevel guardians { name relation phone } masked }
    }
  }
}""",
)

OFFERED = Example(
    "公开需求（不含儿童身份）",
    """query Offered {
  offeredNeeds(first: 10) {
    nodes { id kind county township month organisation { name } viewerCan }
  }
}""",
)

TENANTS = Example("租户", "query Tenants { tenants { id code name division status } }")

_READERS = (VIEWER, CHILDREN, OVERDUE, DUTIES, FILE, VISITS, TRAINEES, ORGANISATIONS)
_Dated = Callable[[datetime], Example]
_BY_ROLE: dict[Role, tuple[Example | _Dated, ...]] = {
    Role.CHILD_DIRECTOR: (*_READERS, FORM, record_visit, REPORTS, file_report),
    Role.CHILD_SUPERVISOR: (*_READERS, FORM, record_visit, REPORTS, file_report, acknowledge_report),
    Role.VILLAGE_COMMITTEE: (VIEWER, CHILDREN, ORGANISATIONS, REPORTS, file_report, acknowledge_report),
    Role.COUNTY_OFFICER: (*_READERS, REPORTS, acknowledge_report),
    Role.PROTECTION_CENTRE: (VIEWER, CHILDREN, ORGANISATIONS, REPORTS, acknowledge_report),
    Role.DEPARTMENT_LIAISON: (VIEWER, CHILDREN, ORGANISATIONS, REPORTS, acknowledge_report),
    Role.SCHOOL: (VIEWER, CHILDREN, ORGANISATIONS, REPORTS, file_report),
    Role.PARTNER_WORKER: (VIEWER, GRANTED, OFFERED, ORGANISATIONS),
    Role.REPORTER: (VIEWER, ORGANISATIONS, REPORTS, file_report),
    Role.INTEGRATOR: (VIEWER, ORGANISATIONS, REPORTS, acknowledge_report),
    Role.TENANT_ADMIN: (VIEWER, TRAINEES, ORGANISATIONS, PLACES),
    Role.PLATFORM_OPERATOR: (VIEWER, TENANTS),
}


def examples(role: Role, now: datetime, duty: str | None = None) -> tuple[Example, ...]:
    """Give the operations that make sense in a role at a moment; `duty` is the id of one that may be explained."""
    found: list[Example] = []
    for one in _BY_ROLE.get(role, (VIEWER, CHILDREN, ORGANISATIONS)):
        found.append(one if isinstance(one, Example) else one(now))
        if one is DUTIES and duty is not None:
            found.append(explain(duty))
    return tuple(found)
