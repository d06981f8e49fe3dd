"""A letter is about its addressee's own lines, never about those of somebody else."""

from datetime import UTC, datetime

from models.tables import PersonRow, sealing
from models.terms import LetterKind, Outcome, PersonRole
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.wiring import Services
from tests.tasks.case_store.cases import disclosed


def _line(made: Services, ref: str, holder_no: int, same_as: int | None = None) -> int:
    """A sender behind one holder's line."""
    with made.store.write() as session:
        row = PersonRow(
            case_id=key_of(case_row(session, ref)),
            role=PersonRole.SUBSCRIBER,
            no=holder_no,
            name=f"仮名 {holder_no}",
            name_index=sealing.ring().blind(f"仮名 {holder_no}"),
            address="架空県例示市",
            holder_no=holder_no,
            disclosed_at=datetime(2026, 9, 1, tzinfo=UTC),
            is_sender=Outcome.SENDER.value,
            same_as=same_as,
        )
        session.add(row)
        session.flush()
        return key_of(row)


def _posts(made: Services, ref: str, sender: int, kind: LetterKind) -> list[int]:
    desk = Desk(law=made.law, firm=made.settings.firm, now=made.clock.now())
    with made.store.read() as session:
        context = letter_context(session, case_row(session, ref), kind, f"sender:{sender}", 1, desk)
    assert {line.post_no for line in context.logs} == {post.no for post in context.posts}
    return [post.no for post in context.posts]


def test_nobody_is_accused_of_what_another_sender_posted(services: Services) -> None:
    ref = disclosed(services)
    first, second = _line(services, ref, 1), _line(services, ref, 2)
    for kind in (LetterKind.DEMAND_LETTER, LetterKind.CRIMINAL_COMPLAINT, LetterKind.DAMAGES_COMPLAINT):
        assert _posts(services, ref, first, kind) == [1]
        assert _posts(services, ref, second, kind) == [2]


def test_one_sender_behind_two_lines_is_told_of_both(services: Services) -> None:
    ref = disclosed(services)
    first = _line(services, ref, 1)
    _line(services, ref, 2, same_as=first)
    assert _posts(services, ref, first, LetterKind.DEMAND_LETTER) == [1, 2]
