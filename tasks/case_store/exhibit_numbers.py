"""Numbers of exhibits (甲第n号証の m): one for each item, never used twice, kept when the item is withdrawn."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.rules.exhibit_marks import next_place
from models.tables import CaseRow, DocumentRow, ExhibitRow
from models.terms import ExhibitForm
from tasks.case_store import docket
from tasks.case_store.facts import key_of

MOST_SIGNS = 200


@dataclass(frozen=True, kw_only=True)
class ExhibitAbout:
    """What the list of evidence says of an exhibit. What is not known stays empty and is asked for on the paper."""

    title: str = field(repr=False)
    author: str = field(default="", repr=False)
    made_on: date | None = None
    proves: str = field(default="", repr=False)
    form: ExhibitForm = ExhibitForm.COPY


def number_exhibit(  # noqa: PLR0913 (one decision: which document of which case, as what, when and by whom)
    session: Session,
    case: CaseRow,
    document_id: int,
    *,
    about: ExhibitAbout,
    now: datetime,
    by: str,
    branch_of: int | None = None,
    in_parts: bool = False,
) -> ExhibitRow:
    """Give a document of the case the next number, or the next branch of `branch_of`; the caller has locked the case.

    `in_parts`: the document is the first of several that are one item, so it gets the branch 1. A document that has a
    number in force keeps it: then nothing is written. Raises Faults.
    """
    known = _in_force(session, case, document_id)
    if known is not None:
        return known
    taken = [(row.no, row.branch) for row in exhibit_rows(session, case)]
    _refuse(session, case, document_id, about, by=by, branch_of=branch_of, taken=taken)
    no, branch = next_place(taken, branch_of, in_parts=in_parts)
    row = ExhibitRow(
        case_id=key_of(case),
        no=no,
        branch=branch,
        title=about.title.strip(),
        form=about.form,
        made_on=about.made_on,
        author=about.author.strip(),
        proves=about.proves.strip(),
        document_id=document_id,
        numbered_at=now,
    )
    session.add(row)
    session.flush()
    docket.append(session, key_of(case), now, by, "exhibit_numbered", no=no, branch=branch, document=document_id)
    return row


def withdraw_exhibit(session: Session, case: CaseRow, row: ExhibitRow, *, now: datetime, by: str, reason: str) -> None:
    """Take an exhibit back; its number stays taken. Nothing happens to one that is withdrawn. Raises Faults."""
    faults = [
        Fault(field=name, value="", cure=cure)
        for name, value, cure in (("by", by, "入力してください"), ("reason", reason, "理由を書いてください"))
        if not value.strip()
    ]
    if faults:
        raise Faults(faults)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = now
    session.add(row)
    detail = {"no": row.no, "branch": row.branch, "reason": reason}
    docket.append(session, key_of(case), now, by, "exhibit_withdrawn", **detail)


def exhibit_rows(session: Session, case: CaseRow) -> list[ExhibitRow]:
    """All exhibits of the case, withdrawn ones too, by number."""
    query = select(ExhibitRow).where(ExhibitRow.case_id == case.id)
    return list(session.exec(query.order_by(col(ExhibitRow.no), col(ExhibitRow.branch))))


def _in_force(session: Session, case: CaseRow, document_id: int) -> ExhibitRow | None:
    query = select(ExhibitRow).where(
        ExhibitRow.case_id == case.id,
        ExhibitRow.document_id == document_id,
        col(ExhibitRow.withdrawn_at).is_(None),
    )
    return session.exec(query).first()


def _refuse(  # noqa: PLR0913 (all faults of one decision at once)
    session: Session,
    case: CaseRow,
    document_id: int,
    about: ExhibitAbout,
    *,
    by: str,
    branch_of: int | None,
    taken: list[tuple[int, int]],
) -> None:
    faults = []
    document = session.get(DocumentRow, document_id)
    if document is None or document.case_id != case.id:
        cure = "この事件の記録の番号を入れてください"
        faults.append(Fault(field="document", value=str(document_id), cure=cure))
    if not by.strip():
        faults.append(Fault(field="by", value="", cure="入力してください"))
    if not about.title.strip():
        faults.append(Fault(field="title", value="", cure="標目（証拠の題名）を書いてください"))
    if len(about.title.strip()) > MOST_SIGNS:
        faults.append(Fault(field="title", value=f"{len(about.title)}字", cure=f"{MOST_SIGNS}字以内で書いてください"))
    if branch_of is not None and branch_of not in {no for no, _branch in taken}:
        numbers = ", ".join(str(no) for no in sorted({no for no, _branch in taken})) or "まだありません"
        faults.append(Fault(field="branch_of", value=str(branch_of), cure=f"枝番を付けられる番号は {numbers}"))
    if faults:
        raise Faults(faults)
