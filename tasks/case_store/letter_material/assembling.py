"""From rows to the context of one letter."""

from datetime import timedelta

from sqlmodel import Session

from models.rules.progress.plan import japan_day
from models.tables import CaseRow
from models.terms import LetterKind, PersonRole, Remedy
from tasks.case_store.letter_material.addressee import addressee_of, as_it_asks, is_wholesaler, items_asked, role_of
from tasks.case_store.letter_material.answer_day import with_answer_day
from tasks.case_store.letter_material.court import with_money, with_office
from tasks.case_store.letter_material.dates import dates_of
from tasks.case_store.letter_material.desk import Desk
from tasks.case_store.letter_material.exhibits import exhibit_lines
from tasks.case_store.letter_material.lines import log_lines, post_line, posts_about
from tasks.case_store.letter_material.people import client_of, party_of, people_of, sender_of
from tasks.concealment import concealed_exhibits, concealed_posts
from tasks.letter_context import LetterContext
from tasks.letter_law import by_law, in_letters

REPLY_DAYS = 14


def letter_context(
    session: Session, case: CaseRow, kind: LetterKind, subject: str, no: int, desk: Desk
) -> LetterContext:
    """Everything one letter says. Absent data stays absent; `missing()` then names it."""
    people = people_of(session, case)
    posts = posts_about(session, case, subject)
    regime = desk.law.regime(desk.today)
    logs = log_lines(session, case, subject, posts)
    sender = sender_of(people, subject)
    client = client_of(people, kind, desk)
    context = LetterContext(
        kind=kind,
        subject=subject,
        role=role_of(subject),
        no=no,
        case_ref=case.ref,
        written_on=desk.today,
        addressee=addressee_of(session, case, kind, subject, desk, sender),
        requester=client.requester,
        legal_representative=client.representative,
        concealment=client.concealment,
        requester_is_minor=bool(people.get(PersonRole.LEGAL_REPRESENTATIVE)),
        attorney_name=people[PersonRole.ATTORNEY][0].name,
        firm_name=desk.firm.name,
        firm_address=tuple(desk.firm.address),
        firm_contact=tuple(desk.firm.contact),
        account=tuple(desk.firm.account),
        wholesaler=is_wholesaler(session, case, subject),
        posts=concealed_posts((post_line(row, desk.law) for row in posts), client),
        logs=logs,
        reason=case.justifiable_reason,
        remedies=frozenset(Remedy(item) for item in case.remedies),
        act=regime.act,
        act_article=in_letters(regime.articles["disclosure"]),
        items=items_asked(desk, kind, subject),
        deletion=Remedy.DELETION.value in case.remedies,
        reply_by=desk.today + timedelta(days=REPLY_DAYS),
        dates=dates_of(session, case, kind, subject, sender),
        sender=party_of(sender) if sender else None,
        exhibits=concealed_exhibits(exhibit_lines(session, case), client),
        known_on=japan_day(sender.confirmed_at) if sender and sender.confirmed_at else None,
    )
    context = as_it_asks(session, case, with_answer_day(session, case, context, desk), desk)
    context = with_money(session, case, context, desk)
    return by_law(with_office(session, case, context, subject, desk), desk.law)
