"""Codes of the people and bodies that care: posts, training, organisations and departments."""

from records.codes.code import Code


class TraineePost(Code):
    """The post somebody is trained for."""

    CHILD_DIRECTOR = "CHILD_DIRECTOR", "儿童主任", "Child director"
    CHILD_SUPERVISOR = "CHILD_SUPERVISOR", "儿童督导员", "Child supervisor"
    SOCIAL_WORKER = "SOCIAL_WORKER", "社会工作者", "Social worker"
    VOLUNTEER = "VOLUNTEER", "志愿者", "Volunteer"
    INSTITUTION_STAFF = "INSTITUTION_STAFF", "机构工作人员", "Institution staff"
    CLASS_TEACHER = "CLASS_TEACHER", "班主任", "Class teacher"
    MANDATED_REPORTER = "MANDATED_REPORTER", "强制报告责任人", "Mandated reporter"


class AppointmentSource(Code):
    """Where a director or supervisor was appointed from."""

    COMMITTEE_MEMBER = "COMMITTEE_MEMBER", "村（居）委会委员", "Committee member"
    CIVIL_AFFAIRS_CLERK = "CIVIL_AFFAIRS_CLERK", "村级民政事务员", "Village civil affairs clerk"
    SOCIAL_ASSISTANCE_ASSISTANT = "SOCIAL_ASSISTANCE_ASSISTANT", "社会救助协理员", "Social assistance assistant"
    PROFESSIONAL_SOCIAL_WORKER = "PROFESSIONAL_SOCIAL_WORKER", "专业社会工作者", "Professional social worker"
    OTHER = "OTHER", "其他", "Other"


class TrainingKind(Code):
    """Kind of training."""

    ROTATION = "ROTATION", "轮训", "Rotation training"
    INITIAL = "INITIAL", "初任培训", "Initial training"
    DEMONSTRATION = "DEMONSTRATION", "示范培训", "Demonstration training"
    FULL_COVERAGE = "FULL_COVERAGE", "全覆盖培训", "Full-coverage training"
    MENTAL_HEALTH = "MENTAL_HEALTH", "心理健康业务培训", "Mental health training"
    GENERAL = "GENERAL", "教育培训", "General training"


class TrainingTopic(Code):
    """What a training is about."""

    DUTIES = "DUTIES", "职责", "Duties"
    FAMILY_VISIT = "FAMILY_VISIT", "家庭走访", "Family visits"
    INFORMATION_UPDATE = "INFORMATION_UPDATE", "信息更新", "Updating information"
    MANDATORY_REPORT = "MANDATORY_REPORT", "强制报告", "Mandatory reports"
    POLICY_LINKING = "POLICY_LINKING", "政策链接", "Linking to policies"
    FAMILY_RESPONSIBILITY = "FAMILY_RESPONSIBILITY", "家庭监护主体责任", "Responsibility of the family"
    FAMILY_EDUCATION = "FAMILY_EDUCATION", "家庭教育", "Family education"
    MENTAL_HEALTH = "MENTAL_HEALTH", "心理健康", "Mental health"


class AssessmentResult(Code):
    """Result of the assessment after training."""

    PASSED = "PASSED", "考核合格", "Passed"
    FAILED = "FAILED", "考核不合格", "Failed"
    PENDING = "PENDING", "待考核", "Pending"


class OrganisationKind(Code):
    """Kind of body."""

    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE", "村（居）民委员会", "Village committee"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）", "Township"
    DEPARTMENT = "DEPARTMENT", "部门", "Department"
    SCHOOL = "SCHOOL", "学校", "School"
    KINDERGARTEN = "KINDERGARTEN", "幼儿园", "Kindergarten"
    MEDICAL_INSTITUTION = "MEDICAL_INSTITUTION", "医疗机构", "Medical institution"
    PROTECTION_CENTRE = "PROTECTION_CENTRE", "未成年人救助保护机构", "Minor protection centre"
    WELFARE_INSTITUTION = "WELFARE_INSTITUTION", "儿童福利机构", "Child welfare institution"
    PARTNER = "PARTNER", "社会组织", "Social organisation"
    CHILDRENS_HOME = "CHILDRENS_HOME", "儿童之家", "Children's home"


class Department(Code):
    """Department or body of government."""

    CIVIL_AFFAIRS = "CIVIL_AFFAIRS", "民政", "Civil affairs"
    CYBERSPACE = "CYBERSPACE", "网信", "Cyberspace administration"
    COURT = "COURT", "法院", "Court"
    PROCURATORATE = "PROCURATORATE", "检察院", "Procuratorate"
    EDUCATION = "EDUCATION", "教育", "Education"
    POLICE = "POLICE", "公安", "Police"
    JUSTICE = "JUSTICE", "司法行政", "Justice"
    FINANCE = "FINANCE", "财政", "Finance"
    HUMAN_RESOURCES = "HUMAN_RESOURCES", "人力资源和社会保障", "Human resources and social security"
    HEALTH = "HEALTH", "卫生健康", "Health"
    EMERGENCY = "EMERGENCY", "应急管理", "Emergency management"
    FIRE = "FIRE", "消防救援", "Fire and rescue"
    WOMEN_CHILDREN_OFFICE = "WOMEN_CHILDREN_OFFICE", "妇儿工委办", "Office for women and children"
    YOUTH_LEAGUE = "YOUTH_LEAGUE", "共青团", "Youth League"
    WOMENS_FEDERATION = "WOMENS_FEDERATION", "妇联", "Women's Federation"
    DISABLED_FEDERATION = "DISABLED_FEDERATION", "残联", "Disabled Persons' Federation"
    RELIGIOUS_AFFAIRS = "RELIGIOUS_AFFAIRS", "宗教事务", "Religious affairs"
    TRADE_UNION = "TRADE_UNION", "总工会", "Trade union"
    RED_CROSS = "RED_CROSS", "红十字会", "Red Cross"
    CHARITY_FEDERATION = "CHARITY_FEDERATION", "慈善会", "Charity federation"
