"""Plans of cases: which legs are done, what is left, which route follows a refusal; and the deadline to begin."""

from datetime import date
from pathlib import Path

import pytest

from models.facts import Deadline, PostFact
from models.provisions import load_law
from models.provisions.figures import firm_origin
from models.rules.deadlines import routes
from models.rules.progress.platform_request import last_useful_day
from models.rules.route_progress import SubjectPlan, subject_plans
from models.terms import DeadlineKind, LetterKind, Outcome, Route, Stage, StepKind, Verdict, WaitKind
from tests.models.answers.beginnings import asked_for_ip, identified, kept, sued
from tests.models.answers.case_world import LAW, CaseWorld, at, post
from tests.models.rules.test_timetable import own_leg, provision_order

MAMASTA, X = "platform:mamasta", "platform:x"
STAGE = Stage.PLATFORM_REQUEST


def plans(world: CaseWorld, on: str | None = None) -> tuple[SubjectPlan, ...]:
    return subject_plans(world.facts, LAW, date.fromisoformat(on) if on else world.now.date())


def only(world: CaseWorld, on: str | None = None) -> SubjectPlan:
    (found,) = plans(world, on)
    return found


def left(item: SubjectPlan) -> list[str]:
    return [leg.planned.leg.key for leg in item.plan.legs]


def starts(world: CaseWorld) -> list[Deadline]:
    return list(routes.deadlines(world.facts, LAW, world.now))


def at_court(*posts: PostFact) -> CaseWorld:
    """The petition was filed on 4 June 2026; the case is about 5ch."""
    return CaseWorld(*(posts or (post(1, "5ch"),))).to("2026-06-04").send(LetterKind.DISPOSITION_PETITION)


def court(world: CaseWorld, kind: StepKind, **more: object) -> CaseWorld:
    world.step(kind, "platform:5ch", STAGE, **more)
    return world


# The route in progress


def test_a_new_case_is_on_its_platforms_usual_route() -> None:
    form = only(CaseWorld())
    assert (form.subject, form.plan.route.key, form.plan.binding.key) == (MAMASTA, "form", "request")
    assert form.plan.position.begun == 0
    assert [option.route.key for option in form.options] == ["form", "provisional_disposition", "web_form"]
    assert only(CaseWorld(post(1, "5ch"))).plan.route.key == Route.PROVISIONAL_DISPOSITION


def test_an_unknown_platform_is_planned_with_the_days_of_the_table() -> None:
    item = only(CaseWorld(post(1, "new_board")))
    assert item.plan.site is None
    assert [leg.planned.leg.typical_days for leg in item.plan.legs] == [3, 14, 24, 7, 14, 1, 8]


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.SILENT])
def test_after_a_refusal_or_silence_the_court_is_next(outcome: Outcome) -> None:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST)
    assert (only(world).plan.route.key, only(world).plan.position.begun) == ("form", 1)
    world.days(3).step(StepKind.PLATFORM_ANSWERED, MAMASTA, STAGE, outcome=outcome)
    assert (only(world).plan.route.key, only(world).plan.position.begun) == ("provisional_disposition", 0)


def test_a_chosen_route_and_a_drafted_petition_are_the_courts() -> None:
    chosen = CaseWorld()
    chosen.step(StepKind.ROUTE_CHOSEN, MAMASTA, STAGE)
    drafted = CaseWorld(post(1, "5ch"))
    drafted.draft()
    for world in (chosen, drafted):
        assert only(world).plan.route.key == "provisional_disposition"
    assert chosen.drafts() == ["platform:mamasta/disposition_petition:1"]


def test_a_form_in_time_is_late_by_plan_when_the_court_behind_it_is() -> None:
    in_time = only(CaseWorld(), "2026-06-19")
    assert (in_time.plan.verdict, in_time.verdict, in_time.why_not) == (Verdict.FEASIBLE, Verdict.FEASIBLE, "")
    assert in_time.still_possible == ()
    late = only(CaseWorld(), "2026-06-22")
    assert (late.plan.verdict, late.verdict) == (Verdict.FEASIBLE, Verdict.LATE_BY_PLAN)
    assert late.why_not.startswith(
        "応じないときの発信者情報開示仮処分: 「申立て → 債権者面接」の最終着手日は2026年6月19日(金)"
    )
    assert [text.partition(":")[0] for text in late.still_possible][:2] == [
        "発信者情報開示仮処分",
        "任意開示（書式、意見照会あり）",
    ]
    lost = only(CaseWorld(), "2026-08-30")
    assert (lost.verdict, lost.why_not) == (Verdict.OUT_OF_REACH, lost.plan.why_not)


