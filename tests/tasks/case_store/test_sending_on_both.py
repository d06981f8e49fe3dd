"""On both databases: a concealed client's letter is held against the other open cases, released, sent and proved."""

from sqlmodel import select

from models.tables import DocumentRow, LetterRow, StepRow
from models.terms import Concealment, LetterState, StepKind, WaitKind
from tasks.answers import answer_wait, find_wait
from tasks.case_store.facts import key_of
from tasks.case_store.position import view_case
from tasks.case_store.proofs import ProofFile
from tasks.release_checks.reading import read_released
from tasks.wiring import Services
from tests.tasks.case_store.cases import REQUEST, STAFF, case_file, opened, release, work


def test_from_the_wish_to_the_proof(services: Services) -> None:
    client = case_file()["requester"]
    posts = [post | {"url": f"{post['url']}9"} for post in case_file()["posts"]]
    other = opened(services, posts=posts, requester=client | {"name": "別件 太郎"})
    ref = opened(services, requester=client | {"concealment": "address"})
    work(services, ref)
    with services.store.read() as session:
        letter_id = key_of(session.exec(select(LetterRow)).one())
    it = read_released(services, letter_id)
    assert {(party.ref, party.name) for party in it.elsewhere} == {(other, "別件 太郎")}
    assert it.requester.concealment is Concealment.ADDRESS
    release(services, ref)
    wait = find_wait(services, ref, WaitKind.LETTER_SENDING, REQUEST)
    typed = {
        "entered_by": STAFF,
        "sent": f"{services.clock.now():%Y-%m-%d %H:%M:%S} UTC",
        "channel": "post",
        "tracking_no": "123-45-67890-1",
        "proof": "特定記録の受領証",
    }
    assert answer_wait(services, ref, key_of(wait), typed, ProofFile(name="a.pdf", content=b"%PDF-1.7"))
    with services.store.read() as session:
        letter = session.get_one(LetterRow, letter_id)
        step = session.exec(select(StepRow).where(StepRow.kind == StepKind.LETTER_SENT)).one()
        document = session.get_one(DocumentRow, step.document_id)
    assert (letter.state, letter.tracking_no) == (LetterState.SENT, "123-45-67890-1")
    assert services.documents.get(document.path) == b"%PDF-1.7"
    assert view_case(services.store, services.law, ref, services.clock.now()).facts.concealment is Concealment.ADDRESS
