"""Codes of escalation: what kind of clock tells the level above that nobody has acted."""

from records.codes.code import Code


class EscalationClock(Code):
    """By which clock something climbs."""

    SAFETY_REPORT = "SAFETY_REPORT", "涉及安全的报告", "Report in which safety is at stake"
    REPORT = "REPORT", "其他报告", "Other report"
    VISIT = "VISIT", "走访和联系", "Visit or contact"
    DUTY = "DUTY", "其他任务", "Other duty"
    SUBMISSION = "SUBMISSION", "报送", "Submission"
    AGREEMENT = "AGREEMENT", "委托照护文书到期", "Agreement that ends"
