"""Staff add to, split and correct a chain: the old hop stays on record, and no paper to a wrong holder leaves."""

from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from flows.briefing import briefing
from flows.chain_shown import chain_json, chain_text, done_text
from flows.cli import app
from models.answers.chain_change import ChainAct, ChainForm
from models.answers.faults import Faults
from models.terms import ProviderCategory, StepKind, WaitKind
from tasks.case_store import docket
from tasks.case_store.chain_list import list_chains
from tasks.case_store.chaining import ChainDone, change_chain
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.opening import close_case
from tasks.case_store.position import view_case
from tasks.case_store.versions import paper_text
from tasks.wiring import Services
from tests.fakes import DictRegistry, identification
from tests.tasks.case_store.cases import ATTORNEY, FIXED_IP, MOBILE_IP, STAFF, answer, disclosed, release, send, work

pytestmark = pytest.mark.one_database("`test_chains_on_both.py` walks the same doors on both")

NOTICE = "holder:1/preservation_notice:1"


@pytest.fixture
def ref(services: Services) -> str:
    """A case of two posts: one line with a mobile carrier, one with a fixed-line provider."""
    return disclosed(services)


def change(made: Services, ref: str, act: ChainAct, at: int | str, provider: str, **more: str) -> ChainDone:
    typed = {"basis": "回答書（架空）", "entered_by": STAFF} | more
    done = change_chain(
        made.store, made.law, ref, ChainForm(act=act, at=str(at), provider=provider, **typed), made.clock.now()
    )
    work(made, ref)
    return done


def chains(made: Services, ref: str) -> list[list[list[str]]]:
    document = chain_json(list_chains(made.store, made.law, ref), made.law, "ja")
    return [[[hop["provider"] for hop in chain] for chain in line["chains"]] for line in document["observations"]]


def hop_id(made: Services, ref: str, provider: str) -> int:
    return next(hop.id for hop in list_chains(made.store, made.law, ref).facts.hops if hop.provider == provider)


def line_id(made: Services, ref: str, number: int) -> int:
    return view_case(made.store, made.law, ref, made.clock.now()).facts.observations[number - 1].id


def waits(made: Services, ref: str) -> set[str]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    return {f"{wait.kind} {wait.subject}" for wait in view.waits}


def events(store: Store, ref: str) -> list[str]:
    with store.read() as session:
        return [entry.event for entry in docket.entries(session, key_of(case_row(session, ref)))]


def test_a_hop_is_added_below_and_gets_its_own_clock_and_notice(services: Services, ref: str) -> None:
    done = change(services, ref, ChainAct.ADD, line_id(services, ref, 1), "iij")
    assert chains(services, ref) == [[["sample_mobile", "iij"]], [["sample_fibre"]]]
    assert done.hop == hop_id(services, ref, "iij")
    assert f"letter_release holder:3/{NOTICE.partition('/')[2]}" in waits(services, ref)
    line = chain_json(list_chains(services.store, services.law, ref), services.law, "ja")["observations"][0]
    upper, lower = line["chains"][0]
    assert (upper["confidence"], lower["source"], lower["basis"]) == ("M", "staff", "回答書（架空）")
    assert upper["clock"]["closes_earliest"]
    assert lower["clock"]
    assert (upper["notice"], lower["notice"], line["ask"]) == ("drafted", "drafted", None)
    assert "chain_add" in events(services.store, ref)


def test_two_candidates_are_both_asked_to_keep_their_logs(services: Services, ref: str) -> None:
    change(services, ref, ChainAct.SPLIT, hop_id(services, ref, "sample_mobile"), "kddi")
    assert chains(services, ref)[0] == [["sample_mobile"], ["kddi"]]
    listed = list_chains(services.store, services.law, ref)
    line = chain_json(listed, services.law, "ja")["observations"][0]
    assert [chain[0]["confidence"] for chain in line["chains"]] == ["L", "L"]
    assert f"letter_release holder:3/{NOTICE.partition('/')[2]}" in waits(services, ref)
    with pytest.raises(Faults) as refused:
        change(services, ref, ChainAct.ADD, line_id(services, ref, 1), "iij")
    assert [fault.field for fault in refused.value.faults] == ["add"]
    change(services, ref, ChainAct.CORRECT, hop_id(services, ref, "sample_mobile"), "kddi")
    assert chains(services, ref)[0] == [["kddi"]]


