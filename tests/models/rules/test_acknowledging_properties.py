"""Whatever is sent and answered: nothing twice, nobody pestered, nobody passed over, and no wake-up missed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.carriage import is_urgent
from models.rules.japan_time import JST, japan_date
from models.rules.office_hours import is_open
from models.rules.ownership import CHAIN, People, open_questions
from models.rules.reminders import NoticeSpec
from models.terms import AckKind, NoticeKind
from tests.models.rules.ladder_desk import ALARMS, CALENDAR, LOG
from tests.models.rules.owning_desk import LAWYER, Office

START = date(2026, 8, 3)
MEMBERS = (1, 2, 3, 4, 5)
TWIN = replace(LOG, key="log_expiry:observation:2", subject="observation:2")
MILD = replace(LOG, key="hearing:platform:x:1", due_on=date(2026, 8, 26), act_by=date(2026, 8, 25), fatal=False)

someone = st.sampled_from(MEMBERS)
groups = st.lists(someone, max_size=3, unique=True).map(tuple)
people = st.builds(
    lambda lawyers, others, reads_for: People(
        roles=dict(zip(CHAIN, (lawyers or (LAWYER,), *others), strict=True)), reads_for=reads_for
    ),
    groups,
    st.tuples(groups, groups),
    st.dictionaries(someone, someone, max_size=2),
)
moments = st.builds(
    lambda days, minutes: (
        datetime.combine(START + timedelta(days=days), datetime.min.time(), tzinfo=JST) + timedelta(minutes=minutes)
    ),
    st.integers(0, 35),
    st.integers(0, 1439),
)
tellings = st.tuples(st.just("tell"), st.booleans(), st.sets(st.sampled_from((LOG, TWIN, MILD)), min_size=1), someone)
sayings = st.tuples(st.just("say"), st.sampled_from(AckKind), st.sampled_from((LOG, TWIN, MILD)), someone)
others = st.tuples(st.sampled_from(("lose", "record", "gone", "look")), st.none(), st.none(), someone)
histories = st.lists(st.tuples(moments, tellings | sayings | others), max_size=25).map(
    lambda events: sorted(events, key=lambda event: event[0])
)


def _happens(office: Office, moment: datetime, event: tuple[object, ...]) -> None:
    text = f"{moment.astimezone(JST):%Y-%m-%dT%H:%M}"
    match event:
        case ("tell", bool(pressing), set(dates), int(who)):
            live = sorted((d for d in dates if d.key in office.live), key=lambda d: d.key)
            reader = office.people.reads_for.get(who)
            if live:
                office.tell(text, *live, who=who, read_by=reader, hours=4 if pressing else 12, pressing=pressing)
        case ("say", AckKind() as kind, deadline, int(who)):
            until = japan_date(moment) + timedelta(days=2) if kind is AckKind.DEFERRED else None
            office.say(text, kind, deadline, who=who, until=until.isoformat() if until else "")  # type: ignore[arg-type]
        case ("lose", _, _, int(number)):
            office.lose(number, text)
        case ("record", *_):
            office.recorded_at = moment
        case ("gone", *_):
            office.live = {key: live for key, live in office.live.items() if key != MILD.key}
        case _:
            pass


def _lived(office: Office, history: list[tuple[datetime, tuple[object, ...]]]) -> Iterator[tuple[datetime, NoticeSpec]]:
    """Every follow-up with its moment: the office looks when it said it would, and whenever something happens."""
    now = datetime.combine(START, datetime.min.time(), tzinfo=JST)
    for moment, event in history:
        while (wake := office.next_look(now)) and wake <= moment:
            assert [spec.dedupe for spec in office.look(wake - timedelta(seconds=1))] == [], "a wake-up was missed"
            now = wake
            yield from ((now, spec) for spec in office.look(now))
        now = moment
        _happens(office, now, event)
        yield from ((now, spec) for spec in office.look(now))


@given(history=histories, who=people)
def test_nothing_twice_nobody_pestered_nothing_at_night(
    history: list[tuple[datetime, tuple[object, ...]]], who: People
) -> None:
    office = Office(LOG, TWIN, MILD, people=who)
    found = []
    told = set()
    for moment, spec in _lived(office, history):
        found.append(spec)
        for topic in (spec.topic, *spec.also):
            deadline = office.live[topic]
            assert spec.stated_on == deadline.due_on
            urgent = is_urgent(deadline, japan_date(moment), ALARMS.office)
            near = deadline.fatal and japan_date(spec.not_before) <= deadline.act_by
            assert is_open(spec.not_before, CALENDAR, ALARMS.office) or urgent or near
            for member in spec.to:
                told.add((spec.kind, spec.dedupe, topic, member))
    assert max(Counter(spec.dedupe for spec in found).values(), default=0) <= 1
    assert len(told) == sum(len(spec.to) * (1 + len(spec.also)) for spec in found)


@given(history=histories, who=people)
def test_a_handover_names_only_who_has_not_heard_of_the_question(
    history: list[tuple[datetime, tuple[object, ...]]], who: People
) -> None:
    office = Office(LOG, TWIN, MILD, people=who)
    now = datetime.combine(START, datetime.min.time(), tzinfo=JST)
    for moment, event in history:
        now = moment
        _happens(office, now, event)
        before = {question.deadline.key: question for question in open_questions(office.known)}
        for spec in office.look(now):
            if spec.kind is NoticeKind.UNACKNOWLEDGED:
                for topic in (spec.topic, *spec.also):
                    reached = {reader for item in before[topic].told for reader in item.readers}
                    assert not reached & set(spec.to)
                    assert set(spec.to) <= set(who.roles[spec.role])


@given(who=people, pressing=st.booleans())
def test_a_silent_office_is_told_to_the_last_one_and_becomes_one_task(who: People, pressing: bool) -> None:  # noqa: FBT001 (drawn)
    office = Office(LOG, people=who)
    for member in who.roles[CHAIN[0]]:
        office.tell(f"{START}T09:00", who=member, read_by=who.reads_for.get(member), pressing=pressing)
    now = datetime.combine(START, datetime.min.time(), tzinfo=JST)
    while wake := office.next_look(now):
        now = wake
        office.look(now)
    everybody = {member for members in who.roles.values() for member in members}
    heard = {reader for item in office.sent for reader in item.readers}
    assert all(member in heard or who.reads_for.get(member, member) in heard for member in everybody)
    assert [task.topics for task in office.tasks] == [(LOG.key,)]
    handed = [item for item in office.sent if item.kind is NoticeKind.UNACKNOWLEDGED]
    assert len({item.readers for item in handed}) == len(handed)
