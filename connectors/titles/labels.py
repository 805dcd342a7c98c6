"""How high somebody stands and what they work on: the values, and their words for reps."""

from enum import StrEnum


class Seniority(StrEnum):
    """How high somebody stands."""

    FOUNDER = "founder"
    C_LEVEL = "c_level"
    BOARD = "board"
    PARTNER = "partner"
    VP = "vp"
    HEAD = "head"
    DIRECTOR = "director"
    MANAGER = "manager"
    SENIOR = "senior"
    INDIVIDUAL = "individual"
    ENTRY = "entry"
    ADVISOR = "advisor"
    OTHER = "other"


class Department(StrEnum):
    """What somebody works on."""

    EXECUTIVE = "executive"
    SALES = "sales"
    MARKETING = "marketing"
    CUSTOMER_SUCCESS = "customer_success"
    PRODUCT = "product"
    ENGINEERING = "engineering"
    DATA = "data"
    DESIGN = "design"
    IT = "it"
    SECURITY = "security"
    OPERATIONS = "operations"
    PROCUREMENT = "procurement"
    FINANCE = "finance"
    LEGAL = "legal"
    PEOPLE = "people"
    STRATEGY = "strategy"
    RESEARCH = "research"
    CONSULTING = "consulting"
    EDUCATION = "education"
    HEALTHCARE = "healthcare"
    OTHER = "other"


SENIORITY_LABELS: dict[str, str] = {
    Seniority.FOUNDER: "Founder or owner",
    Seniority.C_LEVEL: "C level",
    Seniority.BOARD: "Board member",
    Seniority.PARTNER: "Partner",
    Seniority.VP: "VP",
    Seniority.HEAD: "Head",
    Seniority.DIRECTOR: "Director",
    Seniority.MANAGER: "Manager",
    Seniority.SENIOR: "Senior specialist",
    Seniority.INDIVIDUAL: "Specialist",
    Seniority.ENTRY: "Entry level",
    Seniority.ADVISOR: "Advisor",
    Seniority.OTHER: "Other",
}

DEPARTMENT_LABELS: dict[str, str] = {
    Department.EXECUTIVE: "General management",
    Department.SALES: "Sales",
    Department.MARKETING: "Marketing",
    Department.CUSTOMER_SUCCESS: "Customer success",
    Department.PRODUCT: "Product",
    Department.ENGINEERING: "Engineering",
    Department.DATA: "Data",
    Department.DESIGN: "Design",
    Department.IT: "IT",
    Department.SECURITY: "Security",
    Department.OPERATIONS: "Operations",
    Department.PROCUREMENT: "Procurement",
    Department.FINANCE: "Finance",
    Department.LEGAL: "Legal and compliance",
    Department.PEOPLE: "People",
    Department.STRATEGY: "Strategy",
    Department.RESEARCH: "Research",
    Department.CONSULTING: "Consulting",
    Department.EDUCATION: "Education",
    Department.HEALTHCARE: "Health care",
    Department.OTHER: "Other",
}
