"""Casbin's side: the model, the policy files, and the enforcer that both feed.

Policies are text (one file per role or group in `baseline/`); Casbin is the one reader of their meaning. The enforcer
costs milliseconds per question, so only the compiler of permits, tests and tools build one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import casbin
from casbin.model import Model
from casbin.persist.adapters.string_adapter import StringAdapter

from policies.vocabulary import asked_for
from records.codes import Role

HERE = Path(__file__).parent
EVERY_TENANT = "*"


class PolicyError(ValueError):
    """A policy line says something that no decision could ever ask for."""


@dataclass(frozen=True)
class PolicySet:
    """One state of the policies: the model's text, the files' texts by name, and the version (hash of them all).

    A tenant's set has a `ceiling`: the set that its own lines may narrow and never exceed. `counties` are those that
    lines of their own speak of (12-digit codes). `permits` holds what was compiled from the set, and goes with it.
    """

    model: str
    files: tuple[tuple[str, str], ...]
    version: str
    ceiling: "PolicySet | None" = None
    counties: frozenset[int] = frozenset()
    permits: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)


def policy_set(model: str, files: Mapping[str, str]) -> PolicySet:
    """Make a policy set of texts; equal texts have the equal version, whatever their order.

    Raises `PolicyError` with the file and line that name an unknown role, type, field class, action or effect.
    """
    ordered = tuple(sorted(files.items()))
    for name, text in ordered:
        _check(name, text)
    digest = hashlib.sha256(repr((model, ordered)).encode())
    return PolicySet(model, ordered, digest.hexdigest()[:16])


@cache
def baseline() -> PolicySet:
    """Give the platform's own policies, which every tenant starts from."""
    files = {path.stem: path.read_text("utf-8") for path in sorted((HERE / "baseline").glob("*.csv"))}
    return policy_set((HERE / "model.conf").read_text("utf-8"), files)


def enforcer(policies: PolicySet) -> casbin.Enforcer:
    """Build Casbin's enforcer of a policy set, silent (by default it logs every denial)."""
    model = Model()
    model.load_model_from_text(policies.model)
    built = casbin.Enforcer(model, StringAdapter("\n".join(text for _, text in policies.files)), enable_log=False)
    for function in (covers, inside, tenant_of):
        built.add_function(function.__name__, function)
    return built


def inside(asked: str, granted: str) -> bool:
    """Tell whether a policy line's domain (`*`, `fujian`, `fujian/350102000000`) holds in the domain asked for."""
    return granted in (EVERY_TENANT, asked, tenant_of(asked))


def tenant_of(domain: str) -> str:
    """Give the tenant's code of a domain."""
    return domain.partition("/")[0]


def covers(asked: str, granted: str) -> bool:
    """Tell whether a policy line's object (`child:basic|family`) covers the object asked for (`child:family`)."""
    return asked in objects(granted)


def objects(granted: str) -> list[str]:
    """Give the objects that a policy line's object stands for: `child:basic|family` for two."""
    kind, _, parts = granted.partition(":")
    return [f"{kind}:{part}" for part in parts.split("|")] if parts else [kind]


def _check(name: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        for fault in faults([part.strip() for part in line.split(",")]):
            raise PolicyError(f"{name}.csv:{number}: 策略有误 / bad policy line: {fault}")


def faults(parts: list[str]) -> Iterator[str]:
    """Say what is wrong with the words of one policy line; nothing when it can be asked for."""
    match parts:
        case ["g", role, group, _]:
            if role not in set(Role):
                yield f"unknown role {role}"
            if not group or group in set(Role):
                yield "a role joins a group, never another role"
        case ["p", subject, _, obj, act, effect]:
            if subject.isupper() and subject not in set(Role):
                yield f"unknown role {subject}"
            if effect not in ("allow", "deny"):
                yield f"unknown effect {effect}"
            yield from _unknown(obj, act)
        case _:
            yield "a line is `p, sub, dom, obj, act, eft` or `g, role, group, dom`"


def _unknown(obj: str, act: str) -> Iterator[str]:
    kind, _, parts = obj.partition(":")
    if not all(asked_for(f"{kind}:{part}", [act]) for part in parts.split("|")) if parts else not asked_for(obj, [act]):
        yield f"unknown decision {obj} {act}"
