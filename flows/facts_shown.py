"""The facts of a case as staff read them, to name the one that is to be put right."""

from typing import Any

from flows.briefing import subject_label
from models.answers.moments import shown
from models.facts import CaseFacts
from models.rules.progress.plan import japan_day
from tasks.case_store.fact_list import ListedFact
from tasks.words import word


def as_document(facts: tuple[ListedFact, ...]) -> list[dict[str, Any]]:
    """One object a fact, with stable keys; moments with offset."""
    return [
        {
            "fact": item.fact,
            "kind": item.kind.value if item.kind else item.fact.partition(":")[0],
            "label": label(item),
            "subject": item.subject,
            "happened_at": item.happened_at.isoformat(),
            "outcome": item.outcome.value or None,
            "on": item.on.isoformat() if item.on else None,
            "at": f"{item.at:%H:%M}" if item.at else None,
            "days": item.days,
            "amount_yen": item.amount_yen,
            "corrections": item.corrections,
            "withdrawn": item.withdrawn,
        }
        for item in facts
    ]


def as_text(facts: tuple[ListedFact, ...]) -> str:
    """One line a fact."""
    return "\n".join(line(item) for item in facts)


def line(item: ListedFact) -> str:
    """The name of a fact, its moment in Japan, what it is, about what, and what it says."""
    state = [
        f"（訂正{item.corrections}回）" if item.corrections and not item.withdrawn else "",
        "（取消し）" if item.withdrawn else "",
    ]
    cells = (f"{item.fact:>14}", shown(item.happened_at), label(item), item.subject, *_says(item, "ja"), *state)
    return "  ".join(cell for cell in cells if cell)


def said_of(item: ListedFact, facts: CaseFacts, language: str) -> str:
    """A fact as a list to choose from shows it: its day in Japan, what it is, about what, and what it says."""
    about = subject_label(item.subject, facts, language) if item.kind else ""
    cells = (f"{japan_day(item.happened_at)}", _named(item, facts, language), about, *_says(item, language))
    return " ".join(cell for cell in cells if cell)


def _named(item: ListedFact, facts: CaseFacts, language: str) -> str:
    return (
        label(item, language) if item.kind else f"{label(item, language)} {subject_label(item.fact, facts, language)}"
    )


def _says(item: ListedFact, language: str) -> list[str]:
    days, yen = {"ja": ("{}日", "{:,}円"), "en": ("{} days", "JPY {:,}")}[language]
    return [
        word("outcome", item.outcome, language) if item.outcome else "",
        f"→ {item.on}" if item.on else "",
        f"{item.at:%H:%M}" if item.at else "",
        days.format(item.days) if item.days else "",
        yen.format(item.amount_yen) if item.amount_yen else "",
    ]


def label(item: ListedFact, language: str = "ja") -> str:
    """What the fact is, in words."""
    return word("step", item.kind, language) if item.kind else word("fact", item.fact.partition(":")[0], language)