def test_a_notice_in_time_is_not_late_because_the_court_behind_it_would_be() -> None:
    item = only(identified(), "2026-08-20")
    court = next(option for option in item.options if option.route.key == "preservation_disposition")
    assert court.plan is not None
    assert (court.plan.verdict, item.verdict) == (Verdict.LATE_BY_PLAN, Verdict.FEASIBLE)


# Legs done, legs left


def test_a_filed_petition_drops_out_and_the_rest_runs_from_it() -> None:
    item = only(at_court())
    assert left(item) == ["interview", "hearing", "security", "order", "answer", "notice"]
    assert (item.plan.position.begun, item.plan.position.since) == (1, date(2026, 6, 4))
    assert item.plan.binding.key == "interview"
    # 6月4日の3日後は日曜なので、面接は8日から。最終は6月23日。
    assert item.plan.begins_on == date(2026, 6, 8)
    assert item.plan.slack_days == 15
    assert [str(leg.expected_on) for leg in item.plan.legs][:3] == ["2026-06-08", "2026-06-22", "2026-07-16"]


def test_a_leg_that_takes_longer_pushes_the_next_to_today_and_warns_past_its_most() -> None:
    world = at_court()
    assert only(world, "2026-06-10").plan.begins_on == date(2026, 6, 10)
    late = only(world, "2026-06-24").plan
    assert (late.slack_days, late.verdict) == (-1, Verdict.LATE_BY_PLAN)
    assert any("最長の日数を13日過ぎて" in text for text in late.warnings)
    assert not any("最も長くかかると" in text for text in late.warnings)


def test_an_appointed_hearing_counts_from_its_day() -> None:
    world = court(at_court(), StepKind.HEARING_SET, on=date(2026, 6, 29))
    item = only(world)
    assert left(item)[0] == "security"
    assert item.plan.begins_on == date(2026, 7, 23)
    unset = court(at_court(), StepKind.HEARING_SET)
    assert only(unset).plan.position.since == date(2026, 6, 4)


def test_the_furthest_sign_counts_even_if_one_between_was_never_recorded() -> None:
    world = court(at_court().to("2026-07-20"), StepKind.DISPOSITION_DECIDED, outcome=Outcome.GRANTED)
    item = only(world)
    assert left(item) == ["answer", "notice"]
    assert item.plan.begins_on == date(2026, 8, 3)


def test_a_dismissal_begins_the_route_anew_and_its_start_is_no_deadline_any_more() -> None:
    world = court(at_court().to("2026-07-20"), StepKind.DISPOSITION_DECIDED, outcome=Outcome.DISMISSED)
    item = only(world)
    assert (item.plan.position.begun, item.plan.position.since) == (0, None)
    assert item.plan.verdict is Verdict.LATE_BY_PLAN
    assert item.still_possible[0].startswith("発信者情報開示仮処分: 最短の日数で進む場合に限り")
    assert starts(world) == []


def test_disclosed_lines_leave_the_identification_and_the_notice() -> None:
    item = only(asked_for_ip())
    assert item.subject.startswith("observation:")
    assert (left(item), item.plan.binding.key) == (["notice"], "notice")
    assert item.plan.position.since == date(2026, 6, 3)
    assert [option.route.key for option in item.options] == ["form"]


def test_the_provider_is_asked_to_keep_the_log_eight_days_before_its_end() -> None:
    item = only(identified())
    assert (item.subject, item.plan.route.key, left(item)) == ("holder:1", "preservation_notice", ["notice"])
    assert item.plan.legs[0].planned.latest_start == date(2026, 8, 25)
    assert {option.route.key for option in item.options} == {
        "preservation_notice",
        "preservation_disposition",
        "disclosure_suit",
    }


