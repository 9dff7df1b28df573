"""Operations on mandatory reports that a persona may try."""

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

FILE_REPORT = Example(
    "提交强制报告（先改为本地区划和发现时间）",
    """mutation FileReport($input: FileReportInput!) {
  fileReport(input: $input) {
    report { id urgency stage firstSteps recipients { recipient dueAt sentAt citation } }
    contacts { name contactName contactPhone }
    userErrors { code message path citation }
    warnings { code message path citation }
  }
}""",
    {
        "input": {
            "circumstance": "SUSPECTED_DOMESTIC_VIOLENCE",
            "discoveredAt": "2026-11-20T15:30:00+08:00",
            "division": "350125100001",
            "narrative": "手臂有淤青，称被打",
            "reporterKind": "MEDICAL_INSTITUTION",
        }
    },
)

ACKNOWLEDGE_REPORT = Example(
    "受理报告（先取得报告 id）",
    """mutation AcknowledgeReport($input: AcknowledgeReportInput!) {
  acknowledgeReport(input: $input) {
    report { stage recipients { recipient acknowledgedAt outcome } }
    userErrors { code message path }
  }
}""",
    {
        "input": {
            "reportId": "report_00000000-0000-7000-8000-000000000000",
            "recipient": "POLICE",
            "at": "2026-11-20T15:45:00+08:00",
            "measures": "已出警",
        }
    },
)
