"""Operations on mandatory reports that a persona may try."""

from datetime import datetime, timedelta

from api.web.site import Example

REPORTS = Example(
    "强制报告与时钟",
    """query Reports {
  reports(first: 10) {
    totalCount
    nodes {
      id
      circumstance
      also
      urgency
      stage
      discoveredAt
      narrative
      firstSteps
      children { name }
      recipients {
        recipient
        mandatory
        dueAt
        sentAt
        delayMinutes
        deliveredBy
        acknowledgeBy
        acknowledgedAt
        citation
        basis
        organisation { name contactPhone }
      }
      feedback
      viewerCan
      masked
    }
  }
}""",
)

_FILE = """mutation FileReport($input: FileReportInput!) {
  fileReport(input: $input) {
    report { id urgency stage firstSteps recipients { recipient dueAt sentAt citation } }
    contacts { name contactName contactPhone }
    userErrors { code message path citation }
    warnings { code message path citation }
  }
}"""

_ACKNOWLEDGE = """mutation AcknowledgeReport($input: AcknowledgeReportInput!) {
  acknowledgeReport(input: $input) {
    report { stage recipients { recipient acknowledgedAt outcome } }
    userErrors { code message path }
  }
}"""


def file_report(now: datetime) -> Example:
    """Make the filing of a report on what was found half an hour ago."""
    told = {
        "circumstance": "SUSPECTED_DOMESTIC_VIOLENCE",
        "discoveredAt": (now - timedelta(minutes=30)).isoformat(timespec="minutes"),
        "division": "350125100001",
        "narrative": "手臂有淤青，称被打",
        "reporterKind": "MEDICAL_INSTITUTION",
    }
    return Example("提交强制报告（先改为本地区划和发现时间）", _FILE, {"input": told})


def acknowledge_report(now: datetime) -> Example:
    """Make the acknowledgement of a report, a moment ago."""
    told = {
        "reportId": "report_00000000-0000-7000-8000-000000000000",
        "recipient": "POLICE",
        "at": (now - timedelta(minutes=5)).isoformat(timespec="minutes"),
        "measures": "已出警",
    }
    return Example("受理报告（先取得报告 id）", _ACKNOWLEDGE, {"input": told})
