"""The subjects that a fact of one case may be about, as staff name them."""

from models.facts import (
    CaseFacts,
    holder_subject,
    observation_subject,
    platform_subject,
    post_subject,
    sender_subject,
)


def known_subjects(facts: CaseFacts, *kinds: str) -> tuple[str, ...]:
    """Subjects of this case (of these kinds only, when given): platform, post, observation, holder, sender."""
    found = (
        *(platform_subject(key) for key in facts.platforms()),
        *(post_subject(post.id) for post in facts.posts),
        *(observation_subject(item.id) for item in facts.observations),
        *(holder_subject(number) for number in facts.holders()),
        *(sender_subject(person.id) for person in facts.subscribers if person.same_as is None),
    )
    return tuple(subject for subject in found if not kinds or subject.partition(":")[0] in kinds)
