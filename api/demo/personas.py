"""The demo's staff: one persona for each role that has work to do, named `<who>@<place>`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from api.demo.places import PLACES, Place
from records.codes import Department, OrganisationKind, Role

Level = Literal["village", "township", "county", "prefecture", "province"]


@dataclass(frozen=True)
class Post:
    """A persona of every province: who, in which role, for which level of the place, working for what.

    `beside` names the persona whose organisation it is, where that is entered already.
    """

    who: str
    role: Role
    level: Level
    note: str
    organisation: tuple[OrganisationKind, Department | None, str] | None = None
    beside: str | None = None


_POLICE = (OrganisationKind.DEPARTMENT, Department.POLICE, "公安局")
_EDUCATION = (OrganisationKind.DEPARTMENT, Department.EDUCATION, "教育局")

POSTS = (
    Post("director", Role.CHILD_DIRECTOR, "village", "只见本村儿童"),
    Post("supervisor", Role.CHILD_SUPERVISOR, "township", "本乡镇儿童与儿童主任"),
    Post(
        "committee",
        Role.VILLAGE_COMMITTEE,
        "village",
        "本村委托照护见证",
        (OrganisationKind.VILLAGE_COMMITTEE, None, "村民委员会"),
    ),
    Post(
        "county",
        Role.COUNTY_OFFICER,
        "county",
        "全县儿童档案",
        (OrganisationKind.DEPARTMENT, Department.CIVIL_AFFAIRS, "民政局"),
    ),
    Post(
        "centre",
        Role.PROTECTION_CENTRE,
        "county",
        "未成年人救助保护",
        (OrganisationKind.PROTECTION_CENTRE, None, "未成年人救助保护中心"),
    ),
    Post("prefecture", Role.PREFECTURE_OFFICER, "prefecture", "只见汇总，不见名单"),
    Post("province", Role.PROVINCE_OFFICER, "province", "只见汇总，不见名单"),
    Post("police", Role.DEPARTMENT_LIAISON, "county", "只见发给公安的报告", _POLICE),
    Post("education", Role.DEPARTMENT_LIAISON, "county", "只见发给教育的报告", _EDUCATION),
    Post("school", Role.SCHOOL, "county", "只见本校学生", (OrganisationKind.SCHOOL, None, "中心小学")),
    Post(
        "partner", Role.PARTNER_WORKER, "county", "只见授权儿童", (OrganisationKind.PARTNER, None, "社会工作服务中心")
    ),
    Post("volunteer", Role.VOLUNTEER, "county", "只见授权儿童的姓名与需求"),
    Post("reporter", Role.REPORTER, "county", "只能报告"),
    Post("integrator", Role.INTEGRATOR, "county", "系统对接"),
    Post("police-desk", Role.INTEGRATOR, "county", "公安接处警系统", _POLICE, beside="police"),
    Post("education-desk", Role.INTEGRATOR, "county", "教育控辍保学系统", _EDUCATION, beside="education"),
    Post("auditor", Role.AUDITOR, "province", "审计"),
    Post("admin", Role.TENANT_ADMIN, "province", "机构、人员与角色，不见儿童"),
)


@dataclass(frozen=True)
class Staff:
    """A persona at a place: the subject of its token, the division its role is for."""

    subject: str
    post: Post
    place: Place

    @property
    def division(self) -> int:
        """The place that the persona's role is for."""
        match self.post.level:
            case "village":
                return self.place.villages[0]
            case "township":
                return self.place.townships[0]
            case "county":
                return self.place.county
            case "prefecture":
                return self.place.prefecture
        return self.place.province


def staff() -> Iterator[Staff]:
    """Give every persona; a county beside its province's first has a director and a county officer alone."""
    for place in PLACES:
        for post in POSTS:
            if place.label == place.tenant or post.who in ("county", "director"):
                yield Staff(f"{post.who}@{place.label}", post, place)


def admin(tenant: str) -> str:
    """Name the persona that administers a tenant."""
    return f"admin@{tenant}"


OPERATOR = "operator@platform"
