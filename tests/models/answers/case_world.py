"""One case played in memory through the forms of the desk; what an answer records is kept as facts, not rows."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from models.answers import read_answer, read_form
from models.answers.answer import Answer, Asked, NewHop, NewObservation, NewSubscriber, Told
from models.answers.attorneys import Attorney
from models.answers.faults import Fault, Faults
from models.answers.paper_asked import PaperAskedForm, read_paper_asked
from models.facts import (
    CaseFacts,
    Deadline,
    HopFact,
    LetterFact,
    ObservationFact,
    PostFact,
    StepFact,
    SubscriberFact,
    holder_subject,
    observation_subject,
)
from models.provisions import load_law
from models.rules.deadlines import deadlines
from models.rules.japan_time import JST
from models.rules.letter_channels import COURT_PAPERS, channels_for
from models.rules.progress.case import plan_case
from models.rules.progress.on_demand import stage_of
from models.rules.progress.plan import CasePlan, Draft, Identify, WaitSpec, japan_day
from models.terms import (
    CaseStatus,
    LetterKind,
    LetterState,
    Outcome,
    ProviderCategory,
    Remedy,
    RightInfringed,
    Stage,
    StepKind,
    WaitKind,
)

LAW = load_law()
ATTORNEY = "例示 太郎"
CLERK = {"entered_by": "事務局 見本"}
POSTED = datetime(2026, 6, 1, 21, 15, tzinfo=JST)
EVERY_REMEDY = frozenset({Remedy.PLEDGE, Remedy.DAMAGES, Remedy.EXPENSES, Remedy.CRIMINAL_COMPLAINT})


def at(text: str) -> datetime:
    """A moment in Japan."""
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def written(moment: datetime) -> str:
    """A moment as staff type it."""
    return moment.astimezone(JST).strftime("%Y-%m-%d %H:%M:%S JST")


def post(no: int = 1, platform: str = "mamasta", posted_at: datetime = POSTED) -> PostFact:
    return PostFact(
        id=no,
        no=no,
        platform=platform,
        posted_at=posted_at,
        seen_at=posted_at + timedelta(hours=12),
        right_infringed=RightInfringed.HONOUR,
    )


def row(no: int = 1, **more: Any) -> dict[str, Any]:
    """One disclosed line: a public address of a fixed-line provider, or whatever is given instead."""
    line: dict[str, Any] = {"post_no": no, "moment": "2026-06-01 21:15:04 JST"}
    return line | (more or {"ip": "133.242.0.1", "port": 51234})


def really_sent(kind: LetterKind, now: datetime) -> dict[str, Any]:
    """What staff type after sending a letter of this kind now, by the first way that it may leave by."""
    channel = channels_for(kind, japan_day(now), LAW).channels[0].value
    court = "東京地方裁判所" if kind in COURT_PAPERS else ""
    return {"sent": written(now), "channel": channel, "proof": "引受番号 1", "court": court}


class CaseWorld:
    """Facts of one case, the moment, and the doors through which the facts change."""

    def __init__(
        self, *posts: PostFact, remedies: frozenset[Remedy] = frozenset({Remedy.DAMAGES}), on: str = ""
    ) -> None:
        self.now = at(on or "2026-06-02T10:00")
        self.ids = count(1)
        self.facts = CaseFacts(
            ref="2026-0042",
            status=CaseStatus.OPEN,
            opened_at=self.now,
            requester_is_minor=False,
            remedies=remedies,
            posts=posts or (post(),),
            claim_yen=1_000_000,
        )

    # What the rules say

    def deadlines(self) -> tuple[Deadline, ...]:
        return deadlines(self.facts, LAW, self.now)

    def plan(self) -> CasePlan:
        return plan_case(self.facts, LAW, self.deadlines(), self.now)

    def drafts(self) -> list[str]:
        return [f"{t.subject}/{t.letter}:{t.no}" for t in self.plan().todos if isinstance(t, Draft)]

    def waits(self) -> list[str]:
        """What is waited for, most urgent first."""
        return [f"{wait.kind} {wait.subject}" for wait in self.plan().waits]

    def wait(self, kind: WaitKind, subject: str | None = None) -> WaitSpec:
        for wait in self.plan().waits:
            if wait.kind is kind and subject in {None, wait.subject}:
                return wait
        raise AssertionError(f"no wait {kind} {subject}; waits: {self.waits()}, drafts: {self.drafts()}")

    def told(self) -> list[str]:
        return [item.reason for item in self.plan().escalations]

    # What happens

    def to(self, text: str) -> "CaseWorld":
        """Time goes on, never back."""
        moment = at(text if "T" in text else f"{text}T10:00")
        assert moment >= self.now, f"{moment} lies before {self.now}"
        self.now = moment
        return self

    def days(self, number: int) -> "CaseWorld":
        self.now += timedelta(days=number)
        return self

    def draft(self) -> list[str]:
        """Draft everything that is wanted."""
        wanted = self.drafts()
        for todo in self.plan().todos:
            if isinstance(todo, Draft):
                self._draft(todo)
        return wanted

    def send(self, kind: LetterKind, subject: str | None = None, **typed: Any) -> "CaseWorld":
        """Draft what is wanted, then release and send this letter today."""
        self.draft()
        released = self._letter_wait(WaitKind.LETTER_RELEASE, kind, subject)
        self.answer(WaitKind.LETTER_RELEASE, released.subject, attorney=ATTORNEY)
        self.answer(WaitKind.LETTER_SENDING, released.subject, **(really_sent(kind, self.now) | typed))
        return self

    def ask(self, kind: LetterKind, subject: str = "") -> "CaseWorld":
        """An attorney asks for a paper that no stage drafts. Raises Faults."""
        form = PaperAskedForm.model_validate(CLERK | {"kind": kind, "subject": subject})
        new = read_paper_asked(form, Told(facts=self.facts, law=LAW, subject=subject, now=self.now))
        self.step(new.kind, new.subject, stage_of(kind, new.subject), letter=new.letter)
        return self

    def identify(self, outcome: Outcome, provider: str = "ntt_docomo") -> "CaseWorld":
        """The registries answer everything that is to be identified now."""
        for todo in self.plan().todos:
            if isinstance(todo, Identify):
                self.identify_one(todo.observation_id, outcome, provider)
        return self

    def answer(self, kind: WaitKind, subject: str | None = None, **typed: Any) -> Answer:
        """Type this into the form of an open wait. Raises Faults."""
        wait = self.wait(kind, subject)
        if read_form(kind, typed).action == "recheck":
            return Answer()
        answer = read_answer(self.asked(wait), CLERK | typed)
        self._apply(answer, wait.stage)
        return answer

    def refused(self, kind: WaitKind, subject: str | None = None, **typed: Any) -> tuple[Fault, ...]:
        """The faults of what was typed; nothing may have been recorded."""
        before = self.facts
        try:
            self.answer(kind, subject, **typed)
        except Faults as faults:
            assert self.facts is before
            return faults.faults
        raise AssertionError(f"{kind} accepted {typed}")

    def asked(self, wait: WaitSpec) -> Asked:
        return Asked(
            facts=self.facts,
            law=LAW,
            stage=wait.stage,
            kind=wait.kind,
            subject=wait.subject,
            now=self.now,
            letter=self._letter_of(wait),
            attorneys=(Attorney(id=7, name=ATTORNEY), Attorney(id=8, name="監督 次郎")),
        )

    # How answers become facts (as tasks/case_store/answering.py does it with rows)

    def _letter_of(self, wait: WaitSpec) -> LetterFact | None:
        subject = wait.subject.partition("/")[0]
        wanted = (wait.letter, subject, wait.letter_no)
        return next((x for x in self.facts.letters if (x.kind, x.subject, x.no) == wanted), None)

    def _letter_wait(self, wait: WaitKind, kind: LetterKind, subject: str | None) -> WaitSpec:
        for found in self.plan().waits:
            if found.kind is wait and found.letter is kind and subject in {None, found.subject.partition("/")[0]}:
                return found
        raise AssertionError(f"no {kind} to release; waits: {self.waits()}")

    def _draft(self, todo: Draft) -> None:
        known = {(x.kind, x.subject, x.no) for x in self.facts.letters}
        assert (todo.letter, todo.subject, todo.no) not in known, f"doubled letter {todo}"
        letter = LetterFact(
            id=next(self.ids),
            kind=todo.letter,
            subject=todo.subject,
            no=todo.no,
            state=LetterState.DRAFTED,
            drafted_at=self.now,
            released_at=None,
            sent_at=None,
            channel=None,
            on_demand=todo.on_demand,
        )
        self.facts = replace(self.facts, letters=(*self.facts.letters, letter))

    def identify_one(self, observation_id: int, outcome: Outcome, provider: str) -> None:
        subject = observation_subject(observation_id)
        self.step(StepKind.IDENTIFICATION_TRIED, subject, Stage.PROVIDER_IDENTIFICATION, outcome=outcome)
        if outcome is Outcome.IDENTIFIED:
            category = LAW.provider(provider).category
            self._hop(NewHop(observation_id=observation_id, provider=provider, category=category, source="registry"))

    def step(self, kind: StepKind, subject: str, stage: Stage, **more: Any) -> None:
        more.setdefault("happened_at", self.now)
        step = StepFact(id=next(self.ids), stage=stage, kind=kind, subject=subject, **more)
        self.facts = replace(self.facts, steps=(*self.facts.steps, step))

    def _apply(self, answer: Answer, stage: Stage) -> None:
        kind = self._move_letter(answer)
        for new in answer.steps:
            more: dict[str, Any] = {"outcome": new.outcome, "on": new.on, "amount_yen": new.amount_yen}
            letter = kind if new.kind is StepKind.LETTER_SENT else None
            self.step(new.kind, new.subject, stage, happened_at=new.happened_at, letter=letter, **more)
        received = max((step.happened_at for step in answer.steps), default=self.now)
        for observation in answer.observations:
            self._observe(observation, received)
        for hop in answer.hops:
            self._hop(hop)
        for person_id, outcome, same_as in answer.confirmed:
            self._confirm(person_id, outcome, same_as)
        for person in answer.subscribers:
            self._disclose(person, received)
        if answer.closes_with:
            self.facts = replace(self.facts, status=CaseStatus.CLOSED)

    def _move_letter(self, answer: Answer) -> LetterKind | None:
        change = answer.letter
        if change is None:
            return None
        letter = next(x for x in self.facts.letters if x.id == change.letter_id)
        moved = replace(letter, state=change.state)
        if change.state is LetterState.RELEASED:
            moved = replace(moved, released_at=self.now)
        if change.state is LetterState.SENT:
            moved = replace(moved, sent_at=change.sent_at, channel=change.channel)
        kept = (moved if x is letter else x for x in self.facts.letters)
        self.facts = replace(self.facts, letters=tuple(x for x in kept if x.state is not LetterState.VOID))
        return letter.kind

    def _observe(self, new: NewObservation, received: datetime) -> None:
        post_id = next(p.id for p in self.facts.posts if p.no == new.post_no)
        observation = ObservationFact(
            id=next(self.ids),
            post_id=post_id,
            kind=new.kind,
            log_kind=new.log_kind,
            observed_at=new.observed_at,
            has_port=new.port is not None,
            has_destination=new.destination_ip is not None,
            received_at=received,
        )
        known = {(o.post_id, o.kind, o.observed_at) for o in self.facts.observations}
        if (post_id, new.kind, new.observed_at) not in known:
            self.facts = replace(self.facts, observations=(*self.facts.observations, observation))

    def _hop(self, new: NewHop) -> None:
        chain = [h for h in self.facts.hops if h.observation_id == new.observation_id]
        if any(h.provider == new.provider for h in chain):
            return
        hop = HopFact(
            id=next(self.ids),
            observation_id=new.observation_id,
            position=len(chain) + 1,
            provider=new.provider,
            category=ProviderCategory(new.category),
            holder_no=self._holder_no(new.provider),
            needs_review=False,
            identified_at=self.now,
        )
        self.facts = replace(self.facts, hops=(*self.facts.hops, hop))

    def _holder_no(self, provider: str) -> int:
        asked = {letter.subject for letter in self.facts.letters}
        for hop in self.facts.hops:
            if hop.provider == provider and holder_subject(hop.holder_no) not in asked:
                return hop.holder_no
        return max((hop.holder_no for hop in self.facts.hops), default=0) + 1

    def _confirm(self, person_id: int, outcome: Outcome, same_as: int | None) -> None:
        confirmed = self.now if outcome is Outcome.SENDER else None
        people = (
            replace(p, is_sender=outcome, same_as=same_as, confirmed_at=confirmed) if p.id == person_id else p
            for p in self.facts.subscribers
        )
        self.facts = replace(self.facts, subscribers=tuple(people))

    def _disclose(self, new: NewSubscriber, received: datetime) -> None:
        person = SubscriberFact(
            id=next(self.ids),
            holder_no=new.holder_no,
            disclosed_at=received,
            is_sender=new.is_sender,
            confirmed_at=received if new.is_sender is Outcome.SENDER else None,
            same_as=new.same_as,
        )
        self.facts = replace(self.facts, subscribers=(*self.facts.subscribers, person))
