"""What staff say of a provider chain: one more hop, another candidate, or a wrong hop put right."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.answers.answer import NewHop, Told
from models.answers.attorneys import Attorney
from models.answers.provider import counsel_decides, known_provider
from models.answers.reading import Reader
from models.facts import CaseFacts, HopFact, holder_subject
from models.rules.chains import above, ends_of, hops_of
from models.rules.progress.papers import sent_at
from models.terms import CaseStatus, LetterKind, StepKind

CLOSED_CURE = "終結した事件です。再開（kaiji reopen）してから直してください"
SUED_CURE = "このプロバイダを被告とする訴えが係属中です。取下げ・判決などの結果を先に記録し、弁護士が決めてください"
TWICE_CURE = "この通信の経路に既にあるプロバイダです"


class ChainAct(StrEnum):
    """経路の変更: `split` puts another candidate beside a hop; both are asked to keep their logs."""

    ADD = "add"
    SPLIT = "split"
    CORRECT = "correct"


@dataclass(frozen=True, kw_only=True)
class ChainForm:
    """What was typed: `at` is an observation's number for `add`, a hop's number otherwise."""

    act: ChainAct
    at: str
    provider: str
    basis: str
    entered_by: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class ChainChange:
    """`wrong` is the hop that is not the holder; `new` None when the right one is a candidate already in the chain."""

    act: ChainAct
    observation_id: int
    new: NewHop | None
    wrong: HopFact | None
    basis: str


def read_change(form: ChainForm, told: Told, attorneys: tuple[Attorney, ...]) -> ChainChange:
    """Read the form against the chains as they stand; `attorneys` are those of the case. Raises Faults with all."""
    reader = Reader(told)
    reader.text("by", form.entered_by, cure="誰が入力したかを書いてください")
    basis = reader.text("basis", form.basis, cure="判断の根拠を書いてください")
    if told.facts.status is CaseStatus.CLOSED:
        reader.fault("case", told.facts.ref, CLOSED_CURE)
    known_provider(reader, "provider", form.provider)
    counsel_decides(reader, "by", form.provider, form.entered_by, attorneys)
    change = _added(reader, form, basis) if form.act is ChainAct.ADD else _at_hop(reader, form, basis)
    reader.finish()
    if change is None:  # its fault has been raised
        raise AssertionError(form.act)
    return change


def _added(reader: Reader, form: ChainForm, basis: str) -> ChainChange | None:
    lines = {str(item.id): item.id for item in reader.asked.facts.observations}
    line = lines.get(form.at.removeprefix("observation:"))
    if line is None:
        reader.fault("add", form.at, f"この事件の通信の番号は {', '.join(lines) or 'まだありません'}")
        return None
    hops = hops_of(reader.asked.facts, line)
    if any(hop.provider == form.provider for hop in hops):
        reader.fault("provider", form.provider, TWICE_CURE)
    if len(ends_of(hops)) > 1:
        cure = "候補が複数あります。先に候補を一つに訂正（--correct）してから足してください"
        reader.fault("add", form.at, cure)
    return ChainChange(act=form.act, observation_id=line, new=_new(reader, form, line, basis), wrong=None, basis=basis)


def _at_hop(reader: Reader, form: ChainForm, basis: str) -> ChainChange | None:
    known = {str(hop.id): hop for hop in reader.asked.facts.hops}
    hop = known.get(form.at)
    if hop is None:
        cure = f"この事件の経路の番号は {', '.join(known) or 'まだありません'}（kaiji chain REF で一覧）"
        reader.fault(form.act.value, form.at, cure)
        return None
    hops = hops_of(reader.asked.facts, hop.observation_id)
    upper = above(hop, hops)
    twin = next((other for other in hops if other.provider == form.provider), None)
    rival = twin is not None and twin != hop and above(twin, hops) == upper
    if twin is not None and not (rival and form.act is ChainAct.CORRECT):
        reader.fault("provider", form.provider, TWICE_CURE)
    if form.act is ChainAct.CORRECT and _is_sued(reader.asked.facts, hop):
        reader.fault(form.act.value, form.at, SUED_CURE)
    new = None if rival else _new(reader, form, hop.observation_id, basis, upper)
    wrong = hop if form.act is ChainAct.CORRECT else None
    return ChainChange(act=form.act, observation_id=hop.observation_id, new=new, wrong=wrong, basis=basis)


def _is_sued(facts: CaseFacts, hop: HopFact) -> bool:
    """Whether a suit against this holder is pending: its hearings and periods must not vanish with the hop."""
    subject = holder_subject(hop.holder_no)
    filed = sent_at(facts, LetterKind.DISCLOSURE_COMPLAINT, subject) is not None
    return filed and facts.last_step(subject, StepKind.JUDGMENT_GIVEN) is None


def _new(reader: Reader, form: ChainForm, line: int, basis: str, upper: HopFact | None = None) -> NewHop | None:
    profile = reader.asked.law.providers.get(form.provider)
    if profile is None:
        return None
    return NewHop(
        observation_id=line,
        provider=form.provider,
        category=profile.category,
        source="staff",
        below=upper.id if upper else None,
        beside=form.act is not ChainAct.ADD and upper is None,
        basis=basis,
    )