def test_a_wrong_hop_stays_on_record_and_its_unsent_papers_are_void(services: Services, ref: str) -> None:
    wrong = hop_id(services, ref, "sample_mobile")
    release(services, ref, NOTICE)
    change(services, ref, ChainAct.ADD, line_id(services, ref, 1), "iij")
    done = change(services, ref, ChainAct.CORRECT, wrong, "kddi", basis="登録の読み違い")
    assert (done.superseded, done.void, done.released, done.sent) == (True, (NOTICE,), (NOTICE,), ())
    assert chains(services, ref)[0] == [["kddi", "iij"]]
    document = chain_json(list_chains(services.store, services.law, ref), services.law, "ja")
    gone = document["observations"][0]["superseded"]
    assert [(hop["id"], hop["provider"], hop["because"]) for hop in gone] == [
        (wrong, "sample_mobile", "登録の読み違い")
    ]
    assert f"letter_sending {NOTICE}" not in waits(services, ref)
    assert "発送しないでください" in done_text(ref, done)
    assert "訂正済み: 登録の読み違い" in chain_text(document, "ja")


def test_a_draft_that_named_two_lines_is_written_again_for_the_one_that_remains(
    services: Services, registry: DictRegistry
) -> None:
    registry.answers[FIXED_IP] = "sample_mobile"
    ref = disclosed(services)
    second = line_id(services, ref, 2)
    wrong = next(h.id for h in list_chains(services.store, services.law, ref).facts.hops if h.observation_id == second)
    before = _draft(services, ref)
    assert {MOBILE_IP, FIXED_IP} == {ip for ip in (MOBILE_IP, FIXED_IP) if ip in before}
    change(services, ref, ChainAct.CORRECT, wrong, "kddi")
    assert MOBILE_IP in _draft(services, ref)
    assert FIXED_IP not in _draft(services, ref)


def _draft(made: Services, ref: str, letter: str = NOTICE) -> str:
    view = view_case(made.store, made.law, ref, made.clock.now())
    wait = next(w for w in view.waits if w.subject == letter)
    return paper_text(made, wait.letter_id or 0).translate(str.maketrans("０１２３４５６７８９．", "0123456789."))


def test_a_holder_that_was_written_to_stays_and_the_right_one_stands_below_it(services: Services, ref: str) -> None:
    release(services, ref, NOTICE)
    send(services, ref, NOTICE)
    done = change(services, ref, ChainAct.CORRECT, hop_id(services, ref, "sample_mobile"), "kddi")
    assert (done.superseded, done.sent, done.void) == (False, (NOTICE,), ())
    assert chains(services, ref)[0] == [["sample_mobile", "kddi"]]
    assert "preservation_answer holder:1" not in waits(services, ref)
    assert "発送済みです" in done_text(ref, done)


def test_a_holder_that_was_written_to_about_another_line_too_is_still_waited_for(
    services: Services, registry: DictRegistry
) -> None:
    registry.answers[FIXED_IP] = "sample_mobile"
    ref = disclosed(services)
    release(services, ref, NOTICE)
    send(services, ref, NOTICE)
    change(services, ref, ChainAct.CORRECT, hop_id(services, ref, "sample_mobile"), "kddi")
    assert chains(services, ref) == [[["sample_mobile", "kddi"]], [["sample_mobile"]]]
    view = view_case(services.store, services.law, ref, services.clock.now())
    assert view.facts.last_step("holder:1", StepKind.PRESERVATION_ANSWERED) is None
    assert "preservation_answer holder:1" in waits(services, ref)