def test_each_holder_of_a_chain_is_planned_apart() -> None:
    world = identified()
    line = world.facts.observations[0].id
    world.identify_one(line, Outcome.IDENTIFIED, "iij")
    assert [item.subject for item in plans(world)] == ["holder:1", "holder:2"]
    assert [item.windows[0].holder for item in plans(world)] == ["ntt_docomo", "iij"]


def test_a_notice_is_awaited_and_silence_past_the_most_days_is_late() -> None:
    world = identified().send(LetterKind.PRESERVATION_NOTICE, "holder:1")
    soon = only(world, "2026-06-05").plan
    assert (soon.legs, soon.binding.key, soon.verdict) == ((), "notice", Verdict.FEASIBLE)
    assert soon.arrives_on == date(2026, 6, 11)
    assert soon.slack_days == (date(2026, 9, 2) - date(2026, 6, 11)).days
    assert only(world, "2026-06-17").plan.verdict is Verdict.FEASIBLE
    silent = only(world, "2026-06-18").plan
    assert (silent.verdict, silent.why_not) == (Verdict.LATE_BY_PLAN, silent.warnings[0])
    assert "最長の日数を1日過ぎても終わっていません" in silent.why_not
    gone = only(world, "2026-09-02").plan
    assert gone.verdict is Verdict.OUT_OF_REACH
    assert "2026年9月2日(水)以後、ログは消えている" in gone.why_not


def test_a_notice_sent_too_late_may_still_be_in_time_at_the_best() -> None:
    world = identified().to("2026-08-28").send(LetterKind.PRESERVATION_NOTICE, "holder:1")
    late = only(world).plan
    assert (late.slack_days, late.verdict) == (-3, Verdict.LATE_BY_PLAN)
    assert late.why_not == "通常の日数では2026年9月2日(水)のログ消滅に3日間に合いません。"
    assert only(world).still_possible == ()


def test_a_refused_notice_is_followed_by_the_court_and_a_suit_by_its_service() -> None:
    refused = identified()
    refused.step(StepKind.PRESERVATION_ANSWERED, "holder:1", Stage.LOG_PRESERVATION, outcome=Outcome.REFUSED)
    assert only(refused).plan.route.key == "preservation_disposition"
    refused.step(StepKind.LETTER_SENT, "holder:1", Stage.SUBSCRIBER_DISCLOSURE, letter=LetterKind.DISCLOSURE_COMPLAINT)
    suit = only(refused)
    assert (suit.plan.route.key, left(suit)) == ("disclosure_suit", ["service"])
    refused.step(StepKind.SUIT_SERVED, "holder:1", Stage.SUBSCRIBER_DISCLOSURE)
    assert left(only(refused)) == []


def test_what_is_kept_or_sued_for_needs_no_plan() -> None:
    assert plans(kept()) == plans(sued()) == ()


def test_two_platforms_are_planned_apart_the_most_urgent_first() -> None:
    world = CaseWorld(post(1, "mamasta"), post(2, "x"))
    assert [item.subject for item in plans(world)] == [X, MAMASTA]
    both = CaseWorld(post(1, "5ch"), post(2, "5ch", at("2026-06-02T12:00")))
    assert len(only(both).windows) == 2


def test_the_platforms_own_log_counts_until_it_was_searched() -> None:
    world = CaseWorld(post(1, "x")).send(LetterKind.DISPOSITION_PETITION)
    before = only(world, "2026-06-08")
    assert {leg.window.holder for leg in before.plan.legs} == {""}
    world.step(StepKind.HEARING_SET, X, STAGE, on=date(2026, 6, 18))
    after = only(world, "2026-08-01")
    assert {window.role.value for window in after.windows} == {"platform", "unknown"}
    # 7月31日にXのログが消えても、期日は済んでいるのでプロバイダのログだけが問題になる。
    assert after.plan.bound_by.role.value == "unknown"


# The deadline to begin


