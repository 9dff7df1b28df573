"""What the documents prefer of those who are appointed and of who trains them: said as warnings, never a refusal."""

from care.actions.common.findings import Findings, Path
from care.rulebooks.rulebook import Rulebook
from policies.refusal import ErrorCode
from records.codes import AdminLevel, AppointmentSource, Sex, TraineePost

SOURCES, PREFERRED, TRAINER = "staff.director.sources", "staff.director.preferred", "training.trainer"


def advise_on_entry(
    findings: Findings, book: Rulebook, post: TraineePost, sex: Sex | None, source: AppointmentSource | None
) -> None:
    """Warn where a director comes from elsewhere than the documents name, or is not whom they prefer."""
    if post is not TraineePost.CHILD_DIRECTOR:
        return
    sources, preferred = book.rule(SOURCES), book.rule(PREFERRED)
    if sources is not None and source is not None and source.value not in book.codes(SOURCES):
        zh, en = (
            "不在文件列举的儿童主任选任来源之内",
            "is not among the sources that the documents name",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, ("source",), zh, en, sources.citation)
    if preferred is not None and sex is Sex.MALE and "WOMAN" in book.codes(PREFERRED):
        zh, en = "同等条件下优先选任女性", "a woman is preferred"
        findings.warn(ErrorCode.RULE_VIOLATION, ("sex",), zh, en, preferred.citation)


def advise_on_trainer(
    findings: Findings, book: Rulebook, post: TraineePost, level: AdminLevel, path: Path = ("trainerLevel",)
) -> None:
    """Warn where the documents name another level as trainer of a post; the training counts all the same."""
    rule, named = book.rule(TRAINER, post.value), book.codes(TRAINER, post.value)
    if rule is not None and level.value not in named:
        zh, en = (
            "原则上应由其他层级组织培训，本次培训仍计入",
            "in principle another level trains this post; it counts",
        )
        findings.warn(ErrorCode.RULE_VIOLATION, path, zh, en, rule.citation)
