"""Release and sending through the one door: nothing leaves with a fault, and what left has its number and proof."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from flows.cli import app
from models.answers.faults import Faults
from models.tables import CaseRow, DocumentRow, LetterRow, StepRow
from models.terms import DocumentKind, LetterState, PaperFormat, StepKind, WaitKind
from tasks import wiring
from tasks.answers import answer_wait, find_wait
from tasks.case_store.facts import key_of
from tasks.case_store.importing import import_edited
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.proofs import ProofFile
from tasks.papers.edited import GivenFile
from tasks.release_checks import release_faults
from tasks.release_checks.reading import read_released
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import ATTORNEY, REQUEST, STAFF, answer, case_file, opened, release, work
from tests.tasks.papers.word_files import edited, parts_in

pytestmark = pytest.mark.one_database("nothing here depends on its kind")

RECEIPT = ProofFile(name="植込花子の受領証.PDF", content=b"%PDF-1.7 receipt")
STRANGER = "別件 太郎"
DRAFT_LINE = "弁護士の確認・発信前の草案"


@pytest.fixture
def ref(services: Services) -> str:
    """A case whose request to the platform is drafted."""
    made = opened(services)
    work(services, made)
    return made


def _letter(made: Services, ref: str) -> LetterRow:
    with made.store.read() as session:
        case = session.exec(select(CaseRow).where(CaseRow.ref == ref)).one()
        return session.exec(select(LetterRow).where(LetterRow.case_id == case.id, col(LetterRow.no) > 0)).one()


def _another(made: Services, **requester: Any) -> str:
    posts = [post | {"url": f"{post['url']}9"} for post in case_file()["posts"]]
    return opened(made, posts=posts, requester=case_file()["requester"] | requester)


def _send(made: Services, ref: str, proof: ProofFile | None = None, **typed: Any) -> None:
    wait = find_wait(made, ref, WaitKind.LETTER_SENDING, REQUEST)
    sent = f"{made.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    answer_wait(made, ref, key_of(wait), {"entered_by": STAFF, "sent": sent, "proof": "受領証"} | typed, proof)


def test_who_is_a_party_elsewhere_is_read_from_all_open_cases(services: Services, ref: str) -> None:
    other = _another(services, name=STRANGER)
    it = read_released(services, key_of(_letter(services, ref)))
    assert {(party.ref, party.name) for party in it.elsewhere} == {(other, STRANGER)}
    assert STRANGER not in repr(it)
    assert it.papers[0].text
    without = replace(services, law=replace(services.law, platforms={}))
    (fault,) = release_faults(without, key_of(_letter(services, ref)))
    assert "プロファイル" in fault.what
    assert release_faults(services, key_of(_letter(services, ref))) == ()


def _bring_back(made: Services, ref: str, old: str, new: str) -> None:
    """The attorney's Word files come back: with other words in the main paper, the draft lines gone."""
    (letter,) = listed_letters(made, ref)
    found = (file for file in letter.current.files if file.format is PaperFormat.DOCX)
    given = [
        _worked_on(made.documents.get(file.path), old, new if number == 0 else "") for number, file in enumerate(found)
    ]
    import_edited(made, ref, letter.id, given, ATTORNEY)


def _worked_on(content: bytes, old: str, new: str) -> GivenFile:
    there = old in parts_in(content)["word/document.xml"].decode()
    return GivenFile(name=f"{len(content)}.docx", content=edited(content, (old, new)) if there else content)


def test_what_an_attorney_wrote_by_hand_is_held_against_the_other_cases(services: Services, ref: str) -> None:
    other = _another(services, name=STRANGER)
    slip = f"請求者は{STRANGER.replace(' ', '')}であり、プロバイダ責任制限法による。"
    _bring_back(services, ref, DRAFT_LINE, slip)
    with pytest.raises(Faults) as refused:
        release(services, ref)
    lines = refused.value.lines()
    assert any(f"別の事件（{other}）の当事者" in line and f"kaiji import {ref}" in line for line in lines)
    assert any("「プロバイダ責任制限法」" in line for line in lines)
    assert "別件" not in "".join(lines)
    _bring_back(services, ref, slip, "請求者は本状を証拠と共に送る。")
    release(services, ref)


