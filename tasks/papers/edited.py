"""Papers that an attorney edited and brings back: which paper each file is, and whether it still is that paper."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from models.answers.faults import Fault, Faults
from models.terms import PaperRole
from tasks.papers.blocks import Paper, plain_text, runs_of
from tasks.papers.pdf_reading import PdfFacts, filing_faults, read_pdf
from tasks.papers.word_reading import read_docx

MOST_FILES, MOST_BYTES = 20, 30_000_000
PaperKey = tuple[PaperRole, int]

_IDENTITY: Final = re.compile(r"(\S+ \S+/\w+:\d+) v(\d+) (\w+):(\d+)")
_CURE_LETTER: Final = "この書面の kaiji のファイルを編集したものを渡してください（kaiji letters で確かめられます）"


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A file as given: its own name (without folder) and its bytes."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The letter that is edited: its name in identities, its version, and for each paper the names that stand in it."""

    letter: str
    version: int
    names: Mapping[PaperKey, tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class EditedPaper:
    """One paper brought back, as Word file, as PDF, or as both (then of the same words)."""

    key: PaperKey
    paper: Paper | None = None
    docx: bytes | None = field(default=None, repr=False)
    pdf: bytes | None = field(default=None, repr=False)

    @property
    def words(self) -> str:
        """The words by which the paper is judged."""
        return plain_text(self.paper) if self.paper else read_pdf(self.pdf or b"").text


def edited_papers(given: Sequence[GivenFile], expected: Expected) -> tuple[EditedPaper, ...]:
    """Sort the files into papers. Raises Faults with all faults of all files."""
    faults: list[Fault] = list(_amount(given))
    if faults:
        raise Faults(faults)
    words: dict[str, EditedPaper] = {}
    with_pdf = any(_ending(file) == ".pdf" for file in given)
    for number, file in enumerate(given, 1):
        try:
            if _ending(file) == ".docx":
                paper = read_docx(file.content, with_pdf=with_pdf)
                key = _key_of(paper.identity, expected)
                words[PurePath(file.name).stem] = EditedPaper(key=key, paper=paper, docx=file.content)
        except Faults as found:
            faults += _named(number, file, found)
    twice = [key for key, count in Counter(paper.key for paper in words.values()).items() if count > 1]
    faults += [
        Fault(field="FILE", value=f"{role}:{no}", cure="同じ書面のファイルは一つにしてください") for role, no in twice
    ]
    found_papers = {paper.key: paper for paper in words.values()}
    for number, file in enumerate(given, 1):
        try:
            if _ending(file) == ".pdf":
                key, facts = _taken(file, words, expected)
                before = found_papers.get(key)
                if before and before.paper:
                    _same_words(before.paper, facts)
                found_papers[key] = replace(before or EditedPaper(key=key), pdf=file.content)
        except Faults as found:
            faults += _named(number, file, found)
    faults += [fault for paper in found_papers.values() for fault in _names(paper, expected)] if not faults else []
    if faults:
        raise Faults(faults)
    return tuple(found_papers.values())


def _amount(given: Sequence[GivenFile]) -> Iterator[Fault]:
    if not 0 < len(given) <= MOST_FILES:
        yield Fault(field="FILE", value=f"{len(given)}件", cure=f".docx 又は .pdf を{MOST_FILES}件まで渡してください")
    for number, file in enumerate(given, 1):
        if _ending(file) not in {".docx", ".pdf"}:
            cure = ".docx 又は .pdf にしてください（.docm は不可）"
            yield Fault(field=f"FILE[{number}]", value=file.name, cure=cure)
        elif len(file.content) > MOST_BYTES:
            value = f"{file.name}（{len(file.content)}バイト）"
            yield Fault(field=f"FILE[{number}]", value=value, cure=f"{MOST_BYTES}バイト以下にしてください")


def _key_of(identity: str, expected: Expected) -> PaperKey:
    """Which paper of the letter it is. Raises Faults when it is one of another letter or case."""
    told = _IDENTITY.fullmatch(identity)
    if told is None or told[1] != expected.letter or int(told[2]) > expected.version:
        raise Faults(
            [Fault(field="書面の番号", value=identity, cure=f"{expected.letter} ではありません。{_CURE_LETTER}")]
        )
    key = next((key for key in expected.names if (str(key[0]), str(key[1])) == (told[3], told[4])), None)
    if key is None or key[0] is PaperRole.CERTIFIED:
        raise Faults([Fault(field="書面の番号", value=identity, cure=f"取り込める書面ではありません。{_CURE_LETTER}")])
    return key


def _taken(file: GivenFile, words: Mapping[str, EditedPaper], expected: Expected) -> tuple[PaperKey, PdfFacts]:
    """Which paper a PDF is: as it says itself, else as the Word file of the same name, else the only one there is."""
    facts = read_pdf(file.content)
    faults = list(filing_faults(facts))
    if faults:
        raise Faults(faults)
    same = words.get(PurePath(file.name).stem)
    mains = [key for key in expected.names if key[0] is PaperRole.MAIN]
    if _IDENTITY.fullmatch(facts.keywords):
        return _key_of(facts.keywords, expected), facts
    if same:
        return same.key, facts
    if len(words) == 1:
        return next(iter(words.values())).key, facts
    if not words and len(mains) == 1:
        return mains[0], facts
    cure = "どの書面か分かりません。PDF の名前を .docx と同じにして、一緒に渡してください"
    raise Faults([Fault(field="PDF", value="書面の番号がない PDF", cure=cure)])


def _same_words(paper: Paper, facts: PdfFacts) -> None:
    """Raise Faults unless the PDF holds the words of the Word file. Order and page numbers are the layout's."""
    readings = "".join(run.ruby for block in paper.blocks for run in runs_of(block))
    written, printed = _signs(plain_text(paper) + readings), _signs(facts.text)
    if written - printed or any(unicodedata.category(sign)[0] == "L" for sign in printed - written):
        cure = "同じ .docx から PDF を作り直してください（ヘッダーに文字を入れた場合は本文に移してください）"
        raise Faults([Fault(field="PDF", value=".docx と文が違う PDF", cure=cure)])


def _signs(text: str) -> Counter[str]:
    folded = unicodedata.normalize("NFKC", text)
    return Counter(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def _names(edited: EditedPaper, expected: Expected) -> Iterator[Fault]:
    words = packed(edited.words)
    for name in expected.names[edited.key]:
        if packed(name) not in words:
            cure = "この事件の当事者又は代理人の名が書面から消えています。この事件の書面か確かめ、名を戻してください"
            yield Fault(field="当事者", value=name, cure=cure)


def packed(text: str) -> str:
    """The text as it is compared: width, white space and line ends aside."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _named(number: int, file: GivenFile, found: Faults) -> Iterable[Fault]:
    """The faults of one file. Its name may be somebody's, so it stands with the value, which no log shows."""
    return [
        replace(fault, field=f"FILE[{number}] {fault.field}", value=f"{file.name}（{fault.value}）")
        for fault in found.faults
    ]


def _ending(file: GivenFile) -> str:
    return PurePath(file.name).suffix.lower()
