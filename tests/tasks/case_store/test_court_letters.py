"""A court paper goes to the court that has jurisdiction, belongs to the case it says, and asks for what is left."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.tables import LetterRow, StepRow
from models.terms import LetterKind, LetterState, Outcome, Stage, StepKind
from tasks.case_store.facts import case_row, key_of
from tasks.case_store.letter_material import Desk, letter_context
from tasks.letter_context import LetterContext, RelatedCase
from tasks.wiring import Services
from tests.tasks.case_store.cases import PLATFORM, case_file, disclosed, opened

K = LetterKind
TOKYO, OSAKA, FUKUOKA = "東京都千代田区見本町1-1", "大阪府大阪市見本区1-1", "福岡県福岡市見本区1-1"


def _context(made: Services, ref: str, kind: K, subject: str = PLATFORM, **profile: Any) -> LetterContext:
    """A letter of the case; `profile` is what the directory says of the platform."""
    site = replace(made.law.platform("mamasta"), **profile)
    law = replace(made.law, platforms={**made.law.platforms, "mamasta": site})
    desk = Desk(law=law, firm=made.settings.firm, now=made.clock.now())
    with made.store.read() as session:
        return letter_context(session, case_row(session, ref), kind, subject, 1, desk)


def _delete_too(made: Services, address: str = TOKYO) -> str:
    requester = case_file()["requester"] | {"address": address}
    return opened(made, remedies=["damages", "deletion"], requester=requester)


def _note(made: Services, ref: str, kind: StepKind, on: datetime, subject: str = PLATFORM, **said: Any) -> None:
    with made.store.write() as session:
        session.add(
            StepRow(
                case_id=key_of(case_row(session, ref)),
                stage=Stage.PLATFORM_REQUEST,
                kind=kind,
                subject=subject,
                happened_at=on,
                recorded_at=on,
                recorded_by="事務",
                dedupe=f"{kind}-{subject}-{on}",
                **said,
            )
        )


def test_deletion_that_is_petitioned_for_apart_is_not_asked_twice(services: Services) -> None:
    ref = _delete_too(services)
    with services.store.write() as session:
        letter = LetterRow(
            case_id=key_of(case_row(session, ref)),
            stage=Stage.PLATFORM_REQUEST,
            kind=K.DELETION_PETITION,
            subject=PLATFORM,
            no=1,
            state=LetterState.DRAFTED,
            drafted_at=services.clock.now(),
            path="x",
            sha256="x",
            on_demand=True,
        )
        session.add(letter)
    petition = _context(services, ref, K.DISPOSITION_PETITION, address=(TOKYO,))
    assert not petition.deletion
    assert petition.deletion_apart == "既に別の申立書によることとした"
    with services.store.write() as session:
        session.get_one(LetterRow, 1).state = LetterState.VOID
    assert _context(services, ref, K.DISPOSITION_PETITION, address=(TOKYO,)).deletion


def test_nobody_is_asked_to_delete_what_is_gone(services: Services) -> None:
    ref = _delete_too(services)
    gone = datetime(2026, 1, 15, tzinfo=UTC)
    _note(services, ref, StepKind.POST_DELETED, gone, "post:1")
    petition = _context(services, ref, K.DELETION_PETITION, address=(TOKYO,))
    assert (petition.deletion, petition.deleted_posts) == (True, (1,))
    _note(services, ref, StepKind.POST_DELETED, gone, "post:2")
    for kind in (K.DISPOSITION_PETITION, K.DELETION_PETITION):
        assert not _context(services, ref, kind, address=(TOKYO,)).deletion


def test_a_petition_for_disclosure_tells_when_the_log_may_be_gone(services: Services) -> None:
    ref = opened(services)
    petition = _context(services, ref, K.DISPOSITION_PETITION)
    assert petition.dates["log_expires_on"] == date(2026, 4, 8)
    assert "log_expires_on" not in _context(services, ref, K.DELETION_PETITION).dates


def test_a_provider_keeps_only_the_logs_of_its_own_lines(services: Services) -> None:
    ref = disclosed(services)
    days = {
        subject: _context(services, ref, K.PRESERVATION_PETITION, subject).dates["log_expires_on"]
        for subject in ("holder:1", "holder:2")
    }
    assert days["holder:1"] < days["holder:2"]


def test_the_notice_names_both_cases_and_its_last_day(services: Services) -> None:
    ref = disclosed(services)
    filed = {"letter": K.ORDER_PETITION, "court": "東京地方裁判所", "court_case_no": "令和8年(発チ)第7号"}
    _note(services, ref, StepKind.LETTER_SENT, datetime(2026, 1, 20, tzinfo=UTC), **filed)
    assert _context(services, ref, K.PROVIDER_NOTICE).related is None
    _note(services, ref, StepKind.PROVISION_ORDERED, datetime(2026, 1, 28, tzinfo=UTC), outcome=Outcome.DISMISSED)
    assert _context(services, ref, K.PROVIDER_NOTICE).related is None
    _note(services, ref, StepKind.PROVISION_ORDERED, datetime(2026, 1, 29, tzinfo=UTC), outcome=Outcome.ORDERED)
    _note(services, ref, StepKind.PROVIDER_NAMED, datetime(2026, 1, 31, 3, tzinfo=UTC))
    early = _context(services, ref, K.PROVIDER_NOTICE)
    assert (early.provider_named, early.court, early.court_case_no) == (None, None, None)
    second = filed | {"court_case_no": "令和8年(発チ)第8号"}
    _note(services, ref, StepKind.LETTER_SENT, datetime(2026, 2, 2, tzinfo=UTC), "holder:1", **second)
    notice = _context(services, ref, K.PROVIDER_NOTICE)
    assert notice.related == RelatedCase(
        court="東京地方裁判所", court_case_no="令和8年(発チ)第7号", ordered_on=date(2026, 1, 29)
    )
    assert (notice.court, notice.court_case_no) == ("東京地方裁判所", "令和8年(発チ)第8号")
    assert notice.dates["named_on"] == date(2026, 1, 31)
    assert notice.dates["notify_by"] == date(2026, 3, 31)
    assert notice.dates["petitioned_on"] == date(2026, 2, 2)
    assert notice.provider_named is not None
    assert notice.provider_named.name == _context(services, ref, K.PRESERVATION_PETITION, "holder:1").addressee.name


def test_a_second_petition_goes_to_the_court_of_the_first_case(services: Services) -> None:
    ref = disclosed(services)
    assert _context(services, ref, K.ORDER_PETITION, "holder:1").related is None
    order = {"outcome": Outcome.ORDERED, "court": "福岡地方裁判所", "court_case_no": "令和8年(発チ)第7号"}
    _note(services, ref, StepKind.PROVISION_ORDERED, datetime(2026, 1, 29, tzinfo=UTC), **order)
    petition = _context(services, ref, K.ORDER_PETITION, "holder:1")
    assert petition.court == "福岡地方裁判所"
    assert petition.venue[0].text == "本件は福岡地方裁判所の専属管轄に属する"
    assert petition.venue[0].cite == "法第10条第7項"


def test_an_ancillary_petition_names_its_main_case(services: Services) -> None:
    ref = opened(services)
    assert _context(services, ref, K.PROVISION_PETITION).court_case_no is None
    filed = {"letter": K.ORDER_PETITION, "court": "東京地方裁判所", "court_case_no": "令和8年(発チ)第7号"}
    _note(services, ref, StepKind.LETTER_SENT, datetime(2026, 1, 20, tzinfo=UTC), **filed)
    assert _context(services, ref, K.PROVISION_PETITION).court_case_no == "令和8年(発チ)第7号"


def test_a_company_stands_with_its_representative_and_is_no_minor(services: Services) -> None:
    company = {
        "kind": "corporation",
        "name": "株式会社見本",
        "address": TOKYO,
        "legal_representative": {"name": "見本 代表", "address": TOKYO},
    }
    petition = _context(services, opened(services, requester=company), K.DISPOSITION_PETITION, representative="代表者A")
    assert (petition.requester.company, petition.requester.representative) == (True, "見本 代表")
    assert (petition.legal_representative, petition.requester_is_minor) == (None, False)
    assert (petition.addressee.company, petition.addressee.representative) == (True, "代表者A")