def test_a_paper_that_was_changed_on_disk_is_not_released(services: Services, ref: str) -> None:
    path = services.documents.absolute(_letter(services, ref).path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Faults) as refused:
        answer(services, ref, WaitKind.LETTER_RELEASE, attorney="別人")
    of_form, of_paper = refused.value.faults  # both at once
    assert (of_form.field, of_paper.field) == ("attorney", "letter")
    assert "保存したときの内容と異なります" in of_paper.value
    path.unlink()
    assert len(release_faults(services, key_of(_letter(services, ref)))) == 1
    assert _letter(services, ref).state is LetterState.DRAFTED


def test_a_draft_that_lay_past_its_answer_day_is_not_released(
    services: Services, ref: str, clock: SteppedClock
) -> None:
    clock.step(days=20)
    told = [fault.what for fault in release_faults(services, key_of(_letter(services, ref)))]
    assert any("もう過ぎています" in what for what in told)
    answer(services, ref, WaitKind.LETTER_RELEASE, decision="return")  # needs no faultless paper
    work(services, ref)
    release(services, ref)


def test_number_and_proof_are_kept_with_the_sending(services: Services, ref: str) -> None:
    release(services, ref)
    _send(services, ref, RECEIPT, channel="post", tracking_no="123-45-67890-1")
    assert _letter(services, ref).tracking_no == "123-45-67890-1"
    with services.store.read() as session:
        step = session.exec(select(StepRow).where(StepRow.kind == StepKind.LETTER_SENT)).one()
        document = session.get_one(DocumentRow, step.document_id)
    assert (document.kind, document.title[-4:]) == (DocumentKind.EVIDENCE, ".pdf")
    assert services.documents.get(document.path) == RECEIPT.content
    assert "植込" not in document.title + document.path + repr(RECEIPT)


def _refused(made: Services, ref: str, proof: ProofFile, **typed: Any) -> dict[str, str]:
    with pytest.raises(Faults) as refused:
        _send(made, ref, proof, **typed)
    return {fault.field: fault.cure for fault in refused.value.faults}


def test_a_file_that_proves_nothing_is_refused_and_a_refused_sending_keeps_none(services: Services, ref: str) -> None:
    wait = find_wait(services, ref, WaitKind.LETTER_RELEASE, REQUEST)
    with pytest.raises(Faults) as refused:
        answer_wait(services, ref, key_of(wait), {"entered_by": STAFF, "attorney": ATTORNEY}, RECEIPT)
    assert [fault.field for fault in refused.value.faults] == ["proof_file"]
    release(services, ref)
    assert ".pdf" in _refused(services, ref, ProofFile(name="receipt.exe", content=b"x"))["proof_file"]
    assert ".pdf" in _refused(services, ref, ProofFile(name="receipt", content=b"x"))["proof_file"]
    assert "空のファイル" in _refused(services, ref, ProofFile(name="receipt.pdf", content=b""))["proof_file"]
    assert set(_refused(services, ref, RECEIPT, channel="certified_post")) == {"channel", "tracking_no"}
    assert _letter(services, ref).state is LetterState.RELEASED
    with services.store.read() as session:
        assert session.exec(select(DocumentRow).where(DocumentRow.kind == DocumentKind.EVIDENCE)).all() == []


def test_the_command_brings_the_proof(services: Services, ref: str, clock: SteppedClock, tmp_path: Path) -> None:
    release(services, ref)
    clock.step(hours=1)
    sent = f"{clock.now() - timedelta(minutes=5):%Y-%m-%d %H:%M:%S} UTC"
    typed = tmp_path / "sending.toml"
    typed.write_text(
        f'wait = "letter_sending"\n[typed]\nentered_by = "{STAFF}"\nsent = "{sent}"\nproof = "受領証"\n', "utf-8"
    )
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(b"\x89PNG receipt")
    with wiring.using(services):
        done = CliRunner().invoke(app, ["answer", ref, "--file", str(typed), "--proof-file", str(receipt)])
    assert done.exit_code == 0, (done.output, done.exception)
    assert _letter(services, ref).state is LetterState.SENT
    with services.store.read() as session:
        titles = session.exec(select(DocumentRow.title).where(DocumentRow.kind == DocumentKind.EVIDENCE)).all()
    assert [title[-4:] for title in titles] == [".png"]
