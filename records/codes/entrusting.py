"""Codes of entrusted care, placement, services and safety (rules of the jurisdictions)."""

from records.codes.code import Code


class CareInstrument(Code):
    """What entrusted care is written in."""

    CARE_AGREEMENT = "CARE_AGREEMENT", "委托照护协议书", "Care agreement"
    GUARDIANSHIP_CONFIRMATION = "GUARDIANSHIP_CONFIRMATION", "委托监护确认书", "Confirmation of entrusted guardianship"


class AgreementField(Code):
    """What the instrument of entrusted care holds."""

    CHILD = "CHILD", "儿童基本情况", "The child"
    ENTRUSTER = "ENTRUSTER", "委托人基本情况", "The entruster"
    ENTRUSTER_WORKPLACE = "ENTRUSTER_WORKPLACE", "委托人务工地点", "The entruster's workplace"
    ENTRUSTER_CONTACT = "ENTRUSTER_CONTACT", "委托人联系方式", "The entruster's contact"
    CARER = "CARER", "受委托人基本情况", "The carer"
    CARER_CONTACT = "CARER_CONTACT", "受委托人联系方式", "The carer's contact"
    TERM = "TERM", "委托期限", "Term"
    OTHER_TERMS = "OTHER_TERMS", "其他约定事项", "Other terms"
    CARER_RELATION = "CARER_RELATION", "照护人关系", "The carer's relation"
    REASON = "REASON", "委托照料原因", "Reason"


class AgreementStatus(Code):
    """How an instrument of entrusted care stands; computed from its days and the clock, never stored."""

    DRAFT = "DRAFT", "草稿", "Draft"
    SIGNED = "SIGNED", "已签订", "Signed"
    ACTIVE = "ACTIVE", "生效中", "Active"
    EXPIRED = "EXPIRED", "已到期", "Expired"
    REPLACED = "REPLACED", "已更换", "Replaced"


class AgreementGap(Code):
    """What an instrument of entrusted care still lacks by the rules of its place."""

    ENTRUSTER = "ENTRUSTER", "委托人基本情况", "The entruster"
    ENTRUSTER_WORKPLACE = "ENTRUSTER_WORKPLACE", "委托人务工地点", "The entruster's workplace"
    ENTRUSTER_CONTACT = "ENTRUSTER_CONTACT", "委托人联系方式", "The entruster's contact"
    CARER = "CARER", "受委托人基本情况", "The carer"
    CARER_CONTACT = "CARER_CONTACT", "受委托人联系方式", "The carer's contact"
    TERM = "TERM", "委托期限", "Term"
    OTHER_TERMS = "OTHER_TERMS", "其他约定事项", "Other terms"
    REASON = "REASON", "委托照料原因", "Reason"
    JUSTIFICATION = "JUSTIFICATION", "委托的正当理由", "A proper reason for entrusting"
    CRITERIA = "CRITERIA", "照护人条件", "What a carer must be"
    CHILD_HEARD = "CHILD_HEARD", "听取儿童意见", "The child's voice"
    EXPLAINED = "EXPLAINED", "向照护人说明责任", "The carer's duties explained"
    SIGNATURE = "SIGNATURE", "签订", "Signature"
    WITNESS = "WITNESS", "见证", "Witness"
    SCHOOL_COPY = "SCHOOL_COPY", "抄送学校（幼儿园）", "Copy for the school"
    FILED = "FILED", "存档", "Filing"


class CarerFault(Code):
    """What is wrong with an entrusted carer."""

    LACKS_CAPACITY = "LACKS_CAPACITY", "缺乏照护能力", "Lacks the capacity"
    NEGLECTS_DUTY = "NEGLECTS_DUTY", "怠于履行照护职责", "Neglects the duty"
    BAD_HABITS = "BAD_HABITS", "有不良嗜好", "Bad habits"
    POOR_METHOD = "POOR_METHOD", "照护方式不当", "Poor method"
    OTHER = "OTHER", "其他", "Other"


class CarerOutcome(Code):
    """What came of the steps that were taken with an unfit carer."""

    IMPROVED = "IMPROVED", "已改善", "Improved"
    NOT_IMPROVED = "NOT_IMPROVED", "未改善", "Not improved"
    REFUSED = "REFUSED", "父母和照护人拒绝改善", "Parents and carer refuse"


class CarerStep(Code):
    """What is done when a carer is unfit."""

    INFORM_PARENTS = "INFORM_PARENTS", "告知", "Inform the parents"
    PERSUADE = "PERSUADE", "劝导", "Persuade"
    URGE = "URGE", "督促", "Urge"
    REPLACE = "REPLACE", "更换", "Replace"
    REPORT = "REPORT", "报告", "Report"
    TEMP_CARE = "TEMP_CARE", "临时生活照料", "Temporary care"
    ADMONISH = "ADMONISH", "训诫", "Admonish"


class CarerCriterion(Code):
    """What a carer must be."""

    MORAL = "MORAL", "道德品质", "Moral quality"
    FAMILY = "FAMILY", "家庭状况", "Family"
    BODY_AND_MIND = "BODY_AND_MIND", "身心健康", "Healthy in body and mind"
    EMOTIONAL_TIE = "EMOTIONAL_TIE", "情感联系", "Emotional tie"
    NO_CRIMINAL_RECORD = "NO_CRIMINAL_RECORD", "无犯罪记录", "No criminal record"
    NO_BAD_HABITS = "NO_BAD_HABITS", "无不良嗜好", "No bad habits"
    FULL_CAPACITY = "FULL_CAPACITY", "完全民事行为能力人", "Full civil capacity"


