"""Captures as rows: which page of which case, what came of each look, and what is taken in when a case is opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.answers.faults import Fault, Faults
from models.rules.page_looks import Look, PageStanding, standing_of
from models.tables import CaptureRow, CaseRow, PostRow, sealing
from models.terms import CapturePurpose, CaptureResult, CaseStatus, StepKind
from tasks.case_store import docket
from tasks.case_store.engine import Store
from tasks.case_store.facts import case_row, facts_of, key_of, lock_case

NO_CASE = "kaiji"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A page to look at: of no case, of a case, or of one of its posts (then with the words of the post).

    `by`: who asked for it; empty when kaiji did.
    """

    url: str = field(repr=False)
    ref: str | None = None
    case_id: int | None = None
    post_id: int | None = None
    post_no: int | None = None
    words: str = field(default="", repr=False)
    by: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class NewCapture:
    """One look, to be kept as a row. `folder` and `manifest_sha256` are empty when no page was seen."""

    purpose: CapturePurpose
    result: CaptureResult
    looked_at: datetime
    http_status: int | None
    because: str = field(repr=False)
    folder: str = ""
    manifest_sha256: str = ""
    stamped_at: datetime | None = None
    stamped_by: str = ""
    clock_offset_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class PageEvidence:
    """One post and what is kept of its page. `kept_at`: the first capture or picture; None where there is none.

    `unsaid`: the page was found gone and the case does not say so.
    """

    post_no: int
    kept_at: datetime | None
    standing: PageStanding
    unsaid: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A capture as people see it. `page` is its address."""

    id: int
    ref: str | None
    post_no: int | None
    purpose: CapturePurpose
    result: CaptureResult
    looked_at: datetime
    page: str = field(repr=False)
    because: str = field(repr=False)
    folder: str
    manifest_sha256: str
    stamped_at: datetime | None
    stamped_by: str


def find_target(store: Store, url: str, ref: str | None, post_no: int | None) -> Target:
    """What this page is of: the post with that number (its own URL if none is given) or that URL.

    Raises Faults, NoSuchCase.
    """
    if ref is None:
        if post_no is not None:
            raise Faults([Fault(field="post", value=str(post_no), cure="--case で事件も入れてください")])
        return Target(url=url)
    with store.read() as session:
        case = case_row(session, ref)
        posts = _posts(session, case)
        index = sealing.ring().blind(url)
        post = next((each for each in posts if (each.no == post_no if post_no else each.url_index == index)), None)
        if post_no is not None and post is None:
            known = ", ".join(str(each.no) for each in posts)
            raise Faults([Fault(field="post", value=str(post_no), cure=f"この事件の投稿の番号は {known}")])
        return _target(case, post, url or (post.url if post else ""))


def targets_of(store: Store, ref: str | None) -> tuple[Target, ...]:
    """The posts of one case, or of every case that is open or held. Raises NoSuchCase."""
    with store.read() as session:
        live = select(CaseRow).where(col(CaseRow.status).in_((CaseStatus.OPEN, CaseStatus.HELD))).order_by(CaseRow.ref)
        cases = [case_row(session, ref)] if ref else list(session.exec(live))
        return tuple(_target(case, post, post.url) for case in cases for post in _posts(session, case))


def target_by_url(session: Session, url: str) -> Target:
    """The newest live post with this URL; a page of no case where there is none."""
    query = (
        select(CaseRow, PostRow)
        .join(PostRow, col(PostRow.case_id) == col(CaseRow.id))
        .where(PostRow.url_index == sealing.ring().blind(url), col(CaseRow.status) != CaseStatus.CLOSED)
        .order_by(col(PostRow.id).desc())
    )
    found = session.exec(query).first()
    return _target(found[0], found[1], url) if found else Target(url=url)


def known_folders(store: Store) -> frozenset[str]:
    """The folders of all captures."""
    with store.read() as session:
        return frozenset(session.exec(select(CaptureRow.folder).where(CaptureRow.folder != "")))


def record_capture(session: Session, target: Target, new: NewCapture) -> CaptureRow:
    """Keep one look. The docket of the case, if there is one, says so; it holds no address."""
    if target.case_id is not None:
        case = lock_case(session, target.case_id)
        case.sheet_hash = None  # what the run shows of the case is out of date
    row = CaptureRow(
        case_id=target.case_id,
        post_id=target.post_id,
        purpose=new.purpose,
        result=new.result,
        url=target.url,
        url_index=sealing.ring().blind(target.url),
        looked_at=new.looked_at,
        http_status=new.http_status,
        because=new.because,
        folder=new.folder,
        manifest_sha256=new.manifest_sha256,
        stamped_at=new.stamped_at,
        stamped_by=new.stamped_by,
        clock_offset_ms=new.clock_offset_ms,
    )
    session.add(row)
    session.flush()
    if target.case_id is not None:
        detail = {"capture": row.id, "post": target.post_no, "result": new.result, "manifest": new.manifest_sha256}
        actor = target.by or NO_CASE
        docket.append_locked(
            session, target.case_id, new.looked_at, actor, "page_looked_at", purpose=new.purpose, **detail
        )
    return row


def take_in_captures(session: Session, case: CaseRow, now: datetime) -> int:
    """Give the case the captures that were made of its posts before it was opened; return how many."""
    posts = {post.url_index: key_of(post) for post in _posts(session, case)}
    query = select(CaptureRow).where(col(CaptureRow.case_id).is_(None), col(CaptureRow.url_index).in_(posts))
    rows = session.exec(query.order_by(col(CaptureRow.id)).with_for_update()).all()
    for row in rows:
        row.case_id, row.post_id = key_of(case), posts[row.url_index]
        session.add(row)
    if rows:
        docket.append(session, key_of(case), now, NO_CASE, "captures_taken_in", captures=[key_of(row) for row in rows])
    return len(rows)


def page_standing(session: Session, post_id: int) -> PageStanding:
    """What the looks at one post say together; pictures made elsewhere are no looks of ours."""
    query = select(CaptureRow.looked_at, CaptureRow.result).where(
        CaptureRow.post_id == post_id, CaptureRow.purpose != CapturePurpose.IMPORT
    )
    return standing_of(Look(at=at, result=CaptureResult(result)) for at, result in session.exec(query))


def deletion_recorded(session: Session, target: Target) -> bool:
    """Whether the case says already that the post was deleted."""
    case = session.get_one(CaseRow, target.case_id)
    facts = facts_of(session, case)
    platform = next(post.platform for post in facts.posts if post.id == target.post_id)
    subjects = (f"post:{target.post_id}", f"platform:{platform}")
    return any(facts.steps_of(subject, StepKind.POST_DELETED) for subject in subjects)


def page_evidence(store: Store, ref: str) -> tuple[PageEvidence, ...]:
    """What is kept of each post's page, by number. Raises NoSuchCase."""
    with store.read() as session:
        case = case_row(session, ref)
        query = select(CaptureRow).where(CaptureRow.case_id == case.id, col(CaptureRow.post_id).is_not(None))
        rows = session.exec(query.order_by(col(CaptureRow.looked_at))).all()
        return tuple(_evidence(session, case, post, rows) for post in _posts(session, case))


