"""The facts of a case as staff read them, to name the one that is to be put right."""

from typing import Any

from models.answers.moments import shown
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
    said = [
        word("outcome", item.outcome) if item.outcome else "",
        f"→ {item.on}" if item.on else "",
        f"{item.at:%H:%M}" if item.at else "",
        f"{item.days}日" if item.days else "",
        f"{item.amount_yen:,}円" if item.amount_yen else "",
        f"（訂正{item.corrections}回）" if item.corrections and not item.withdrawn else "",
        "（取消し）" if item.withdrawn else "",
    ]
    cells = (f"{item.fact:>14}", shown(item.happened_at), label(item), item.subject, *said)
    return "  ".join(cell for cell in cells if cell)


def label(item: ListedFact, language: str = "ja") -> str:
    """What the fact is, in words."""
    return word("step", item.kind, language) if item.kind else word("fact", item.fact.partition(":")[0], language)