class OutmigrationField(Code):
    """What parents file before they leave."""

    WORKPLACE = "WORKPLACE", "务工地点", "Workplace"
    CONTACT = "CONTACT", "联系方式", "Contact"
    ENTRUSTED_GUARDIANSHIP = "ENTRUSTED_GUARDIANSHIP", "委托监护", "Entrusted guardianship"


class PlacementKind(Code):
    """Form of temporary guardianship."""

    RELATIVE_CARE = "RELATIVE_CARE", "委托亲属抚养", "Relatives"
    FAMILY_FOSTER = "FAMILY_FOSTER", "家庭寄养", "Family foster care"
    PROTECTION_INSTITUTION = "PROTECTION_INSTITUTION", "未成年人救助保护机构", "Protection institution"
    WELFARE_INSTITUTION = "WELFARE_INSTITUTION", "儿童福利机构", "Welfare institution"


class Service(Code):
    """A service for a child."""

    DAILY_LIFE = "DAILY_LIFE", "生活帮助", "Help in daily life"
    STUDY = "STUDY", "学习辅导", "Help with study"
    RECREATION = "RECREATION", "文体娱乐", "Recreation and sport"
    COMFORT = "COMFORT", "心理慰藉", "Comfort"
    PSYCH_COUNSELLING = "PSYCH_COUNSELLING", "心理辅导", "Psychological counselling"
    CRISIS_INTERVENTION = "CRISIS_INTERVENTION", "心理危机干预", "Crisis intervention"
    ONE_TO_ONE = "ONE_TO_ONE", "一对一帮扶", "One-to-one help"
    READING = "READING", "阅读指导", "Reading"
    SPORT_GAMES = "SPORT_GAMES", "运动游戏", "Sport and games"
    COMPANY = "COMPANY", "精神陪伴", "Company"
    HUKOU = "HUKOU", "落实户籍", "Hukou registration"
    SCHOOL_RETURN = "SCHOOL_RETURN", "返校复学", "Return to school"
    POLICY_APPLICATION = "POLICY_APPLICATION", "协助申请", "Help with applications"
    GUARDIANSHIP_GUIDANCE = "GUARDIANSHIP_GUIDANCE", "监护指导", "Guidance of guardians"
    REFERRAL = "REFERRAL", "转介", "Referral"
    MEDIATION = "MEDIATION", "纠纷调解", "Mediation"
    LEGAL_ADVICE = "LEGAL_ADVICE", "法律咨询", "Legal advice"
    ADULT_TRANSITION = "ADULT_TRANSITION", "成年后安置", "Placement after adulthood"


class PurchasedService(Code):
    """A service that is bought in."""

    VISIT_VERIFICATION = "VISIT_VERIFICATION", "走访核查", "Verifying visits"
    HOTLINE = "HOTLINE", "热线运行", "Hotline"
    GUARDIANSHIP_ASSESSMENT = "GUARDIANSHIP_ASSESSMENT", "监护评估", "Assessment of guardianship"
    INTERPERSONAL = "INTERPERSONAL", "人际调适", "Interpersonal adjustment"
    COUNSELLING = "COUNSELLING", "心理疏导", "Psychological counselling"


class TrainingMode(Code):
    """Form of a training."""

    CLASSROOM = "CLASSROOM", "集中授课", "Classes"
    BY_AREA = "BY_AREA", "分点分片", "By area"
    COMMISSIONED = "COMMISSIONED", "委托专业机构", "Commissioned to a professional body"


class SafetyTopic(Code):
    """Topic of safety education."""

    DROWNING = "DROWNING", "防溺水", "Drowning"
    BULLYING = "BULLYING", "防欺凌", "Bullying"
    SEXUAL_ASSAULT = "SEXUAL_ASSAULT", "防性侵", "Sexual assault"
    ROAD = "ROAD", "道路交通安全", "Road safety"


class HazardItem(Code):
    """What a hazard check looks at."""

    FIRE = "FIRE", "消防", "Fire"
    SCHOOL_BUS = "SCHOOL_BUS", "校车", "School bus"
    FOOD = "FOOD", "食品", "Food"
    BUILDING = "BUILDING", "建筑设施", "Buildings"
    HYGIENE = "HYGIENE", "卫生防疫", "Hygiene"
    DISASTER = "DISASTER", "自然灾害", "Natural disasters"
    DUTY_ROSTER = "DUTY_ROSTER", "值班值守", "Duty roster"


class WaterItem(Code):
    """What stands at dangerous waters."""

    SIGN = "SIGN", "警示牌", "Warning sign"
    LIFEBUOY = "LIFEBUOY", "救生圈", "Lifebuoy"
    ROPE = "ROPE", "救生绳", "Rope"
    POLE = "POLE", "救生杆", "Pole"


class OnlineHarm(Code):
    """Harm on the internet."""

    BULLYING = "BULLYING", "网络欺凌", "Bullying"
    RUMOUR_ATTACK = "RUMOUR_ATTACK", "造谣攻击", "Rumours and attacks"
    HUMAN_FLESH = "HUMAN_FLESH", "人肉搜索", "Hunting persons down"
    PRIVACY = "PRIVACY", "侵犯隐私", "Infringed privacy"
    ADDICTION = "ADDICTION", "网络沉迷", "Addiction"
