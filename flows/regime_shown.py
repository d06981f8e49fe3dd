"""The law in force on a day as `kaiji regime` shows it: JSON with stable keys, or Japanese text."""

from typing import Any

from flows.typed_days import day_typed
from models.answers.faults import Fault, Faults
from models.provisions import Law, Regime
from models.rules.japan_time import written
from models.rules.regimes import regime_for


def regime_typed(on: str, law: Law) -> Regime:
    """Read the day and ask for its regime. Raises Faults naming the field, the value and the cure."""
    day, first = day_typed("--on", on), law.regimes[0]
    if day < first.valid_from:
        cure = f"法の施行前です。{first.valid_from}以後の日にしてください"
        raise Faults([Fault(field="--on", value=on, cure=cure)])
    return regime_for(act_done_on=day, law=law)


def as_document(regime: Regime) -> dict[str, Any]:
    """The regime as JSON holds it: dates ISO, `to` null while in force."""
    return {
        "regime_id": regime.regime_id,
        "act": regime.act,
        "act_short": regime.act_short,
        "order": regime.order,
        "from": regime.valid_from.isoformat(),
        "to": regime.valid_to.isoformat() if regime.valid_to else None,
        "items": [
            {
                "no": item.no,
                "name": item.name,
                "specified": item.specified,
                "kind": item.kind.value,
                "confidence": item.confidence.value,
            }
            for item in regime.items
        ],
        "articles": dict(regime.articles),
        "notes": [
            {"topic": note.topic, "text": note.text, "cite": note.cite, "confidence": note.confidence.value}
            for note in regime.notes
        ],
        "cite": regime.cite,
        "source": regime.source,
        "checked_on": regime.checked_on.isoformat(),
        "confidence": regime.confidence.value,
    }


def as_text(regime: Regime) -> str:
    """The regime as a person reads it."""
    until = f"{written(regime.valid_to)}まで" if regime.valid_to else "現在まで"
    items = [
        f"  {i.no}号 {i.name}{'（特定発信者情報）' if i.specified else ''}{_sure(i.confidence)}" for i in regime.items
    ]
    notes = [f"・{note.text}［{note.cite}］{_sure(note.confidence)}" for note in regime.notes]
    return "\n".join(
        [
            f"{regime.act}（{regime.act_short}）",
            f"{regime.order}",
            f"適用: {written(regime.valid_from)}から{until}（版 {regime.regime_id}）",
            f"開示請求の条文: {regime.articles['disclosure']}",
            f"発信者情報（{len(regime.items)}号）:",
            *items,
            *notes,
            f"出典: {regime.source}（{written(regime.checked_on)}確認{_sure(regime.confidence)}）",
        ]
    )


def _sure(confidence: str) -> str:
    return "" if confidence == "H" else f"（確度{confidence}）"