def test_the_last_start_is_a_deadline_with_every_leg_and_source() -> None:
    (start,) = starts(CaseWorld())
    assert (start.kind, start.subject, start.fatal) == (DeadlineKind.ROUTE_START, MAMASTA, False)
    assert start.due_on == start.act_by == date(2026, 6, 19)
    assert (start.confidence.value, start.trigger) == ("L", "post:1")
    assert start.rule == "route:provisional_disposition@2002-05-27"
    assert start.article == "民事保全法23条2項・4項、24条、14条"
    texts = [step.text for step in start.because]
    assert texts[0] == "保存期間 プロバイダ不明（知られている最短）: 早ければ2026年8月30日(日)に消える"
    assert texts[1] == "申立て → 債権者面接 3日（1～7日）"
    assert len(texts) == 9
    assert "71日前の2026年6月20日(土)まで" in texts[-1]
    assert texts[-1].endswith("（その日は閉庁日・休業日なので、前の開庁日の2026年6月19日(金)）")
    assert all(step.cite for step in start.because)


def test_no_roll_is_said_where_there_is_none() -> None:
    (start,) = starts(CaseWorld(post(1, "5ch", at("2026-06-02T12:00"))))
    assert start.due_on == date(2026, 6, 19)
    (monday,) = starts(CaseWorld(post(1, "5ch", at("2026-06-03T12:00"))))
    assert monday.due_on == date(2026, 6, 22)
    assert monday.because[-1].text.endswith("までに「申立て → 債権者面接」を始める")


def test_a_form_does_not_end_the_time_for_the_court() -> None:
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST)
    assert [item.due_on for item in starts(world)] == [date(2026, 6, 19)]
    # 起案・発信許可・提出に開庁日を一日とる。
    assert last_useful_day(world.facts, LAW, "mamasta") == date(2026, 6, 18)
    monday = CaseWorld(post(1, "mamasta", at("2026-06-03T12:00")), on="2026-06-04T10:00")
    assert last_useful_day(monday.facts, LAW, "mamasta") == date(2026, 6, 19)


def test_too_late_by_the_usual_days_the_deadline_goes_by_the_least_and_the_work_is_due_at_once() -> None:
    world = CaseWorld(post(1, "x"))
    (start,) = starts(world)
    assert start.due_on == date(2026, 7, 17)
    assert "受付の時点で過ぎていた" in start.because[-1].text
    assert last_useful_day(world.facts, LAW, "x") == date(2026, 6, 2)


def test_opened_on_the_last_day_is_not_too_late() -> None:
    world = CaseWorld(on="2026-06-19T09:00")
    assert [start.due_on for start in starts(world)] == [date(2026, 6, 19)]
    assert last_useful_day(world.facts, LAW, "mamasta") == date(2026, 6, 19)
    (next_day,) = starts(CaseWorld(on="2026-06-20T09:00"))
    assert next_day.due_on > date(2026, 6, 19)


def test_once_begun_or_nothing_at_stake_there_is_no_start() -> None:
    assert starts(at_court()) == []
    assert starts(asked_for_ip()) == []
    assert last_useful_day(asked_for_ip().facts, LAW, "mamasta") is None
    world = CaseWorld().send(LetterKind.DISCLOSURE_REQUEST)
    world.answer(WaitKind.PLATFORM_ANSWER, outcome="no_record", received="2026-06-02 10:00:00 JST")
    assert starts(world) == []


def test_a_firms_route_is_followed_by_its_own_signs(tmp_path: Path) -> None:
    (tmp_path / "timetables").mkdir()
    text = (
        provision_order().replace("provision_order", "provisional_disposition", 1).replace("2022-10-01", "2002-05-27")
    )
    (tmp_path / "timetables" / "provisional_disposition.toml").write_text(text, encoding="utf-8")
    law = load_law(tmp_path)
    world = court(at_court().to("2026-06-12"), StepKind.PROVISION_ORDERED)
    (item,) = subject_plans(world.facts, law, world.now.date())
    assert left(item) == ["named", "notified", "data"]
    assert item.plan.begins_on == date(2026, 6, 19)


def test_a_firms_days_move_the_deadline(tmp_path: Path) -> None:
    (tmp_path / "timetable.toml").write_text(own_leg("order", 10, 60, 24), encoding="utf-8")
    law = load_law(tmp_path)
    (start,) = routes.deadlines(CaseWorld().facts, law, at("2026-06-02T10:00"))
    assert start.due_on == date(2026, 6, 10)
    assert any(step.cite.startswith(firm_origin("timetable.toml")) for step in start.because)
