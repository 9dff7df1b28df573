"""Codes of the calendar: what is owed by dates and periods, by whom, and the holidays that some of it follows."""

from records.codes.code import Code


class CalendarDuty(Code):
    """What an office, department or school owes once in a period or by a day of the year."""

    SPOT_CHECK_SUMMARY = "SPOT_CHECK_SUMMARY", "档案抽查情况", "Summary of file spot checks"
    PROGRESS_REPORT = "PROGRESS_REPORT", "工作进展", "Progress report"
    INFORMATION_ARTICLE = "INFORMATION_ARTICLE", "信息", "Information article"
    INSPECTION = "INSPECTION", "检查", "Inspection"
    FILE_SPOT_CHECK = "FILE_SPOT_CHECK", "档案抽查", "Spot check of files"
    SYSTEM_UPDATE = "SYSTEM_UPDATE", "系统数据更新", "System update"
    TOWNSHIP_PATROL = "TOWNSHIP_PATROL", "乡镇巡查", "Township patrol"
    TRAINING = "TRAINING", "培训", "Training"
    SAFETY_EVENT = "SAFETY_EVENT", "进村安全活动", "Safety event in a village"
    SAFETY_TALK = "SAFETY_TALK", "假期安全教育宣讲", "Safety talk in a holiday"
    SAFETY_LECTURE = "SAFETY_LECTURE", "放假前安全讲座", "School lecture before a holiday"


class CalendarHolder(Code):
    """Who owes what the calendar says: civil affairs of a level, each other department of a county, each school."""

    PROVINCE = "PROVINCE", "省级民政", "The province"
    PREFECTURE = "PREFECTURE", "市级民政", "The prefecture"
    COUNTY = "COUNTY", "县级", "The county"
    DEPARTMENT = "DEPARTMENT", "各责任部门", "Each responsible department"
    SCHOOL = "SCHOOL", "学校", "Each school"


class HolidaySeason(Code):
    """A school holiday."""

    WINTER = "WINTER", "寒假", "Winter holiday"
    SUMMER = "SUMMER", "暑假", "Summer holiday"


class ActivityKind(Code):
    """What is held for children of a place."""

    SAFETY_EVENT = "SAFETY_EVENT", "进村安全活动", "Safety event in a village"
    SAFETY_TALK = "SAFETY_TALK", "安全教育宣讲", "Safety talk"
    SAFETY_LECTURE = "SAFETY_LECTURE", "学校安全讲座", "School lecture on safety"
    HOLIDAY_ACTIVITY = "HOLIDAY_ACTIVITY", "假期关爱活动", "Activity in the holidays"
    ONLINE_PROTECTION = "ONLINE_PROTECTION", "网络保护行动", "Action for protection on the internet"
    CARE_ACTIVITY = "CARE_ACTIVITY", "日常关爱活动", "Activity at other times"
