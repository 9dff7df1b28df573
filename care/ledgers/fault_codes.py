"""What can be wrong in a ledger: stable codes, their labels being templates of the message in both languages."""

from records.codes import Code


class FaultCode(Code):
    """A rule that a cell, a row or a file broke; the labels are templates of the message."""

    # a file
    NOT_FOUND = "NOT_FOUND", "找不到文件：{name}", "no such file: {name}"
    NOT_EXCEL = (
        "NOT_EXCEL",
        "这不是 Excel 工作簿（{looks}）。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入",
        "this is not an Excel workbook ({looks}); open it in Excel or WPS, save it as .xlsx and import that",
    )
    PASSWORD = (
        "PASSWORD",
        "文件有打开密码，请先取消密码保护",
        "the file is protected by a password; remove the protection first",
    )
    TOO_WIDE = (
        "TOO_WIDE",
        "工作表在很靠右的列（{where}）还有内容，请删除多余的列后再导入",
        "the sheet holds something far to the right ({where}); delete the needless columns",
    )
    UNPLACED = (
        "UNPLACED",
        "工作表中的单元格没有正常的位置编号。请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入",
        "the cells of the sheet are not numbered as usual; open it in Excel or WPS, save it as .xlsx and import that",
    )
    DAMAGED = "DAMAGED", "文件已损坏，无法读取", "the file is damaged and cannot be read"
    TOO_LARGE = (
        "TOO_LARGE",
        "文件解压后超过 {limit} MB，不是正常的台账",
        "the file unpacks to more than {limit} MB, which no ledger does",
    )
    NO_HEADINGS = (
        "NO_HEADINGS",
        "前 {rows} 行中没有找到台账的表头。请使用模板（tonghu ledger template）",
        "no headings of the ledger in the first {rows} rows; use the template (tonghu ledger template)",
    )
    HEADING_MISSING = "HEADING_MISSING", "缺少列“{heading}”{hint}", "column “{heading}” is missing{hint}"
    HEADING_REPEATED = (
        "HEADING_REPEATED",
        "列“{heading}”出现多次（{where}）",
        "column “{heading}” appears more than once ({where})",
    )
    HEADING_UNKNOWN = (
        "HEADING_UNKNOWN",
        "不认识列“{heading}”（{where}），其内容不会导入",
        "column “{heading}” ({where}) is not known; what it holds is not imported",
    )
    YEAR_MISSING = (
        "YEAR_MISSING",
        "标题中没有年度（如“2026年度”），请补上或用 --year 指定",
        "the title names no year (such as 2026年度); add it or give --year",
    )
    NO_ROWS = "NO_ROWS", "台账中没有数据行", "the ledger has no rows"
    READER_LOST = (
        "READER_LOST",
        "读取台账的进程意外终止（可能是内存不足），请重新导入，已导入的行不会重复",
        "the process that reads the ledger was lost (perhaps for want of memory); import again: no row is doubled",
    )
    # any cell
    REQUIRED = "REQUIRED", "必填", "is required"
    CELL_ERROR = "CELL_ERROR", "单元格是公式错误（{value}）", "the cell holds a formula error ({value})"
    CELL_MERGED = (
        "CELL_MERGED",
        "单元格与其他行合并，请取消合并并逐行填写",
        "the cell is merged with other rows; unmerge it and fill in each row",
    )
    WRONG_TYPE = "WRONG_TYPE", "单元格应填写文字", "the cell must hold text"
    TOO_LONG = "TOO_LONG", "超过 {limit} 个字", "is longer than {limit} characters"
    NAME_INVALID = "NAME_INVALID", "姓名中没有文字或含有数字", "a name has letters and no digits"
    NAME_UNREADABLE = (
        "NAME_UNREADABLE",
        "姓名含有无法辨认的字（问号、方框或自造字），请核对生僻字",
        "the name holds a character that cannot be read (a question mark or a private character); check it",
    )
    ETHNICITY_UNKNOWN = (
        "ETHNICITY_UNKNOWN",
        "不在 GB/T 3304 民族名称表中，按原文保存",
        "is not in the list of GB/T 3304; kept as written",
    )
    # resident ID numbers, phones, divisions
    RESIDENT_ID_ROUNDED = (
        "RESIDENT_ID_ROUNDED",
        "身份证号码以数字保存，Excel 只保留前 15 位，末尾已丢失。请把单元格设为文本后重新填写",
        "the number was kept as a figure and Excel has rounded it to 15 digits; make the cell text and enter it again",
    )
    RESIDENT_ID_LENGTH = (
        "RESIDENT_ID_LENGTH",
        "身份证号码应为 18 位，现为 {length} 位",
        "a resident ID number has 18 characters, not {length}",
    )
    RESIDENT_ID_CHARACTERS = (
        "RESIDENT_ID_CHARACTERS",
        "身份证号码前 17 位应为数字，末位为数字或 X",
        "the first 17 characters are digits, the last is a digit or X",
    )
    RESIDENT_ID_DATE = (
        "RESIDENT_ID_DATE",
        "身份证号码第 7 至 14 位不是有效的出生日期",
        "characters 7 to 14 of the resident ID number are no date of birth",
    )
    RESIDENT_ID_CHECKSUM = (
        "RESIDENT_ID_CHECKSUM",
        "身份证号码校验码不符（GB 11643），请核对",
        "the check character of the resident ID number does not agree (GB 11643)",
    )
    RESIDENT_ID_SEX = (
        "RESIDENT_ID_SEX",
        "身份证号码第 17 位与性别不符",
        "digit 17 of the resident ID number does not agree with the sex",
    )
    RESIDENT_ID_BIRTH = (
        "RESIDENT_ID_BIRTH",
        "身份证号码与出生年月不符",
        "the resident ID number does not agree with the date of birth",
    )
    RESIDENT_ID_REPEATED = (
        "RESIDENT_ID_REPEATED",
        "与第 {row} 行的身份证号码相同",
        "has the same resident ID number as row {row}",
    )
    RESIDENT_ID_OR_REASON = (
        "RESIDENT_ID_OR_REASON",
        "没有身份证号码时应选择原因",
        "without a resident ID number the reason must be chosen",
    )
    RESIDENT_ID_AND_REASON = (
        "RESIDENT_ID_AND_REASON",
        "已有身份证号码，不应再填无身份证号码原因",
        "there is a resident ID number, so the reason for having none must be empty",
    )
    CHILD_REPEATED = (
        "CHILD_REPEATED",
        "与第 {row} 行的姓名、出生年月和村（居）相同，且没有身份证号码可以区分",
        "has the same name, birth and village as row {row}, and no resident ID number tells them apart",
    )
    PHONE_INVALID = (
        "PHONE_INVALID",
        "应为 1 开头的 11 位手机号码，或带区号的固定电话",
        "must be a mobile number of 11 digits starting with 1, or a landline with its area code",
    )
    PHONE_SEVERAL = "PHONE_SEVERAL", "只能填写一个电话号码", "holds more than one number"
    DIVISION_INVALID = (
        "DIVISION_INVALID",
        "应为 12 位区划代码（也可填 6 位县级或 9 位乡级代码）",
        "must be a division code of 12 digits (6 for a county and 9 for a township are accepted)",
    )
    VILLAGE_INVALID = (
        "VILLAGE_INVALID",
        "应为 12 位村（居）代码",
        "must be the code of a village, 12 digits",
    )
    # dates
    DATE_INVALID = (
        "DATE_INVALID",
        "不是有效的日期，请写成 2015-03-14 或 2015年3月14日",
        "is no date; write 2015-03-14 or 2015年3月14日",
    )
    DATE_AMBIGUOUS = (
        "DATE_AMBIGUOUS",
        "数字“{year}.1”可能是 1 月也可能是 10 月，请写成 {year}年1月 或 {year}年10月",
        "the figure {year}.1 may be January or October; write {year}年1月 or {year}年10月",
    )
    DATE_NEEDS_DAY = "DATE_NEEDS_DAY", "应填写到日", "the day is needed"
    DATE_FIRST_OF_MONTH = (
        "DATE_FIRST_OF_MONTH",
        "单元格是某月 1 日的日期格式，无法区分“到月”和“1 日”，按“到月”保存。确为 1 日请以文本填写",
        "a date cell on the 1st may mean the whole month and is kept as a month; if the 1st is meant, write it as text",
    )
    DATE_IN_FUTURE = "DATE_IN_FUTURE", "日期在今天之后", "lies in the future"
    NOT_UNDER_18 = "NOT_UNDER_18", "已满十八周岁", "the child is no longer under 18"
    VISIT_OUTSIDE_QUARTER = (
        "VISIT_OUTSIDE_QUARTER",
        "走访时间不在 {year} 年第 {quarter} 季度",
        "a visit does not lie in quarter {quarter} of {year}",
    )
    VISIT_BEFORE_BIRTH = "VISIT_BEFORE_BIRTH", "走访时间早于儿童出生", "a visit lies before the child's birth"
    VISIT_TIME_REQUIRED = (
        "VISIT_TIME_REQUIRED",
        "填写了问题或措施，但没有走访时间",
        "problems or solutions are given without the time of the visit",
    )
    SOLUTIONS_REQUIRED = (
        "SOLUTIONS_REQUIRED",
        "填写了发现的问题，应填写解决措施",
        "problems are given, so solutions are required",
    )
    # amounts
    AMOUNT_INVALID = "AMOUNT_INVALID", "不是有效的金额", "is no amount of money"
    AMOUNT_NEGATIVE = "AMOUNT_NEGATIVE", "金额不能为负数", "an amount cannot be negative"
    AMOUNT_DECIMALS = "AMOUNT_DECIMALS", "金额最多两位小数", "an amount has two decimals at most"
    AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE", "金额过大", "the amount is too large"
    AMOUNT_UNIT = "AMOUNT_UNIT", "金额单位应为 {unit}", "the amount must be in {unit}"
    AMOUNT_MISSING = "AMOUNT_MISSING", "“{option}”没有填写金额", "“{option}” has no amount"
    # choices
    CHOICE_UNKNOWN = "CHOICE_UNKNOWN", "不是可选项。可选：{options}", "is not one of: {options}"
    CHOICE_SEVERAL = "CHOICE_SEVERAL", "只能选一项", "only one may be chosen"
    CHOICE_REPEATED = "CHOICE_REPEATED", "“{option}”选了多次", "“{option}” is given more than once"
    CHOICE_TEXT_REQUIRED = "CHOICE_TEXT_REQUIRED", "选择“{option}”应写明{what}", "“{option}” requires {what}"
    CHOICE_TEXT_REFUSED = (
        "CHOICE_TEXT_REFUSED",
        "“{option}”后面不应有其他内容；多项之间用分号“；”隔开",
        "nothing may follow “{option}”; separate several options by “；”",
    )
    CHOICE_AMBIGUOUS = (
        "CHOICE_AMBIGUOUS",
        "“{option}”的内容里出现另一选项“{other}”；多项之间请用分号“；”隔开",
        "the text of “{option}” holds another option, “{other}”; separate several options by “；”",
    )
    CHOICE_EXCLUDES = "CHOICE_EXCLUDES", "“{option}”与其他选项“{other}”矛盾", "“{option}” excludes “{other}”"
    GRADE_INVALID = "GRADE_INVALID", "残疾等级应为一级至四级", "the grade of a disability is 一级 to 四级"
    # a row
    CARER_NOT_ALLOWED = (
        "CARER_NOT_ALLOWED",
        "选择“无委托照护”时，姓名、联系电话和委托照料原因应为空",
        "with 无委托照护 the carer's name, phone and reason must be empty",
    )
    CARER_RELATION_REQUIRED = (
        "CARER_RELATION_REQUIRED",
        "填写了委托照护人，应选择其关系",
        "a carer is given, so the relation is required",
    )
    PAIR_INCOMPLETE = (
        "PAIR_INCOMPLETE",
        "结对人员姓名和电话应同时填写",
        "the paired person's name and phone go together",
    )
    HOUSEHOLD_DIFFERS = (
        "HOUSEHOLD_DIFFERS",
        "与第 {row} 行同属一户（父母身份证号码相同），但本列内容不同",
        "belongs to the household of row {row} (same parent's resident ID number) but says something else here",
    )
    OUTSIDE_TENANT = (
        "OUTSIDE_TENANT",
        "村（居）不在本地区范围内",
        "the village lies outside the area of this ledger",
    )
    DIVISION_UNKNOWN = (
        "DIVISION_UNKNOWN",
        "区划代码不存在，所属乡镇（街道）也不存在",
        "there is no such place, nor a township that it could belong to",
    )
    PLACE_UNKNOWN = "PLACE_UNKNOWN", "没有这个区划", "names no known place"
    SEVERAL_MATCH = (
        "SEVERAL_MATCH",
        "系统中有多名儿童与本行相符，请先核实并合并",
        "several children on file match this row; settle that first",
    )
    CHILD_ELSEWHERE = (
        "CHILD_ELSEWHERE",
        "该儿童已在另一村（居）（{village}）建档；请先办理迁移，导入不改变儿童所在村（居）",
        "the child is on file in another village ({village}); move the child first, an import moves nobody",
    )
    # only warnings
    URBAN_LEFT_BEHIND = (
        "URBAN_LEFT_BEHIND",
        "城市户不属于农村留守儿童，请复核儿童类别",
        "a child of urban registration is not a rural left-behind child; review the class",
    )
    PARENT_NOT_AWAY = (
        "PARENT_NOT_AWAY",
        "留守儿童的父（母）现住地与儿童在同一县（市、区），请复核",
        "a parent of a left-behind child lives in the child's own county; review",
    )
    PARENT_UNNAMED = (
        "PARENT_UNNAMED",
        "填写了父（母）的其他信息但没有姓名",
        "facts of a parent are given without a name",
    )
    PARENT_SEX = (
        "PARENT_SEX",
        "父（母）身份证号码第 17 位与性别不符，请核对",
        "digit 17 of the parent's resident ID number does not agree with the sex; check",
    )
    NO_PARENT_AWAY = (
        "NO_PARENT_AWAY",
        "“父母双方无监护能力”与农村留守儿童的定义（父母外出）不符，请复核儿童类别",
        "父母双方无监护能力 means that no parent is away; review the class of left-behind child",
    )
    RISK_CONTRADICTS = (
        "RISK_CONTRADICTS",
        "“监护不到位”与“低风险”矛盾，复核前至少按中风险管理",
        "inadequate guardianship contradicts low risk; treated as medium at least until reviewed",
    )
    HOUSEHOLDS_MEET = (
        "HOUSEHOLDS_MEET",
        "父母分别属于不同的户（第 {row} 行、第 {other} 行），按父亲一方归户，请复核",
        "the parents belong to different households (rows {row} and {other}); placed with the father's; review",
    )
    VILLAGE_UNVERIFIED = (
        "VILLAGE_UNVERIFIED",
        "村（居）代码不在区划表中，所属乡镇（街道）存在，已按待核实接收",
        "the village is not in the table of divisions but its township is; accepted and marked unverified",
    )
    CARER_AGREED = "CARER_AGREED", "以生效的委托照护文书为准，照护人未更改", "kept: an agreement is in force"
