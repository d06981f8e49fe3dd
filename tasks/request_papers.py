"""What goes with a request or a demand: a form for each IP address, the copy for the sender, the post office's text."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from models.rules.content_certified import GridParagraph, certified_grid
from models.rules.organisation_names import is_organisation
from models.terms import Concealment, LetterKind, PaperRole
from tasks.folding import tells_address, words_of
from tasks.letter_context import ExhibitLine, LetterContext, Party, PostLine
from tasks.letter_words import label
from tasks.paper_plan import PaperPlan

MASKS: Final = {"ja": "（マスキング）", "en": "(masked)"}
_FOR_SENDER: Final = {"ja": "（発信者用）", "en": " (copy for the sender)"}
_SHORTEST: Final = 2
"""A word of one sign is no name or address that could be found and struck out."""


def forms_of(context: LetterContext) -> tuple[LetterContext, ...]:
    """The letter itself, or one of it for each IP address where the provider wants it so (law.md §3.2)."""
    if context.kind is not LetterKind.DISCLOSURE_REQUEST:
        return (context,)
    addresses = tuple(dict.fromkeys(log.ip for log in context.logs))
    apart = context.one_form_per_ip and len(addresses) > 1
    forms = tuple(_about(context, address) for address in addresses) if apart else (context,)
    return tuple(replace(form, name_hidden=not _name_may_be_shown(form)) for form in forms)


def request_papers(context: LetterContext) -> Iterator[PaperPlan]:
    """The sender copies of a disclosure request; the text of a demand letter for 内容証明."""
    if context.kind is LetterKind.DISCLOSURE_REQUEST:
        title = f"{label(context.kind, context.language)}{_FOR_SENDER[context.language]}"
        for no, form in enumerate(forms_of(context), 1):
            yield PaperPlan(
                role=PaperRole.SENDER_COPY, no=no, template=str(context.kind), title=title, context=sender_copy(form)
            )
    if context.kind is LetterKind.DEMAND_LETTER:
        title = f"{label(context.kind)}（内容証明用）"
        said = certified_text(context)
        yield PaperPlan(role=PaperRole.CERTIFIED, template=f"{context.kind}_certified", title=title, context=said)


def certified_text(context: LetterContext) -> LetterContext:
    """The demand as the post certifies it: a post or a line of contact with signs it refuses is not quoted."""
    return replace(
        context,
        posts=tuple(post if _taken(post.as_written) else replace(post, as_written="") for post in context.posts),
        firm_contact=tuple(line for line in context.firm_contact if _taken(line)),
    )


def sender_copy(context: LetterContext) -> LetterContext:
    """The copy that goes to the sender with the opinion inquiry, without what the sender may not learn (law.md §3.2).

    Always struck out: the requester's address and reading, that and by whom a minor is represented, the firm's address
    and contact, evidence that is not of a post, and these words wherever else they stand; an explanation that still
    tells them goes as a whole. The requester's name is struck out unless the requester is an organisation or every post
    names the requester in full: then it tells the sender nothing. The text of the posts stays: it is the sender's own.
    A name that is concealed (民訴133条, law.md §13-36) is always struck out, in the posts too.
    """
    mask = MASKS[context.language]
    shown = _name_may_be_shown(context)
    secret = _Secret(context, shown=shown, mask=mask)
    concealed = context.concealment is Concealment.NAME_AND_ADDRESS
    return replace(
        context,
        copy_for_sender=True,
        requester=Party(name=context.requester.name if shown else mask, address=(mask,)),
        legal_representative=None,
        requester_is_minor=False,
        firm_address=(mask,),
        firm_contact=(),
        posts=tuple(_masked_post(post, secret, concealed=concealed) for post in context.posts),
        exhibits=tuple(_masked_exhibit(line, secret) for line in context.exhibits),
    )


def _taken(text: str) -> bool:
    """Whether the post takes every sign of a text."""
    return not certified_grid([GridParagraph(text=text)]).faults


def _about(context: LetterContext, address: str | None) -> LetterContext:
    logs = tuple(log for log in context.logs if log.ip == address)
    wanted = {log.post_no for log in logs}
    return replace(context, logs=logs, posts=tuple(post for post in context.posts if post.no in wanted))


def _name_may_be_shown(context: LetterContext) -> bool:
    if context.concealment is Concealment.NAME_AND_ADDRESS:
        return False
    requester = context.requester
    if requester.company or is_organisation(requester.name):
        return True
    return bool(context.posts) and all(words_of(post.as_written).name(requester.name) for post in context.posts)


class _Secret:
    """The words that the sender may not read, and how they are struck out of a text."""

    def __init__(self, context: LetterContext, *, shown: bool, mask: str) -> None:
        self.mask = mask
        parent = context.legal_representative
        self._people = [context.requester, *([parent] if parent else [])]
        self._names = [person.name for person in self._people if person is not context.requester or not shown]
        readings = [person.kana for person in self._people if person.kana]
        parts = [part for name in (*self._names, *readings) for part in (name, *name.split())]
        lines = [line for person in self._people for line in person.address]
        words = {*parts, *lines, *context.firm_address, *context.firm_contact}
        self._words = sorted((word for word in words if len(word) >= _SHORTEST), key=lambda word: (-len(word), word))

    def struck(self, text: str) -> str:
        for word in self._words:
            text = text.replace(word, self.mask)
        words = words_of(text)
        told = any(words.name(name) for name in self._names) or any(
            tells_address(person.address, text) for person in self._people
        )
        return self.mask if told else text


def _masked_post(post: PostLine, secret: _Secret, *, concealed: bool) -> PostLine:
    words = secret.struck(post.as_written) if concealed else post.as_written
    return replace(post, as_written=words, explanation=secret.struck(post.explanation))


def _masked_exhibit(line: ExhibitLine, secret: _Secret) -> ExhibitLine:
    title = secret.mask if line.post_no is None else secret.struck(line.title)
    return replace(line, title=title, author=secret.mask, proves=secret.mask)
