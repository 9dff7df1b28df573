"""What mutations of the calendar answer."""

import strawberry

from schema.activity import Activity, HazardCheck
from schema.holiday import Holiday
from schema.payloads import Answered, written
from schema.special_node import SpecialNode
from schema.submission import Submission
from schema.work_report import WorkReport


@strawberry.type(description="The submission that was handed in, null when refused.")
class SubmissionPayload(Answered):
    """The submission that was handed in, null when refused."""

    submission: Submission | None = written()


@strawberry.type(description="The activity that was recorded, null when refused.")
class ActivityPayload(Answered):
    """The activity that was recorded, null when refused."""

    activity: Activity | None = written()


@strawberry.type(description="The hazard check that was written, null when refused.")
class HazardCheckPayload(Answered):
    """The hazard check that was written, null when refused."""

    hazard_check: HazardCheck | None = written()


@strawberry.type(description="The holiday that was saved, null when refused.")
class HolidayPayload(Answered):
    """The holiday that was saved, null when refused."""

    holiday: Holiday | None = written()


@strawberry.type(description="The work report that was sent, null when refused.")
class WorkReportPayload(Answered):
    """The work report that was sent, null when refused."""

    work_report: WorkReport | None = written()


@strawberry.type(description="The special node that was saved, null when refused.")
class SpecialNodePayload(Answered):
    """The special node that was saved, null when refused."""

    special_node: SpecialNode | None = written()
