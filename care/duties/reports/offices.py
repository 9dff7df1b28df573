"""Which office a recipient is: what kind of organisation, of which level, who acts for it, and who stands above it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from care.duties.reports.addressed import Addressee, pressing
from care.rulebooks.values import URGENCIES
from records.codes import AdminLevel, Department, OrganisationKind, ReportRecipient, Role


@dataclass(frozen=True, slots=True)
class Office:
    """The organisations that are such a recipient stand at `lowest` or above it, the nearest one counts.

    `roles` act for it. `above` is informed in its place when it is implicated; None: the same department one level up.
    """

    kind: OrganisationKind
    department: Department | None
    lowest: AdminLevel
    roles: tuple[Role, ...]
    above: ReportRecipient | None = None


# Who acts for an organisation alone, wherever it stands; the others hold a post, too.
BY_ORGANISATION: Final = (Role.DEPARTMENT_LIAISON, Role.INTEGRATOR)


def _department(department: Department, lowest: AdminLevel, *roles: Role) -> Office:
    return Office(OrganisationKind.DEPARTMENT, department, lowest, (*BY_ORGANISATION, *roles))


_CIVIL_AFFAIRS = _department(Department.CIVIL_AFFAIRS, AdminLevel.COUNTY, Role.COUNTY_OFFICER)
_POLICE = _department(Department.POLICE, AdminLevel.TOWNSHIP)

# Parents are told, and other departments are named by whoever passes a report on: neither is an office of its own.
OFFICES: Final[Mapping[ReportRecipient, Office]] = {
    ReportRecipient.VILLAGE_COMMITTEE: Office(
        OrganisationKind.VILLAGE_COMMITTEE,
        None,
        AdminLevel.VILLAGE,
        (Role.VILLAGE_COMMITTEE, Role.INTEGRATOR),
        above=ReportRecipient.CHILD_SUPERVISOR,
    ),
    ReportRecipient.CHILD_SUPERVISOR: Office(
        OrganisationKind.TOWNSHIP,
        None,
        AdminLevel.TOWNSHIP,
        (Role.CHILD_SUPERVISOR, Role.INTEGRATOR),
        above=ReportRecipient.COUNTY_CIVIL_AFFAIRS,
    ),
    ReportRecipient.COUNTY_CIVIL_AFFAIRS: _CIVIL_AFFAIRS,
    ReportRecipient.CIVIL_AFFAIRS: _CIVIL_AFFAIRS,
    ReportRecipient.PROTECTION_CENTRE: Office(
        OrganisationKind.PROTECTION_CENTRE,
        None,
        AdminLevel.COUNTY,
        (Role.PROTECTION_CENTRE, Role.INTEGRATOR),
        above=ReportRecipient.COUNTY_CIVIL_AFFAIRS,
    ),
    ReportRecipient.POLICE: _POLICE,
    ReportRecipient.POLICE_STATION: _POLICE,
    ReportRecipient.EDUCATION: _department(Department.EDUCATION, AdminLevel.COUNTY),
    ReportRecipient.HEALTH: _department(Department.HEALTH, AdminLevel.COUNTY),
}


def stand_in(addressees: Iterable[Addressee], implicated: Collection[ReportRecipient]) -> tuple[Addressee, ...]:
    """Pass over implicated recipients: whoever stands above each is informed in its place, as early (reading A32).

    A department stays the recipient: a higher office of it takes its place, which the register of organisations tells.
    """
    found: dict[ReportRecipient, Addressee] = {}
    for one in addressees:
        taken = _taken(one, implicated)
        other = found.get(taken.recipient)
        found[taken.recipient] = taken if other is None else _both(other, taken)
    return tuple(sorted(found.values(), key=lambda one: (not one.mandatory, *pressing(one))))


def _taken(one: Addressee, implicated: Collection[ReportRecipient]) -> Addressee:
    while one.recipient in implicated:
        passed = (*one.instead_of, one.recipient)
        above = OFFICES[one.recipient].above
        if above is None:
            return replace(one, instead_of=passed)
        one = replace(one, recipient=above, instead_of=passed)
    return one


def _both(one: Addressee, other: Addressee) -> Addressee:
    first = min(one, other, key=lambda each: (not each.mandatory, each.due_at, URGENCIES.index(each.urgency)))
    return replace(first, instead_of=tuple(dict.fromkeys((*one.instead_of, *other.instead_of))))
