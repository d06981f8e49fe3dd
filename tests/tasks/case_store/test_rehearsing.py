"""Settling in thought: what would change and whom it would tell, on both databases, without a trace."""

import pytest
from sqlmodel import col, select

from models.tables import NoticeRow
from models.terms import LetterKind
from tasks.case_store.facts import NoSuchCase
from tasks.case_store.opening import close_case
from tasks.case_store.position import refresh_case
from tasks.case_store.rehearsing import rehearse
from tasks.case_store.releasable import waiting_drafts
from tasks.wiring import Services
from tests.fakes import SteppedClock
from tests.tasks.case_store.cases import REQUEST, STAFF, opened, work
from tests.tasks.test_redating import everything, with_shorter_logs


def test_what_is_rehearsed_is_what_settling_does(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    clock.step(hours=1)
    law, before = with_shorter_logs(services).law, everything(services)
    found = rehearse(services.store, law, ref, clock.now())
    assert everything(services) == before
    assert found.changes
    refresh_case(services.store, law, ref, clock.now())
    with services.store.read() as session:
        new = session.exec(select(NoticeRow).order_by(col(NoticeRow.id)).offset(len(before["notice"]))).all()
    assert [(row.kind, row.topic, row.member_id) for row in new] == [
        (mail.kind, mail.topic, mail.member_id) for mail in found.mails
    ]
    assert found.mails


def test_of_a_case_that_is_over_nothing_changes(services: Services, clock: SteppedClock) -> None:
    ref = opened(services)
    close_case(services.store, services.law, ref, reason="和解", by=STAFF, now=clock.now())
    found = rehearse(services.store, with_shorter_logs(services).law, ref, clock.now())
    assert (found.changes, found.mails) == ((), ())
    with pytest.raises(NoSuchCase):
        rehearse(services.store, services.law, "2026-9999", clock.now())


def test_drafts_that_wait_are_found_by_kind_and_case(services: Services) -> None:
    ref = opened(services)
    assert waiting_drafts(services.store, (), ()) == []
    work(services, ref)
    (draft,) = waiting_drafts(services.store, (), ())
    assert (draft.ref, draft.name) == (ref, REQUEST)
    assert waiting_drafts(services.store, (LetterKind.DISCLOSURE_REQUEST,), (ref,)) == [draft]
    assert waiting_drafts(services.store, (LetterKind.CHASE_UP,), ()) == []
    assert waiting_drafts(services.store, (), ("2026-9999",)) == []
