"""Stage 1, per platform: by its form, chased, then by provisional disposition (law.md §3.2 P1, P2)."""

from datetime import date, datetime, timedelta

from models.facts import CaseFacts, StepFact, platform_subject
from models.provisions import Law
from models.provisions.calendar import ONE_DAY
from models.rules.attempts import chase_days, give_up_day
from models.rules.progress.decisions import WON, appealed_after, by_order, came_after, given_up_after, standing
from models.rules.progress.papers import chase_ups, paper, sent_at
from models.rules.progress.plan import Draft, Escalation, Track, WaitSpec, days_after, japan_day, join, morning_of
from models.rules.route_start import route_start
from models.rules.windows import windows_of
from models.terms import LetterKind, Outcome, Route, Stage, StepKind, Turn, WaitKind

STAGE = Stage.PLATFORM_REQUEST
SETTLED = {Outcome.DISCLOSED, Outcome.CONTACT_INSTEAD}
LATE_ANSWER_RANK = 80


def plan(facts: CaseFacts, law: Law, as_of: datetime) -> Track:
    """What stage 1 wants now."""
    return join(STAGE, [_one(facts, law, as_of, key) for key in facts.platforms()])


def last_useful_day(facts: CaseFacts, law: Law, platform: str) -> date | None:
    """Last day to prepare the petition that reaches the logs in time; None when no log is at stake.

    The timetable's latest start less the open days that drafting, release and filing take. A form that nobody must
    answer is given the time until then. Too late by plan when the case was opened: that day, all leaves at once.
    """
    start = route_start(facts, law, platform, windows_of(facts, law))
    if start is None:
        return None
    day = start.planned.latest_start
    for _ in range(law.figure("petition_preparation", day).length.count):
        day = law.calendar.previous_open(day - ONE_DAY)
    return max(day, japan_day(facts.opened_at))


def _one(facts: CaseFacts, law: Law, as_of: datetime, platform: str) -> Track:
    subject = platform_subject(platform)
    answer = facts.last_step(subject, StepKind.PLATFORM_ANSWERED)
    if answer and _is_settled(facts, platform, answer):
        return Track(stage=STAGE, done=True)
    if answer and answer.outcome is Outcome.NO_RECORD:
        return Track(stage=STAGE, dead=True)
    last_useful = last_useful_day(facts, law, platform)
    if answer is None and _route(facts, law, platform) is Route.FORM:
        by_form = _by_form(facts, law, as_of, platform, last_useful)
        if by_form is not None:
            return by_form
    return _by_disposition(facts, law, as_of, platform, last_useful)


def _is_settled(facts: CaseFacts, platform: str, answer: StepFact) -> bool:
    if answer.outcome in SETTLED:
        return True
    seen = {observation.post_id for observation in facts.observations}
    return answer.outcome is Outcome.PARTLY and all(p.id in seen for p in facts.posts if p.platform == platform)


def _route(facts: CaseFacts, law: Law, platform: str) -> Route:
    chosen = facts.last_step(platform_subject(platform), StepKind.ROUTE_CHOSEN)
    if chosen is not None:
        return Route.PROVISIONAL_DISPOSITION
    return law.platform(platform).default_route


def _by_form(facts: CaseFacts, law: Law, as_of: datetime, platform: str, last_useful: date | None) -> Track | None:
    """The form and its chase-ups; None once silence is taken as the answer."""
    subject = platform_subject(platform)
    request = paper(facts, STAGE, LetterKind.DISCLOSURE_REQUEST, subject, due_on=last_useful)
    asked_at = sent_at(facts, LetterKind.DISCLOSURE_REQUEST, subject)
    if asked_at is None:
        return request
    typical = law.platform(platform).answer_days
    asked_on, today = japan_day(asked_at), japan_day(as_of)
    chases = chase_days(asked_on, typical_days=typical, last_useful=last_useful)
    give_up = give_up_day(asked_on, chases, typical_days=typical, last_useful=last_useful)
    if today >= give_up:
        return None
    own = Track(stage=STAGE, waits=(_answer_wait(subject, give_up),), wakes=(morning_of(give_up),))
    chase = Draft(stage=STAGE, letter=LetterKind.CHASE_UP, subject=subject)
    return join(STAGE, [own, chase_ups(facts, chase, chases, today)])


