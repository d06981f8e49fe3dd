"""Registry answers as a paper for the court: every sign of the answer, and what proves that it is the one received."""

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tasks.letter_figures import japan_day
from tasks.letter_templates import LetterEnvironment, fill
from tasks.papers.blocks import Paper
from tasks.papers.reading import read_paper

_REUSED = "<an address of "


@dataclass(frozen=True, kw_only=True)
class ExhibitAnswer:
    """One answer as received; `reused`: it was an answer about another address of the same block."""

    server: str
    query: str = field(repr=False)
    fetched_at: datetime
    sha256: str
    size: int
    decoder: str
    parser: str
    text: str = field(repr=False)
    lossy: bool
    reused: bool


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """All answers about one communication, in the order in which they were received."""

    case_ref: str
    observation_id: int
    answers: tuple[ExhibitAnswer, ...]


def exhibit_answer(raw: bytes, sha256: str, origin: Mapping[str, Any]) -> ExhibitAnswer:
    """Read one kept answer. Raises ValueError when the bytes are not those that were received."""
    if hashlib.sha256(raw).hexdigest() != sha256:
        msg = f"{origin['server']}: 保管した回答のハッシュ値が記録（{sha256}）と一致しません。書面にできません"
        raise ValueError(msg)
    text, lossy = _text(raw, str(origin["decoder"]))
    return ExhibitAnswer(
        server=str(origin["server"]),
        query=str(origin["query"]),
        fetched_at=datetime.fromisoformat(str(origin["fetched_at"])).replace(microsecond=0),
        sha256=sha256,
        size=len(raw),
        decoder=str(origin["decoder"]),
        parser=str(origin["parser"]),
        text=text,
        lossy=lossy,
        reused=_REUSED in str(origin["query"]),
    )


def render_exhibit(exhibit: Exhibit, environment: LetterEnvironment) -> str:
    """Write the paper as HTML. Nothing of an answer is left out: its hash is of all. Raises TemplateFault."""
    return fill(environment, "ja/exhibit", {"e": exhibit})


def exhibit_paper(exhibit: Exhibit, html: str) -> Paper:
    """The blocks of that paper; its day is the one on which the last answer was received. Raises MarkupFault."""
    return read_paper(
        html,
        title="ＩＰアドレスの登録機関の回答",
        identity=f"{exhibit.case_ref} exhibit/{exhibit.observation_id}",
        language="ja",
        written_on=japan_day(max(answer.fetched_at for answer in exhibit.answers)),
    )


def _text(raw: bytes, decoder: str) -> tuple[str, bool]:
    """The text by the decoder that read it then; with replaced characters where it did not read all."""
    codec = decoder.partition("/")[0]
    try:
        codecs.lookup(codec)
    except LookupError:
        codec = "ascii"
    text = raw.decode(codec, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), "\ufffd" in text
