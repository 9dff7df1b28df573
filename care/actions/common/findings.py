"""What the checks of one input have found: everything is told together, not one fault at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from care.actions.common.labels import label_of
from policies.refusal import ErrorCode, Refusal, Refused

Path = tuple[str, ...]

ANNEX = "闽民童〔2024〕33号附件《农村留守儿童和困境儿童个人信息台账》"


@dataclass
class Findings:
    """The refusals so far, and the warnings that let the input pass; `labels` are those of the input's subject."""

    labels: Mapping[str, str] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)

    def refuse(self, code: ErrorCode, path: Path, zh: str, en: str, citation: str | None = None) -> None:
        """Add a reason for a no; the sentences say what is wrong with the field, whose label is put before them."""
        self.refusals.append(refusal(code, path, zh, en, citation, self.labels))

    def warn(self, code: ErrorCode, path: Path, zh: str, en: str, citation: str | None = None) -> None:
        """Add a doubt that does not stop the action."""
        self.warnings.append(refusal(code, path, zh, en, citation, self.labels))

    def require(self, path: Path, citation: str | None = None) -> None:
        """Add that a field is missing."""
        self.refuse(ErrorCode.REQUIRED, path, "必填", "is required", citation)

    def spoiled(self, *path: str) -> bool:
        """Tell whether a field was refused already, so that what depends on it need not be told too."""
        return any(one.path == path for one in self.refusals)

    def settle(self) -> tuple[Refusal, ...]:
        """Give the warnings, or raise `Refused` with every refusal found."""
        if self.refusals:
            raise Refused(*self.refusals)
        return tuple(self.warnings)


def refusal(
    code: ErrorCode,
    path: Path,
    zh: str,
    en: str,
    citation: str | None = None,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Refusal:
    """Make a refusal whose sentences begin with the field's label."""
    label = label_of(path, labels)
    return Refusal(code, path, f"{label}：{zh}" if label else zh, f"{label}: {en}" if label else en, citation)


def camel(name: str) -> str:
    """Give the name that clients use for a field: `birth_date` is birthDate."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
