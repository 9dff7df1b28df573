"""Which of the two languages a caller reads (RFC 9110, 12.5.4)."""

from functools import lru_cache

from policies.caller import Language


@lru_cache(maxsize=256)
def language(accept: str | None) -> Language:
    """Give English where a client clearly prefers it to Chinese, else Chinese, the language of the field."""
    best: dict[str, float] = {}
    for part in (accept or "").split(","):
        tag, _, parameters = part.partition(";")
        primary = tag.strip().lower().partition("-")[0]
        best[primary] = max(best.get(primary, 0.0), quality(parameters))
    return "en" if best.get("en", 0.0) > best.get("zh", best.get("*", 0.0)) else "zh"


def quality(parameters: str) -> float:
    """Read how much a member of an `Accept` header is wanted, 0.0 to 1.0; other parameters than `q` are passed over."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name.strip().lower() == "q":
            try:
                wanted = float(value)
            except ValueError:
                return 0.0
            return wanted if 0.0 <= wanted <= 1.0 else 0.0
    return 1.0
