"""Papers that an attorney asks for, on rows: one wish is one letter, released and sent like every other."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from models.answers.faults import Faults
from models.tables import LetterRow, StepRow
from models.terms import LetterKind, LetterState, StepKind, WaitKind
from tasks.case_store.asking_papers import record_paper_asked
from tasks.case_store.facts import case_row, facts_of
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.position import view_case
from tasks.corrections import correct
from tasks.file_store import FileStore
from tasks.papers_asked import Drafted, ask_paper
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLATFORM, STAFF, answer, asked_platform, disclosed, release, work

pytestmark = pytest.mark.one_database("what is tried here is the same to both")

PETITION = "platform:mamasta/order_petition:1"
ASK = {"kind": "order_petition", "subject": PLATFORM, "entered_by": STAFF}


@pytest.fixture
def ref(services: Services) -> str:
    """A case whose platform was asked and has not answered yet."""
    return asked_platform(services)


def names(made: Services, ref: str) -> list[str]:
    return [letter.name for letter in listed_letters(made, ref)]


def waits(made: Services, ref: str) -> list[tuple[WaitKind, str]]:
    view = view_case(made.store, made.law, ref, made.clock.now())
    return [(wait.kind, wait.subject) for wait in view.waits]


def asked(made: Services) -> list[StepRow]:
    with made.store.read() as session:
        steps = select(StepRow).where(StepRow.kind == StepKind.PAPER_ASKED).order_by(col(StepRow.id))
        return list(session.exec(steps))


def letter_of(done: Drafted) -> str:
    assert done.letter is not None
    return done.letter.name


def test_it_is_drafted_at_once_and_waits_beside_the_stage(services: Services, ref: str) -> None:
    before = waits(services, ref)
    done = ask_paper(services, ref, ASK)
    assert (letter_of(done), done.is_new, done.letter and done.letter.on_demand) == (PETITION, True, True)
    assert sorted(waits(services, ref)) == sorted([*before, (WaitKind.LETTER_RELEASE, PETITION)])


def test_asked_for_twice_before_it_has_left_it_is_one_letter(services: Services, ref: str) -> None:
    first, second = ask_paper(services, ref, ASK), ask_paper(services, ref, ASK)
    assert (letter_of(second), second.is_new) == (letter_of(first), False)
    assert len(asked(services)) == 1
    assert names(services, ref).count(PETITION) == 1


def test_a_process_that_dies_after_the_wish_leaves_the_draft_to_the_next(services: Services, ref: str) -> None:
    record_paper_asked(services, ref, ASK)
    assert PETITION not in names(services, ref)
    work(services, ref)
    assert PETITION in names(services, ref)


def test_it_is_released_and_sent_and_leaves_the_stage_as_it_was(services: Services, ref: str) -> None:
    ask_paper(services, ref, ASK)
    release(services, ref, PETITION)
    sent_at = f"{services.clock.now():%Y-%m-%d %H:%M:%S} UTC"
    typed = {"sent": sent_at, "channel": "post", "proof": "受付票", "court": "東京地方裁判所"}
    answer(services, ref, WaitKind.LETTER_SENDING, PETITION, **typed)
    work(services, ref)
    assert [kind for kind, subject in waits(services, ref) if subject == PETITION] == []
    with services.store.read() as session:
        facts = facts_of(session, case_row(session, ref))
    sent = facts.steps_of(PLATFORM, StepKind.LETTER_SENT)
    assert [step.letter for step in sent] == [LetterKind.DISCLOSURE_REQUEST, LetterKind.ORDER_PETITION]
    again = ask_paper(services, ref, ASK)
    assert (letter_of(again), again.is_new) == ("platform:mamasta/order_petition:2", True)


def test_returned_it_is_drawn_anew(services: Services, ref: str) -> None:
    ask_paper(services, ref, ASK)
    answer(services, ref, WaitKind.LETTER_RELEASE, PETITION, decision="return")
    work(services, ref)
    with services.store.read() as session:
        rows = session.exec(select(LetterRow).where(LetterRow.kind == LetterKind.ORDER_PETITION)).all()
    assert sorted(row.state for row in rows) == [LetterState.DRAFTED, LetterState.VOID]


def test_a_wish_that_is_taken_back_takes_its_draft_with_it(services: Services, ref: str) -> None:
    ask_paper(services, ref, ASK)
    (step,) = asked(services)
    typed = {"fact": str(step.id), "withdraw": True, "reason": "不要になった", "entered_by": STAFF}
    correct(services, ref, typed)
    work(services, ref)
    assert PETITION not in names(services, ref)


def test_a_paper_to_a_provider_is_about_its_own_lines(services: Services) -> None:
    ref = disclosed(services)
    done = ask_paper(services, ref, ASK | {"kind": "disclosure_request", "subject": "holder:2"})
    assert letter_of(done) == "holder:2/disclosure_request:1"
    assert (WaitKind.LETTER_RELEASE, "holder:2/preservation_notice:1") in waits(services, ref)


def test_what_cannot_be_asked_for_records_nothing(services: Services, ref: str) -> None:
    with pytest.raises(Faults) as refused:
        ask_paper(services, ref, {"kind": "settlement", "subject": "sender:9"})
    assert {fault.field for fault in refused.value.faults} == {"entered_by", "subject"}
    with pytest.raises(Faults):
        ask_paper(services, ref, ASK | {"colour": "red"})
    assert asked(services) == []


def test_a_paper_that_cannot_be_drawn_is_a_task_for_the_office(services: Services, ref: str) -> None:
    folder = services.settings.root / "templates" / "letters" / "ja"
    folder.mkdir(parents=True)
    (folder / "order_petition.html.j2").write_text("{{ nobody }}", encoding="utf-8")
    done = ask_paper(services, ref, ASK)
    assert (done.letter, done.is_new, len(asked(services))) == (None, True, 1)


class Asking(FileStore):
    """Somebody else asks for the same paper while this one is stored."""

    def __init__(self, made: Services, ref: str) -> None:
        kept = made.documents
        assert isinstance(kept, FileStore)
        self.kept, self.made, self.ref, self.done = kept, made, ref, False

    def put(self, case_ref: str, name: str, content: bytes) -> str:
        if not self.done:
            self.done = True
            ask_paper(self.made, self.ref, ASK)
        return self.kept.put(case_ref, name, content)

    def get(self, path: str) -> bytes:
        return self.kept.get(path)


def test_two_who_ask_at_once_have_one_letter(services: Services, ref: str) -> None:
    other = replace(services, documents=Asking(services, ref))
    assert letter_of(ask_paper(other, ref, ASK)) == PETITION
    assert (len(asked(services)), names(services, ref).count(PETITION)) == (1, 1)
