"""秘匿: what stands in a paper for the client's name and address where the other side must not learn them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from models.rules.letter_channels import COURT_PAPERS
from models.terms import Concealment, LetterKind
from tasks.folding import fold_address
from tasks.letter_context import ExhibitLine, Party, PostLine

SUBSTITUTE_ADDRESS: Final = "代替住所Ａ"
SUBSTITUTE_NAME: Final = "代替氏名Ａ"
SUBSTITUTE_NAME_OF_REPRESENTATIVE: Final = "代替氏名Ｂ"
LEFT_OUT: Final = "住所略"
CARE_OF: Final = "（代理人事務所気付）"
TO_THE_SENDER: Final = frozenset({LetterKind.DEMAND_LETTER, LetterKind.PLEDGE, LetterKind.SETTLEMENT})
_NOBODY_ELSE_READS: Final = frozenset({LetterKind.CRIMINAL_COMPLAINT})


@dataclass(frozen=True, kw_only=True)
class ClientSide:
    """The client and the representative as one letter names them. `concealment`: what of it is a substitute.

    `stand_ins` are the real words with what stands for each, for what else the letter says of them.
    """

    requester: Party
    representative: Party | None
    concealment: Concealment = Concealment.NONE
    stand_ins: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def client_side(real: ClientSide, kind: LetterKind, *, lawful: bool, firm_address: Sequence[str]) -> ClientSide:
    """What a letter of this kind may say of a client whose address (and name) are to be concealed.

    `real` carries the wish and the real values. A court paper gets the substitutes of 民訴133条5項 once the law knows
    them (`lawful`), before that nothing can stand for the real address. Letters give the firm's address; a platform,
    a provider and a bar association must learn whose right was infringed, the sender need not. The police learn all.
    """
    if real.concealment is Concealment.NONE or kind in _NOBODY_ELSE_READS:
        return replace(real, concealment=Concealment.NONE)
    court = kind in COURT_PAPERS
    if court and not lawful:
        return replace(real, concealment=Concealment.NONE)
    address = (SUBSTITUTE_ADDRESS,) if court else (CARE_OF, *firm_address)
    by_name = real.concealment is Concealment.NAME_AND_ADDRESS and (court or kind in TO_THE_SENDER)
    said = SUBSTITUTE_ADDRESS if court else LEFT_OUT
    requester = _stand_in(real.requester, SUBSTITUTE_NAME if by_name else None, address)
    parent = _representative(real, SUBSTITUTE_NAME_OF_REPRESENTATIVE if by_name else None, address)
    return ClientSide(
        requester=requester,
        representative=parent,
        concealment=real.concealment,
        stand_ins=(*_words(real.requester, requester, said), *_words(real.representative, parent, said)),
    )


def concealed_exhibits(lines: Iterable[ExhibitLine], client: ClientSide) -> tuple[ExhibitLine, ...]:
    """The exhibits as this letter may list them: the client's own papers bear the client's name."""
    return tuple(
        replace(
            line,
            title=_struck(line.title, client),
            author=_struck(line.author, client),
            proves=_struck(line.proves, client),
        )
        for line in lines
    )


def concealed_posts(posts: Iterable[PostLine], client: ClientSide) -> tuple[PostLine, ...]:
    """The posts as this letter may quote them: what stands for a word of the post stands in 〔 〕, as an insertion."""
    quoting = replace(client, stand_ins=tuple((word, f"〔{stand_in}〕") for word, stand_in in client.stand_ins))
    return tuple(
        replace(post, as_written=_struck(post.as_written, quoting), explanation=_struck(post.explanation, client))
        for post in posts
    )


def tells_name(kind: LetterKind) -> bool:
    """Whether a letter of this kind must say who the client is even to an addressee who keeps it from the sender."""
    return kind not in COURT_PAPERS | TO_THE_SENDER


def _representative(real: ClientSide, name: str | None, address: tuple[str, ...]) -> Party | None:
    """A parent who lives with the client would give the address away; one who lives elsewhere does not."""
    parent = real.representative
    if parent is None:
        return None
    together = not parent.address or _one_line(parent) == _one_line(real.requester)
    return _stand_in(parent, name, address if together else parent.address)


def _stand_in(party: Party, name: str | None, address: tuple[str, ...]) -> Party:
    if name is None:
        return replace(party, address=address)
    return replace(party, name=name, kana=None, address=address)


def _words(real: Party | None, shown: Party | None, address: str) -> Iterator[tuple[str, str]]:
    if real is None or shown is None:
        return
    if real.name != shown.name:
        yield from ((word, shown.name) for word in (real.name, real.kana or "") if word.strip())
    if real.address != shown.address:
        yield from ((line, address) for line in real.address if any(sign.isdigit() for sign in line))


def _struck(text: str, client: ClientSide) -> str:
    """A text without the real words, with or without the blanks in them."""
    for word, stand_in in client.stand_ins:
        text = re.sub(r"\s*".join(map(re.escape, "".join(word.split()))), stand_in, text)
    return text


def _one_line(party: Party) -> str:
    return fold_address("".join(party.address))
