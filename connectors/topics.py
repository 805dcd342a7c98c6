"""What a request can be about: one fixed list, so that people can say what they want to hear of.

Pure: no Django. The keys are kept; the words are for pages.
"""

from collections.abc import Iterable
from enum import StrEnum


class Topic(StrEnum):
    """What a talk is about."""

    FINANCE = "finance"
    HIRING = "hiring"
    IT = "it"
    SECURITY = "security"
    AI = "ai"
    LOGISTICS = "logistics"
    MARKETING = "marketing"
    SALES = "sales"
    LEGAL = "legal"
    FACILITIES = "facilities"
    SUSTAINABILITY = "sustainability"
    INVESTING = "investing"
    CAREER = "career"
    OTHER = "other"


TOPIC_LABELS: dict[Topic, str] = {
    Topic.FINANCE: "Finance, tax and insurance",
    Topic.HIRING: "Hiring, pay and training",
    Topic.IT: "Software and IT",
    Topic.SECURITY: "Security and data protection",
    Topic.AI: "Data and AI",
    Topic.LOGISTICS: "Purchasing, production and logistics",
    Topic.MARKETING: "Marketing and media",
    Topic.SALES: "Sales and customer service",
    Topic.LEGAL: "Law and compliance",
    Topic.FACILITIES: "Offices, energy and travel",
    Topic.SUSTAINABILITY: "Sustainability",
    Topic.INVESTING: "Investing, buying and selling companies",
    Topic.CAREER: "A position or mandate for me",
    Topic.OTHER: "Something else",
}
TOPIC_CHOICES = [(topic.value, words) for topic, words in TOPIC_LABELS.items()]


def read_topics(kept: str) -> list[str]:
    """The topics out of the text that keeps them, in the list's order; unknown ones are left out."""
    found = set(kept.split(","))
    return [topic.value for topic in Topic if topic.value in found]


def keep_topics(topics: Iterable[str]) -> str:
    """The text that keeps these topics."""
    return ",".join(read_topics(",".join(topics)))