def test_all_faults_of_a_change_at_once_and_nothing_written(services: Services, ref: str) -> None:
    for act, at, fields in (
        (ChainAct.ADD, 99, {"by", "basis", "provider", "add"}),
        (ChainAct.CORRECT, 99, {"by", "basis", "provider", "correct"}),
    ):
        with pytest.raises(Faults) as refused:
            change(services, ref, act, at, "nobody", basis="", entered_by="")
        assert {fault.field for fault in refused.value.faults} == fields
    for act, at in (
        (ChainAct.ADD, line_id(services, ref, 1)),
        (ChainAct.SPLIT, hop_id(services, ref, "sample_mobile")),
    ):
        with pytest.raises(Faults) as refused:
            change(services, ref, act, at, "sample_mobile")
        assert ["経路に既にある" in fault.cure for fault in refused.value.faults] == [True]
    close_case(services.store, services.law, ref, reason="和解", by=STAFF, now=services.clock.now())
    with pytest.raises(Faults) as refused:
        change(services, ref, ChainAct.ADD, line_id(services, ref, 1), "iij")
    assert [fault.field for fault in refused.value.faults] == ["case"]
    assert not [event for event in events(services.store, ref) if event.startswith("chain_")]


def test_what_a_candidate_names_stands_below_that_candidate(services: Services, registry: DictRegistry) -> None:
    registry.answers[FIXED_IP] = identification(FIXED_IP, "jpne", status="needs_review", needs_review=True)
    ref = disclosed(services)
    second = f"observation:{line_id(services, ref, 2)}"
    answer(services, ref, WaitKind.PROVIDER_REVIEW, second, provider="jpne", basis="JPNIC")
    work(services, ref)
    for provider in ("sample_mobile", "jpne"):
        change(services, ref, ChainAct.SPLIT, hop_id(services, ref, provider), "kddi")
    answer(services, ref, WaitKind.LETTER_RELEASE, NOTICE, decision="return")  # the log may go earlier than it says
    work(services, ref)
    release(services, ref, NOTICE)
    send(services, ref, NOTICE)
    work(services, ref)
    now = f"{services.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    typed = {"outcome": "another_provider", "received": now, "other_provider": "iij"}
    answer(services, ref, WaitKind.PRESERVATION_ANSWER, "holder:1", **typed)
    answer(services, ref, WaitKind.PROVIDER_REVIEW, second, provider="so_net", basis="JPNE の回答")
    assert chains(services, ref) == [[["kddi"], ["sample_mobile", "iij"]], [["kddi"], ["jpne", "so_net"]]]


def test_only_counsel_decides_to_ask_a_company_that_rents_out_servers(
    services: Services, registry: DictRegistry
) -> None:
    doubtful = identification(MOBILE_IP, "sakura", status="needs_review", needs_review=True)
    registry.answers[MOBILE_IP] = replace(doubtful, reasons=("hosting_not_access",), category=ProviderCategory.HOSTING)
    ref = disclosed(services)
    line = f"observation:{line_id(services, ref, 1)}"
    view = view_case(services.store, services.law, ref, services.clock.now())
    wait = next(w for w in view.waits if w.kind is WaitKind.PROVIDER_REVIEW)
    assert "弁護士が決めて" in briefing(wait, view, services.law, "ja")
    for typed in ({}, {"attorney": STAFF}):
        with pytest.raises(Faults) as refused:
            answer(services, ref, WaitKind.PROVIDER_REVIEW, line, provider="sakura", basis="回答", **typed)
        assert [fault.field for fault in refused.value.faults] == ["attorney"]
    with pytest.raises(Faults):
        change(services, ref, ChainAct.ADD, line_id(services, ref, 1), "sakura")
    answer(services, ref, WaitKind.PROVIDER_REVIEW, line, provider="sakura", basis="VPN の運営者", attorney=ATTORNEY)
    assert chains(services, ref)[0] == [["sakura"]]