def _answer_wait(subject: str, due_on: date | None, rank: int = 50) -> WaitSpec:
    turn = Turn.PLATFORM
    return WaitSpec(stage=STAGE, kind=WaitKind.PLATFORM_ANSWER, subject=subject, turn=turn, due_on=due_on, rank=rank)


def _by_disposition(facts: CaseFacts, law: Law, as_of: datetime, platform: str, last_useful: date | None) -> Track:
    """The court's way; until it has ordered, the platform may still answer of its own will."""
    subject = platform_subject(platform)
    court = paper(facts, STAGE, LetterKind.DISPOSITION_PETITION, subject, due_on=last_useful)
    if court.done or by_order(facts, subject):
        court = _before_court(facts, law, as_of, platform)
    if court.dead or sent_at(facts, LetterKind.DISCLOSURE_REQUEST, subject) is None:
        return court
    silent = facts.last_step(subject, StepKind.PLATFORM_ANSWERED) is None
    told = (Escalation(stage=STAGE, subject=subject, reason="platform_silent"),) if silent else ()
    expected = any(wait.kind is WaitKind.PLATFORM_ANSWER for wait in court.waits)
    late = () if expected else (_answer_wait(subject, None, LATE_ANSWER_RANK),)
    return join(STAGE, [Track(stage=STAGE, waits=late, escalations=told), court])


def _before_court(facts: CaseFacts, law: Law, as_of: datetime, platform: str) -> Track:
    subject = platform_subject(platform)
    decided = standing(facts, subject, StepKind.DISPOSITION_DECIDED, StepKind.DISCLOSURE_ORDER_DECIDED)
    if decided is None or appealed_after(facts, subject, decided):
        return Track(stage=STAGE, waits=_court_waits(facts, subject))
    if decided.outcome in WON:
        return _after_order(facts, law, as_of, platform, decided)
    if given_up_after(facts, subject, decided):
        return Track(stage=STAGE, dead=True)
    wait = WaitSpec(stage=STAGE, kind=WaitKind.DEAD_END, subject=subject, turn=Turn.ATTORNEY, rank=5)
    return Track(stage=STAGE, waits=(wait,))


def _court_waits(facts: CaseFacts, subject: str) -> tuple[WaitSpec, ...]:
    court = WaitSpec(stage=STAGE, kind=WaitKind.DISPOSITION_PROGRESS, subject=subject, turn=Turn.COURT)
    ordered = facts.last_step(subject, StepKind.SECURITY_ORDERED)
    deposited = facts.last_step(subject, StepKind.SECURITY_DEPOSITED)
    if ordered is None or (deposited and came_after(deposited, ordered)):
        return (court,)
    deposit = WaitSpec(
        stage=STAGE,
        kind=WaitKind.SECURITY_DEPOSIT,
        subject=subject,
        turn=Turn.FIRM,
        due_on=ordered.on,
        rank=5,
    )
    return (deposit, court)


def _after_order(facts: CaseFacts, law: Law, as_of: datetime, platform: str, decided: StepFact) -> Track:
    subject = platform_subject(platform)
    due = days_after(decided.happened_at, law.platform(platform).order_to_disclosure_days)
    answer = facts.last_step(subject, StepKind.PLATFORM_ANSWERED)
    refused = answer is not None and answer.outcome is Outcome.REFUSED and came_after(answer, decided)
    late = refused or japan_day(as_of) > due
    return Track(
        stage=STAGE,
        waits=(_answer_wait(subject, due),),
        escalations=(Escalation(stage=STAGE, subject=subject, reason="order_not_obeyed"),) if late else (),
        wakes=() if late else (morning_of(due + timedelta(days=1)),),
    )
