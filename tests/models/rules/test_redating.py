"""What was shown against what is computed now: moved, new, gone, and why."""

from dataclasses import replace
from datetime import date, timedelta

from models.facts import Deadline, ExplainedStep
from models.rules.redating import DateChange, date_changes, dated
from models.terms import Confidence, DeadlineKind, Stage

TODAY = date(2026, 7, 1)
COUNTED = ExplainedStep(text="2026年6月10日(水)の翌日から3年", cite="民法724条1号")
ROLLED = ExplainedStep(text="末日が休日なので翌日", cite="民法142条")
LIMIT = Deadline(
    key="limitation_known:sender:1",
    kind=DeadlineKind.LIMITATION_KNOWN,
    stage=Stage.DAMAGES_CLAIM,
    subject="sender:1",
    due_on=date(2029, 6, 10),
    act_by=date(2029, 6, 8),
    because=(COUNTED,),
    consequence="請求できなくなります。",
    confidence=Confidence.HIGH,
    rule="limitation_known@2020-04-01",
    fatal=True,
)


def change(now: Deadline, shown: Deadline = LIMIT) -> DateChange:
    (found,) = date_changes([dated(shown)], [now], TODAY)
    return found


def test_what_stayed_is_no_change_even_when_it_is_explained_in_other_words() -> None:
    reworded = replace(LIMIT, because=(ROLLED,), rule="other@2026-01-01")
    assert date_changes([dated(LIMIT)], [reworded], TODAY) == ()


def test_a_moved_date_says_the_steps_that_are_new() -> None:
    now = replace(LIMIT, due_on=date(2029, 6, 11), because=(COUNTED, ROLLED))
    found = change(now)
    assert found.moved
    assert (found.old, found.new) == (dated(LIMIT), dated(now))
    assert found.because == (ROLLED,)


def test_a_new_version_of_the_rule_is_named_with_the_old_one() -> None:
    found = change(replace(LIMIT, due_on=date(2031, 6, 10), rule="limitation_known@2027-04-01"))
    assert [step.text for step in found.because] == [
        "根拠の変更: limitation_known@2020-04-01 → limitation_known@2027-04-01"
    ]


def test_a_safe_day_that_moved_alone_is_a_change() -> None:
    found = change(replace(LIMIT, act_by=date(2029, 6, 7)))
    assert found.moved
    assert [step.text for step in found.because] == ["安全日の変更: 2029年6月8日(金) → 2029年6月7日(木)"]


def test_a_new_date_has_no_old_one() -> None:
    (found,) = date_changes([], [LIMIT], TODAY)
    assert (found.old, found.new, found.moved, found.because) == (None, dated(LIMIT), False, LIMIT.because)


def test_a_date_that_is_gone_counts_until_its_day_has_passed() -> None:
    (found,) = date_changes([dated(LIMIT)], [], LIMIT.due_on)
    assert (found.old, found.new, found.moved) == (dated(LIMIT), None, False)
    assert date_changes([dated(LIMIT)], [], LIMIT.due_on + timedelta(days=1)) == ()
