"""The attorney of the demonstration: owns at once whatever date they were told of, so that nothing is handed over."""

from models.rules.replies import Reply
from models.terms import AckDoor, AckKind, Addressee
from tasks.acknowledging import acknowledge_case
from tasks.case_store.acknowledgements import who_may_own
from tasks.case_store.owning import Which
from tasks.case_store.position import view_case
from tasks.wiring import Services


def own_what_was_told(made: Services, ref: str) -> list[str]:
    """Own each date of this case that a mail has told of and nobody has owned; return their topics."""
    now = made.clock.now()
    told = [item for item in view_case(made.store, made.law, ref, now).unowned if any(sent for _, sent in item.told)]
    if not told:
        return []
    topics = tuple(item.deadline.key for item in told)
    roles = who_may_own(made.store, ref, now)
    attorney = min(who for who, role in roles.items() if role is Addressee.ATTORNEY)
    seen = Reply(kind=AckKind.SEEN)
    return acknowledge_case(made, ref, seen, member_id=attorney, door=AckDoor.UI, which=Which(topics=topics))
