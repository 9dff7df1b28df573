"""Every field of the ledger form is readable through the API as it was imported; numbers show as their masks."""

from pathlib import Path
from typing import Any

from api.local import local
from care.actions.import_ledger import ImportLedger, import_ledger
from care.duties.masks import phone_mask, resident_id_mask
from care.ledgers.generator import generate
from care.ledgers.row import Benefit, HealthState, LedgerRow, Parent
from care.ledgers.writing import write_ledger
from records.codes import GuardianRelation, RiskLevel, Role
from tenants.house import House
from tenants.registry import Tenant
from tests.schema.conftest import OTHER_VILLAGE, VILLAGE, Ask
from tests.support.places import GULOU, NOW

EVERYTHING = """query($after: String) {
  children(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      name sex ethnicity birthDate birthDatePrecision residentId residentIdMissing address division { code }
      hukouDivision hukouType statedClasses statedCategories categoryDetail singleParent
      schooling schoolStatus school { name }
      boarding guardianshipCondition guardianshipDetail healthDetails { kind detail grade } mindAndBehaviour
      benefits { kind amount } educationAid medicalAid otherAid riskLevel careNeeds notes filedBy filedOn
      guardians {
        relation name residentId phone address addressDivision health healthDetail specialStatus specialDetail
      }
      household { incomePerHead familyBenefits { kind amount } socialHelp guardianshipRisk }
      carer { relation name phone reason }
      pairing { name phone unit }
      visits(first: 50) { nodes { occurredAt precision mode problems solutions } }
    }
  }
}"""


def masked(value: str | None, mask: Any) -> str | None:
    return None if value is None else mask(value)


def told_benefits(benefits: tuple[Benefit, ...]) -> list[dict[str, Any]]:
    told = [{"kind": one.kind.value, "amount": one.amount and f"{one.amount:.2f}"} for one in benefits]
    return sorted(told, key=lambda one: str(one["kind"]))


def told_health(states: tuple[HealthState, ...]) -> list[dict[str, Any]]:
    told = [{"kind": one.kind.value, "detail": one.detail, "grade": one.grade and one.grade.value} for one in states]
    return sorted(told, key=lambda one: str(one["kind"]))


def told_parent(relation: GuardianRelation, parent: Parent) -> dict[str, Any]:
    return {
        "relation": relation.value,
        "name": parent.name,
        "residentId": masked(parent.resident_id, resident_id_mask),
        "phone": masked(parent.phone, phone_mask),
        "address": parent.address,
        "addressDivision": parent.division and str(parent.division),
        "health": parent.health,
        "healthDetail": parent.health_detail,
        "specialStatus": sorted(parent.special_status),
        "specialDetail": parent.special_detail,
    }


def told(row: LedgerRow) -> dict[str, Any]:
    """What the API should say of a row."""
    child, home = row.child, row.household
    parents = ((GuardianRelation.FATHER, row.father), (GuardianRelation.MOTHER, row.mother))
    return {
        "name": child.name,
        "sex": child.sex,
        "ethnicity": child.ethnicity,
        "birthDate": str(child.birth.last),
        "birthDatePrecision": "DAY" if child.birth.day else "MONTH",
        "residentId": masked(child.resident_id, resident_id_mask),
        "residentIdMissing": child.resident_id_missing,
        "address": child.address,
        "division": {"code": str(child.division)},
        "hukouDivision": child.hukou_division and str(child.hukou_division),
        "hukouType": child.hukou_type,
        "statedClasses": sorted(child.classes),
        "statedCategories": sorted(child.categories),
        "categoryDetail": child.category_detail,
        "singleParent": child.single_parent,
        "schooling": child.schooling,
        "schoolStatus": child.school_status,
        "school": child.school_name and {"name": child.school_name},
        "boarding": child.boarding,
        "guardianshipCondition": child.guardianship_condition,
        "guardianshipDetail": child.guardianship_detail,
        "healthDetails": told_health(child.health),
        "mindAndBehaviour": child.mind_and_behaviour,
        "benefits": told_benefits(child.benefits),
        "educationAid": child.education_aid,
        "medicalAid": child.medical_aid,
        "otherAid": child.other_aid,
        "riskLevel": home.risk or RiskLevel.UNRATED,
        "careNeeds": row.care_needs,
        "notes": row.notes,
        "filedBy": row.filed_by,
        "filedOn": row.filed_on and str(row.filed_on),
        "guardians": [told_parent(relation, parent) for relation, parent in parents if parent],
        "household": {
            "incomePerHead": home.income_per_head and f"{home.income_per_head:.2f}",
            "familyBenefits": told_benefits(home.benefits),
            "socialHelp": home.social_help,
            "guardianshipRisk": home.risk,
        },
        "carer": row.carer
        and {
            "relation": row.carer.relation,
            "name": row.carer.name,
            "phone": masked(row.carer.phone, phone_mask),
            "reason": row.carer.reason,
        },
        "pairing": row.pairing
        and {"name": row.pairing.name, "phone": phone_mask(row.pairing.phone), "unit": row.pairing.unit},
        "visits": {
            "nodes": [
                {
                    "occurredAt": f"{visit.on.first}T00:00:00+08:00",
                    "precision": "DAY" if visit.on.day else "MONTH",
                    "mode": "HOUSEHOLD",
                    "problems": visit.problems,
                    "solutions": visit.solutions,
                }
                for visit in sorted(row.visits, key=lambda one: one.on.first, reverse=True)
            ]
        },
    }


async def test_every_ledger_field_reads_back(ask: Ask, house: House, fujian: Tenant, tmp_path: Path) -> None:
    rows = list(generate(120, seed=7, villages=[VILLAGE, OTHER_VILLAGE], today=NOW.date()))
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, rows, name="福建省", year=NOW.year)
    caller = local(fujian, Role.TENANT_ADMIN, NOW)
    imported = await import_ledger(house, fujian, caller, ImportLedger(path, tmp_path / "errors.xlsx"))
    assert (imported.new, imported.refused) == (120, 0)
    found: list[dict[str, Any]] = []
    after = None
    while after is not None or not found:
        page = (await ask(Role.COUNTY_OFFICER, EVERYTHING, GULOU, after=after))["data"]["children"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None

    def key(child: dict[str, Any]) -> str:
        return repr((child["name"], child["birthDate"], child["division"], child["residentId"]))

    for child in found:
        for parent in child["guardians"]:
            parent["specialStatus"].sort()
    expected = sorted(map(told, rows), key=key)
    for one, other in zip(sorted(found, key=key), expected, strict=True):
        assert one == other
    used = {name for child in expected for name, value in child.items() if value}
    assert set(expected[0]) - used == set()
