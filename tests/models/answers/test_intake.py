"""What the intake refuses (tests/scenarios/intake.toml), all of it at once, and what it believes."""

import tomllib
from copy import deepcopy
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.answers.faults import Fault, Faults
from models.answers.intake import NewCase, read_intake
from models.answers.intake_form import CaseForm
from models.provisions import load_law
from models.rules.japan_time import JST
from models.terms import Concealment, ExpenseKind, JustifiableReason, PersonRole, Remedy, RightInfringed

ROOT = Path(__file__).parents[3]
TABLES = tomllib.loads((ROOT / "tests" / "scenarios" / "intake.toml").read_text(encoding="utf-8"))
LAW = load_law()
NOW = datetime(2026, 6, 2, 10, 0, tzinfo=JST)
TAKEN = "https://mamasta.example/bbs/1/comment/999"
VALID: dict[str, Any] = {
    "entered_by": "事務局 見本",
    "justifiable_reason": "damages",
    "remedies": ["pledge", "damages"],
    "claim_yen": 1_000_000,
    "requester": {"name": "見本 花子（架空）", "address": "架空県見本市例示町9-9", "born_on": date(1988, 4, 1)},
    "attorney": {"name": "例示 太郎", "email": "attorney@example.jp"},
    "supervisor": {"name": "監督 次郎", "email": "supervisor@example.jp", "language": "en"},
    "posts": [
        {
            "platform": "mamasta",
            "url": f"https://mamasta.example/bbs/1/comment/{number}",
            "posted_at": datetime(2026, 6, 1, 21, 15, tzinfo=JST),
            "seen_at": "2026-06-01 21:15:00 JST",
            "right_infringed": "honour",
            "as_written": "（架空の投稿）",
        }
        for number in (101, 118)
    ],
    "expenses": [{"kind": "retainer", "amount_yen": 300_000}],
}


def changed(places: dict[str, Any]) -> dict[str, Any]:
    """The valid file with some places changed; numbers of a list count from 1."""
    data = deepcopy(VALID)
    for place, value in places.items():
        *above, last = (int(part) - 1 if part.isdigit() else part for part in place.split("."))
        spot: Any = data
        for part in above:
            spot = spot[part]
        spot[last] = value
    return data


def read(data: dict[str, Any], now: datetime = NOW) -> NewCase:
    return read_intake(data, LAW, now, lambda url, name: "2026-0001" if (url, name) == (TAKEN, requester()) else None)


def requester() -> str:
    return str(VALID["requester"]["name"])


def faults_of(data: dict[str, Any], now: datetime = NOW) -> Faults:
    with pytest.raises(Faults) as refused:
        read(data, now)
    return refused.value


@pytest.mark.parametrize("case", TABLES["refusal"], ids=lambda case: case["name"])
def test_refused(case: dict[str, Any]) -> None:
    found = {fault.field: fault for fault in faults_of(changed(case["set"])).faults}
    assert sorted(found) == sorted([case["field"], *case.get("also", [])])
    assert case["cure"] in found[case["field"]].cure


def test_a_fault_shows_what_was_typed_to_staff_but_not_to_a_log() -> None:
    refused = faults_of(changed({"requester.born_on": "昭和63年4月1日"}))
    assert "昭和63年4月1日" in refused.lines()[0]
    assert "昭和63年" not in f"{refused} {refused.faults!r}"


def test_every_fault_is_named_at_once() -> None:
    everything = {place: value for case in TABLES["refusal"][-8:] for place, value in case["set"].items()}
    wanted = {case["field"] for case in TABLES["refusal"][-8:]}
    assert {fault.field for fault in faults_of(changed(everything)).faults} == wanted


def test_an_empty_file_is_told_everything_it_lacks() -> None:
    missing = {fault.field for fault in faults_of({}).faults}
    people = {"attorney.name", "attorney.email", "supervisor.name", "supervisor.email"}
    requester_parts = {"requester.name", "requester.address", "requester.born_on"}
    assert missing == {"entered_by", "justifiable_reason", "remedies", "posts"} | people | requester_parts


def test_each_missing_field_of_a_post_is_named() -> None:
    data = changed({"posts": [{}]})
    wanted = {f"posts[1].{name}" for name in ("platform", "url", "posted_at", "seen_at", "right_infringed")}
    assert {fault.field for fault in faults_of(data).faults} == wanted