def _evidence(session: Session, case: CaseRow, post: PostRow, rows: Sequence[CaptureRow]) -> PageEvidence:
    own = [row for row in rows if row.post_id == post.id]
    kept = next((row.looked_at for row in own if row.folder and row.result is CaptureResult.CAPTURED), None)
    looks = (Look(at=row.looked_at, result=row.result) for row in own if row.purpose is not CapturePurpose.IMPORT)
    standing = standing_of(looks)
    unsaid = standing.first_gone is not None and not deletion_recorded(session, _target(case, post, post.url))
    return PageEvidence(post_no=post.no, kept_at=kept, standing=standing, unsaid=unsaid)


def list_captures(store: Store, ref: str | None = None) -> tuple[Listed, ...]:
    """The captures of one case, or all of them, oldest first. Raises NoSuchCase."""
    with store.read() as session:
        query = select(CaptureRow).order_by(col(CaptureRow.id))
        if ref is not None:
            query = query.where(CaptureRow.case_id == case_row(session, ref).id)
        return tuple(_listed(session, session.exec(query)))


def unstamped(store: Store) -> tuple[Listed, ...]:
    """Captures with files and no time-stamp, oldest first."""
    return tuple(each for each in list_captures(store) if each.folder and each.stamped_at is None)


def record_stamp(session: Session, capture_id: int, at: datetime, authority: str) -> None:
    """Say that a capture has its time-stamp; one that has keeps the first."""
    row = session.get_one(CaptureRow, capture_id)
    if row.stamped_at is None:
        row.stamped_at, row.stamped_by = at, authority
        session.add(row)


def _listed(session: Session, rows: Iterable[CaptureRow]) -> Iterable[Listed]:
    refs = dict(session.exec(select(CaseRow.id, CaseRow.ref)).all())
    numbers = dict(session.exec(select(PostRow.id, PostRow.no)).all())
    for row in rows:
        yield Listed(
            id=key_of(row),
            ref=refs.get(row.case_id),
            post_no=numbers.get(row.post_id),
            purpose=row.purpose,
            result=row.result,
            looked_at=row.looked_at,
            page=row.url,
            because=row.because,
            folder=row.folder,
            manifest_sha256=row.manifest_sha256,
            stamped_at=row.stamped_at,
            stamped_by=row.stamped_by,
        )


def _posts(session: Session, case: CaseRow) -> list[PostRow]:
    return list(session.exec(select(PostRow).where(PostRow.case_id == case.id).order_by(col(PostRow.no))))


def _target(case: CaseRow, post: PostRow | None, url: str) -> Target:
    if post is None:
        return Target(url=url, ref=case.ref, case_id=key_of(case))
    return Target(
        url=url, ref=case.ref, case_id=key_of(case), post_id=key_of(post), post_no=post.no, words=post.as_written
    )
