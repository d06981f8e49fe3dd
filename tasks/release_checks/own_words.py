"""What may stand in a paper whoever else bears the name, and how a fault speaks of a paper and its cure."""

from tasks.release_checks.released import PaperText, Released


def own_words(it: Released) -> set[str]:
    """This case's own parties, its office, and what was posted: none of it is a slip of the pen."""
    context = it.context
    posts = (words for post in context.posts for words in (post.as_written, post.explanation, post.url))
    exhibits = (words for line in context.exhibits for words in (line.title, line.author, line.proves))
    return {*own_names(it), context.case_ref, *posts, *exhibits}


def own_names(it: Released) -> set[str]:
    """The parties of this case and its office."""
    context = it.context
    parties = [person.party for person in it.people]
    parties += [context.requester, context.addressee, *(p for p in (context.provider_named, context.sender) if p)]
    office = (context.firm_name, context.attorney_name, context.court or "", context.service)
    return {*office, *(party.name for party in parties)}


def shown(paper: PaperText) -> str:
    """A paper by its title."""
    return f"「{paper.title}」"


def redraw(it: Released, first: str) -> str:
    """The cure: what to do first, then how the paper becomes another version."""
    if it.edited:
        return f"{first}、Word で直してもう一度取り込んでください（kaiji import {it.context.case_ref} …）"
    return f"{first}、事件の記録を直して return で作り直してください"
