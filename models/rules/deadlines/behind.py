"""Who stands behind which post, and under which subjects facts about a person are noted."""

from collections.abc import Iterable

from models.facts import CaseFacts, PostFact, SubscriberFact, post_subject, sender_subject
from models.provisions.court_law import Offence
from models.provisions.law import Law
from models.rules.japan_time import japan_date
from models.rules.limitation import offence_of
from models.terms import Outcome


def persons(facts: CaseFacts) -> list[SubscriberFact]:
    """Return everyone who is or may be the sender, one entry a person."""
    return [p for p in facts.subscribers if p.is_sender is not Outcome.NOT_SENDER and p.same_as is None]


def subject_of(person: SubscriberFact) -> str:
    """Return the subject of the claim: the first entry of the person."""
    return sender_subject(person.id if person.same_as is None else person.same_as)


def people_behind(facts: CaseFacts, post: PostFact) -> list[SubscriberFact]:
    """Return the subscribers of the lines through which the post was made."""
    lines = {o.id for o in facts.observations if o.post_id == post.id}
    holders = {h.holder_no for h in facts.hops if h.observation_id in lines}
    return [p for p in facts.subscribers if p.holder_no in holders]


def posts_behind(facts: CaseFacts, person: SubscriberFact) -> list[PostFact]:
    """Return the posts made through the person's lines; all of the case where the chain does not say."""
    same = {p.id for p in facts.subscribers if person.id in {p.id, p.same_as}}
    found = [post for post in facts.posts if same & {p.id for p in people_behind(facts, post)}]
    return found or list(facts.posts)


def subjects_of(facts: CaseFacts, person: SubscriberFact) -> list[str]:
    """Return the subjects under which staff note facts about this person: the person and the person's posts."""
    return [subject_of(person), *(post_subject(post.id) for post in posts_behind(facts, person))]


def offences_of(posts: Iterable[PostFact], law: Law) -> list[Offence]:
    """Return the offence of each post, as the law stood when it was made."""
    return [offence_of(act_on=japan_date(p.posted_at), right=p.right_infringed, law=law) for p in posts]