def test_the_review_shows_both_candidates_and_why_but_no_address_and_no_person(
    services: Services, registry: DictRegistry
) -> None:
    doubtful = identification(MOBILE_IP, "jpne", status="needs_review", needs_review=True)
    registry.answers[MOBILE_IP] = replace(
        doubtful, holder="株式会社JPIX", reasons=("vne_ask_for_isp",), held_then="Mihon Networks"
    )
    person = identification(FIXED_IP, None, status="needs_review", needs_review=True)
    registry.answers[FIXED_IP] = replace(person, holder="Mihon Taro", reasons=("unknown_holder",))
    ref = disclosed(services)
    view = view_case(services.store, services.law, ref, services.clock.now())
    texts = [briefing(w, view, services.law, "ja") for w in view.waits if w.kind is WaitKind.PROVIDER_REVIEW]
    both = "\n".join(texts)
    assert "登録機関の示す保有者: 株式会社JPIX" in both
    assert "プロファイルの候補: `jpne`" in both
    assert "通信の日の保有者（登録の履歴）: Mihon Networks" in both
    assert "どのプロバイダの回線かを尋ねる" in both
    assert MOBILE_IP not in both
    assert "Mihon Taro" not in both
    assert f"kaiji chain {ref}" in both
    assert "Mihon Taro" in chain_text(
        chain_json(list_chains(services.store, services.law, ref), services.law, "ja"), "ja"
    )


def test_a_wholesaler_is_asked_with_address_port_and_moment(services: Services, registry: DictRegistry) -> None:
    registry.answers[MOBILE_IP] = identification(MOBILE_IP, "jpne", status="needs_review", needs_review=True)
    ref = disclosed(services)
    line = line_id(services, ref, 1)
    answer(services, ref, WaitKind.PROVIDER_REVIEW, f"observation:{line}", provider="jpne", basis="JPNIC")
    work(services, ref)
    paper = _draft(services, ref, f"{NOTICE.replace('1', '2', 1)}")
    assert "どの電気通信事業者の利用者によるものか" in paper
    assert "契約者の氏名" not in paper
    assert "貴社を被告" not in paper
    document = chain_json(list_chains(services.store, services.law, ref), services.law, "ja")
    ask = document["observations"][0]["ask"]
    assert (ask["address"], ask["port"], ask["moment"]) == (MOBILE_IP, 50001, "2026-01-08T14:41:05+00:00")
    assert f"{MOBILE_IP} ポート 50001" in chain_text(document, "ja")
    view = view_case(services.store, services.law, ref, services.clock.now())
    wait = next(w for w in view.waits if w.kind is WaitKind.PROVIDER_REVIEW)
    said = briefing(wait, view, services.law, "ja")
    assert "卸の事業者（VNE）" in said
    assert "送信元ポート: あり" in said
    assert MOBILE_IP not in said
    answer(services, ref, WaitKind.PROVIDER_REVIEW, f"observation:{line}", provider="so_net", basis="JPNE の回答")
    assert chains(services, ref)[0] == [["jpne", "so_net"]]


def test_the_command_shows_and_changes(services: Services, ref: str) -> None:
    runner = CliRunner()
    line = str(line_id(services, ref, 1))
    added = runner.invoke(app, ["chain", ref, "--add", line, "iij", "--basis", "回答書", "--by", STAFF])
    assert (added.exit_code, "経路に追加" in added.output) == (0, True)
    shown = runner.invoke(app, ["chain", ref])
    assert "IIJ" in shown.output
    assert "保存要請: 草案" in shown.output
    as_json = runner.invoke(app, ["chain", ref, "--json"])
    assert '"provider": "iij"' in as_json.output
    two = runner.invoke(app, ["chain", ref, "--add", line, "kddi", "--split", "1", "kddi"])
    assert isinstance(two.exception, ValueError)
    assert not isinstance(two.exception, typer.Exit)
