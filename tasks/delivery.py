"""Delivering one notice: claim, compose, send, record the proof. At least once, always with the same Message-ID."""

from tasks.case_store.outbox import DueNotice, claim_notice, give_back, mark_failed, mark_sent
from tasks.notice_mail import notice_mail
from tasks.ports import Refused, Unavailable
from tasks.wiring import Services


async def deliver(made: Services, notice_id: int) -> str:
    """Deliver one notice; return `sent`, `skipped` (another process has it) or `failed` (refused for good).

    Raises Unavailable when trying again may work; the claim is given back first.
    """
    notice = claim_notice(made.store, notice_id, made.wall.now())
    if notice is None:
        return "skipped"
    try:
        proof = await made.mailer.send(notice_mail(made, notice))
    except Unavailable:
        give_back(made.store, notice_id)
        raise
    except (Refused, ValueError) as refusal:
        mark_failed(made.store, notice_id, _safe(refusal, notice), made.clock.now())
        return "failed"
    mark_sent(made.store, notice_id, proof, made.clock.now())
    return "sent"


def _safe(refusal: Exception, notice: DueNotice) -> str:
    """The refusal without the recipient's address or name."""
    said = str(refusal)
    for personal in filter(None, (notice.email, notice.name)):
        said = said.replace(personal, "<recipient>")
    return said
