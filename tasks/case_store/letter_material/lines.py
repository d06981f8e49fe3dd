"""The posts and the log lines that one letter speaks about: never those of anybody else."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, or_, select

from models.provisions import Law
from models.tables import CaseRow, ObservationRow, PersonRow, PostRow
from models.terms import LogKind
from tasks.case_store.facts import key_of, live_hops
from tasks.letter_context import LogLine, PostLine
from tasks.letter_law import charges


def posts_about(session: Session, case: CaseRow, subject: str) -> list[PostRow]:
    """The posts on that platform, or those whose log lines led to that holder or sender."""
    rows = list(session.exec(select(PostRow).where(PostRow.case_id == case.id).order_by(col(PostRow.no))))
    if subject.startswith("platform:"):
        return [row for row in rows if f"platform:{row.platform}" == subject]
    wanted = {row.post_id for row in _observations(session, case, subject)}
    return [row for row in rows if row.id in wanted]


def post_line(row: PostRow, law: Law) -> PostLine:
    """A post as a letter lists it, with the name of the site it stands on and the offence by the law of its day."""
    line = PostLine(
        no=row.no,
        url=row.url,
        posted_at=row.posted_at,
        right=row.right_infringed,
        as_written=row.as_written,
        explanation=row.explanation or "",
        service=law.platform(row.platform).name,
        account=row.account or "",
    )
    return replace(line, offence=charges((line,), law))


def service_of(posts: Sequence[PostLine]) -> str:
    """The sites that the posts stand on, each once, as a letter names them."""
    return "、".join(dict.fromkeys(post.service for post in posts if post.service))


def _observations(session: Session, case: CaseRow, subject: str) -> list[ObservationRow]:
    """The log lines that a letter to this holder or sender is about: never those of anybody else."""
    rows = session.exec(
        select(ObservationRow).where(ObservationRow.case_id == case.id).order_by(col(ObservationRow.id))
    ).all()
    holders = _holders(session, case, subject)
    hops = session.exec(live_hops(key_of(case)))
    wanted = {hop.observation_id for hop in hops if hop.holder_no in holders}
    return [row for row in rows if row.id in wanted]


def _holders(session: Session, case: CaseRow, subject: str) -> set[int]:
    """The holder itself, or every holder whose line led to this sender."""
    kind, _, key = subject.partition(":")
    if kind == "holder":
        return {int(key)}
    lines = select(PersonRow.holder_no).where(
        PersonRow.case_id == case.id, or_(col(PersonRow.id) == int(key), col(PersonRow.same_as) == int(key))
    )
    return {number for number in session.exec(lines) if number is not None}


def log_lines(session: Session, case: CaseRow, subject: str, posts: Sequence[PostRow]) -> tuple[LogLine, ...]:
    """The log lines of that holder or sender, numbered from 1; a platform disclosed them and is shown none."""
    if subject.startswith("platform:"):
        return ()
    numbers = {row.id: row.no for row in posts}
    rows = [row for row in _observations(session, case, subject) if row.post_id in numbers]
    return tuple(
        LogLine(
            no=number,
            post_no=numbers[row.post_id],
            ip=row.ip,
            port=row.port,
            destination_ip=row.destination_ip,
            observed_at=row.observed_at,
            phone=row.phone,
            email=row.email,
            log_kind=LogKind(row.log_kind),
        )
        for number, row in enumerate(rows, 1)
    )
