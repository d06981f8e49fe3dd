"""The docket of a pack: every entry with its hash, whether the chain holds, and the means to recompute it elsewhere."""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any, Final

from flows.handover.first_page import docket_verdict
from flows.handover.told import Told, moment
from flows.sheet.record import event_words
from tasks.handover.tables import listed, pairs, say, title
from tasks.papers.blocks import Paper

NAME = "事件記録（ドケット）"
HOW = (
    "各件のハッシュ値は、[case_id, seq, at, actor, event, detail, previous_hash] をこの順の JSON 配列（UTF-8、"
    "非 ASCII 文字はそのまま、区切りは「, 」）にしたものの SHA-256 です。previous_hash は一つ前の件の hash、"
    "最初の件では 0 が 64 個です。docket.json の値だけで誰でも再計算できます。"
)


SHOWN: Final = 10
_LONG: Final = frozenset({"because", "rule", "sha256"})


def docket_paper(told: Told) -> Paper:
    """Every entry, oldest first."""
    record = told.record
    head = record.case.docket_head
    return told.paper(
        NAME,
        title(f"{NAME}　{told.ref}"),
        pairs((("検証", docket_verdict(told)), ("検証日時", moment(told.now)), ("末尾のハッシュ値", head)), width=9),
        say(HOW),
        say("下の表の内容は要約です（計算の段階とハッシュ値の全桁は docket.json にあります）。"),
        *listed(("番号", "日時・記録者", "内容", "ハッシュ値"), _rows(told), (3, 10, 0, 7)),
    )


def docket_json(told: Told) -> bytes:
    """The same entries as they are hashed."""
    record = told.record
    entries: list[dict[str, Any]] = [
        {
            "case_id": row.case_id,
            "seq": row.seq,
            "at": row.at.astimezone(UTC).isoformat(),
            "actor": row.actor,
            "event": row.event,
            "detail": row.detail,
            "previous_hash": row.previous_hash,
            "hash": row.hash,
        }
        for row in record.docket
    ]
    said = {"ref": told.ref, "verified": record.docket_fault is None, "fault": record.docket_fault}
    said |= {"head": record.case.docket_head}
    return json.dumps({**said, "entries": entries}, ensure_ascii=False, indent=1).encode()


def _rows(told: Told) -> Iterator[tuple[str, ...]]:
    for row in told.record.docket:
        said = "\n".join((event_words(row.event, "ja"), *_said(json.loads(row.detail))))
        yield str(row.seq), f"{moment(row.at)}\n{row.actor}", said, row.hash[:SHOWN]


def _said(value: object, name: str = "") -> Iterator[str]:
    """A detail line by line. What fills pages (steps, versions of rules, hashes) stays in docket.json."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in _LONG:
                yield from _said(part, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _said(part, f"{name}[{number}]")
    elif value not in (None, ""):
        yield f"{name}: {value}"
