"""The chains of a case on the command line: every hop with its clock, its notice and how sure it is."""

from collections.abc import Iterator
from typing import Any

from flows.reason_words import reason_words
from models.facts import HopFact, ObservationFact, holder_subject
from models.provisions import Law
from models.rules.chains import chains_of, open_wholesalers, sure_of
from models.rules.moments_shown import both_zones
from models.rules.progress.papers import letters_of
from models.terms import LetterKind, StepKind
from tasks.case_store.chain_list import ListedChains, ListedHop, Tried
from tasks.case_store.chaining import ChainDone
from tasks.words import word


def chain_json(listed: ListedChains, law: Law, language: str) -> dict[str, Any]:
    """All chains with stable keys. `ask` holds what a wholesaler must be given: for the firm's own eyes."""
    lines = [_line(listed, line, law, language) for line in listed.facts.observations]
    return {"ref": listed.ref, "observations": lines}


def chain_text(document: dict[str, Any], language: str) -> str:
    """The same for a person."""
    return "\n".join(line for item in document["observations"] for line in _lines(item, language)) or word(
        "sheet", "none", language
    )


def done_text(ref: str, done: ChainDone) -> str:
    """What a change did, and what became of the papers to a wrong holder."""
    lines = [f"{ref}: {word('event', f'chain_{done.act.value}')}（経路 {done.hop or '—'}）"]
    if done.wrong and done.superseded:
        lines.append(f"経路 {done.wrong} は訂正済みとして記録に残しました")
    elif done.wrong:
        lines.append(
            f"経路 {done.wrong} には書面を発送済みなので残し、その先の別のプロバイダとして経路 {done.hop} を加えました"
        )
    lines += [f"取り消した書面: {name}" for name in done.void]
    lines += [f"発信許可済みでした。印刷したものも発送しないでください: {name}" for name in done.released]
    lines += [f"発送済みです。訂正・取下げの連絡をするかを弁護士が決めてください: {name}" for name in done.sent]
    return "\n".join(lines)


def _line(listed: ListedChains, line: ObservationFact, law: Law, language: str) -> dict[str, Any]:
    live = {hop.id: hop for hop in listed.hops if hop.superseded_at is None}
    chains = chains_of(listed.facts, line.id)
    shown = [[_hop(listed, live[hop.id], hop, law, rivals=len(chains) > 1) for hop in chain] for chain in chains]
    gone = [hop for hop in listed.hops if hop.observation_id == line.id and hop.superseded_at]
    return {
        "id": line.id,
        "post": listed.facts.post(line.post_id).no,
        "kind": line.kind.value,
        "moment": line.observed_at.isoformat() if line.observed_at else None,
        "registry": _registry(listed.tried.get(line.id), language),
        "chains": shown,
        "superseded": [_gone(hop) for hop in gone],
        "ask": _ask(listed, line, law),
    }


def _registry(tried: Tried | None, language: str) -> dict[str, Any] | None:
    if tried is None:
        return None
    return {
        "holder": tried.holder,
        "candidate": tried.candidate,
        "category": tried.category,
        "held_then": tried.held_then,
        "provider_then": tried.provider_then,
        "chain": list(tried.chain),
        "reasons": [{"code": code, "text": reason_words(code, language)} for code in tried.reasons],
    }


def _hop(listed: ListedChains, row: ListedHop, hop: HopFact, law: Law, *, rivals: bool) -> dict[str, Any]:
    profile = law.providers.get(hop.provider)
    subject = holder_subject(hop.holder_no)
    answer = listed.facts.last_step(subject, StepKind.PRESERVATION_ANSWERED)
    return {
        "id": hop.id,
        "position": hop.position,
        "provider": hop.provider,
        "name": profile.name if profile else hop.provider,
        "category": hop.category.value,
        "holder": hop.holder_no,
        "source": row.source,
        "confidence": sure_of(row.source, is_candidate=rivals).value,
        "reasons": list(row.reasons),
        "basis": row.basis,
        "identified_at": hop.identified_at.isoformat(),
        "clock": _clock(listed, hop),
        "notice": _notice(listed, subject),
        "answer": answer.outcome.value if answer else None,
        "kept_until": answer.on.isoformat() if answer and answer.on else None,
    }


def _clock(listed: ListedChains, hop: HopFact) -> dict[str, Any] | None:
    for log in listed.windows:
        if log.observation_id == hop.observation_id and log.holder == hop.provider:
            window = log.window
            return {
                "opens": window.opens_at.isoformat(),
                "closes_earliest": window.closes_earliest.isoformat(),
                "closes_latest": window.closes_latest.isoformat(),
                "act_by": window.act_by.isoformat(),
                "basis": window.basis,
                "confidence": window.confidence.value,
                "settled": log.settled,
            }
    return None


def _notice(listed: ListedChains, subject: str) -> str:
    letters = letters_of(listed.facts, LetterKind.PRESERVATION_NOTICE, subject)
    return letters[-1].state.value if letters else "not_drafted"


def _gone(hop: ListedHop) -> dict[str, Any]:
    return {
        "id": hop.id,
        "position": hop.position,
        "provider": hop.provider,
        "source": hop.source,
        "at": hop.superseded_at.isoformat() if hop.superseded_at else None,
        "because": hop.superseded_because,
    }


def _ask(listed: ListedChains, line: ObservationFact, law: Law) -> dict[str, Any] | None:
    """Address, port and moment for the wholesaler at the end of a chain."""
    wholesalers = open_wholesalers(listed.facts, line.id)
    if not wholesalers:
        return None
    asked = listed.lines[line.id]
    return {
        "whom": [law.provider(hop.provider).name for hop in wholesalers],
        "address": asked.ip,
        "port": asked.port,
        "moment": asked.observed_at.isoformat() if asked.observed_at else None,
        "shown": both_zones(asked.observed_at) if asked.observed_at else None,
    }


def _lines(item: dict[str, Any], language: str) -> Iterator[str]:
    yield f"通信{item['id']}（投稿{item['post']}）"
    found = item["registry"]
    if found and not item["chains"]:
        yield f"  {word('review', 'registry', language)}: {found['holder'] or word('review', 'nobody', language)}"
        yield f"  {word('review', 'candidate', language)}: {found['candidate'] or word('review', 'nobody', language)}"
        yield from (f"  {word('review', 'why', language)}: {reason['text']}" for reason in found["reasons"])
    for number, chain in enumerate(item["chains"], 1):
        if len(item["chains"]) > 1:
            yield f"  {word('chain', 'candidates', language).format(number=number)}"
        yield from (_hop_text(hop, language) for hop in chain)
    for hop in item["superseded"]:
        yield f"  [{hop['id']}] {hop['provider']} {word('chain', 'superseded', language)}: {hop['because']}"
    if item["ask"]:
        ask = item["ask"]
        yield f"  → {'・'.join(ask['whom'])}: {ask['address']} ポート {ask['port'] or '不明'} {ask['shown'] or ''}"


def _hop_text(hop: dict[str, Any], language: str) -> str:
    sure = word("confidence", hop["confidence"], language) if hop["confidence"] != "H" else ""
    clock = f"{hop['clock']['act_by']}まで {hop['clock']['basis']}" if hop["clock"] else "—"
    notice = word("chain", hop["notice"], language)
    answer = f" {word('outcome', hop['answer'], language)}" if hop["answer"] else ""
    indent = "  " * hop["position"]
    return f"{indent}[{hop['id']}] {hop['name']}（{hop['provider']}・{hop['source']}）{sure} {clock} {notice}{answer}"