def test_a_valid_file_is_read_in_full() -> None:
    case = read(VALID)
    assert (case.draft, case.entered_by, case.claim_yen) == (False, "事務局 見本", 1_000_000)
    assert case.justifiable_reason is JustifiableReason.DAMAGES
    assert case.remedies == (Remedy.PLEDGE, Remedy.DAMAGES)
    assert [(p.role, p.language) for p in case.people] == [
        (PersonRole.REQUESTER, "ja"),
        (PersonRole.ATTORNEY, "ja"),
        (PersonRole.SUPERVISOR, "en"),
    ]
    assert case.people[0].born_on == date(1988, 4, 1)
    assert case.posts[0].posted_at == datetime(2026, 6, 1, 12, 15, tzinfo=UTC)
    assert case.posts[1].url.endswith("/118")
    assert case.posts[0].right_infringed is RightInfringed.HONOUR
    assert case.expenses == ((ExpenseKind.RETAINER, 300_000),)


def test_no_person_and_no_url_is_in_the_repr() -> None:
    shown = repr(read(VALID))
    assert not any(secret in shown for secret in ("見本 花子", "架空県", "attorney@", "comment/101", "架空の投稿"))


def test_a_draft_is_read_as_a_draft() -> None:
    assert read(changed({"draft": True})).draft


def test_the_same_post_may_be_taken_for_another_requester() -> None:
    assert read(changed({"posts.1.url": TAKEN, "requester.name": "別人 例子（架空）"})).posts[0].url == TAKEN


def test_a_corporation_has_no_birthday() -> None:
    case = read(changed({"requester.kind": "corporation", "requester.born_on": ""}))
    assert case.people[0].born_on is None


@pytest.mark.parametrize("case", TABLES["age"], ids=lambda case: case["name"])
def test_minors_act_through_a_legal_representative(case: dict[str, Any]) -> None:
    now = datetime.combine(case["on"], time(0, 30), tzinfo=JST)  # still the day before in UTC
    moments = {f"posts.{no}.{name}": "2020-01-01 10:00 JST" for no in (1, 2) for name in ("posted_at", "seen_at")}
    data = changed(moments | {"requester.born_on": case["born_on"]})
    if not case["minor"]:
        assert len(read(data, now).people) == 3
        return
    fields = {"requester.legal_representative.name", "requester.legal_representative.address"}
    assert {fault.field for fault in faults_of(data, now).faults} == fields
    data["requester"]["legal_representative"] = {"name": "見本 親権者（架空）", "address": "同所"}
    assert read(data, now).people[1].role is PersonRole.LEGAL_REPRESENTATIVE


def test_the_sample_cases_are_valid() -> None:
    law = load_law(ROOT / "templates" / "cases" / "profiles")
    now = datetime(2026, 2, 9, 10, tzinfo=JST)
    for name in ("mamasta", "impersonation"):
        data = tomllib.loads((ROOT / "templates" / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
        case = read_intake(data, law, now, lambda *_: None)
        assert (len(case.people), len(case.posts)) == ((3, 3) if name == "mamasta" else (4, 2))


def test_every_field_of_the_form_has_a_default() -> None:
    schema = CaseForm.model_json_schema()
    assert "required" not in schema
    assert all("required" not in section for section in schema["$defs"].values())


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates() | st.datetimes(),
    lambda part: st.lists(part, max_size=2) | st.dictionaries(st.sampled_from(["name", "url", "x"]), part, max_size=2),
    max_leaves=4,
)


@given(
    st.dictionaries(st.sampled_from([*VALID, "posts.1", "posts.2.url", "requester.born_on", "other"]), junk, min_size=1)
)
def test_whatever_is_in_the_file_the_answer_is_faults_or_a_case(places: dict[str, Any]) -> None:
    nested = {place: value for place, value in places.items() if "." in place}
    data = changed(nested) | {place: value for place, value in places.items() if "." not in place}
    try:
        found: tuple[Fault, ...] = ()
        read(data)
    except Faults as refused:
        found = refused.faults or (Fault(field="", value="", cure=""),)
    assert all(fault.field and fault.cure for fault in found)


@pytest.mark.parametrize("wish", Concealment)
def test_what_is_concealed_is_kept_with_the_client_only(wish: Concealment) -> None:
    people = read(changed({"requester.concealment": wish.value})).people
    assert {person.role: person.concealment for person in people if person.concealment is not Concealment.NONE} == (
        {} if wish is Concealment.NONE else {PersonRole.REQUESTER: wish}
    )


def test_a_wish_that_nobody_knows_is_refused_with_the_known_ones() -> None:
    (fault,) = faults_of(changed({"requester.concealment": "phone"})).faults
    assert (fault.field, fault.value) == ("requester.concealment", "phone")
    assert "name_and_address" in fault.cure
