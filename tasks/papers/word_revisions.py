"""What must be settled in a Word file before it is final, and what in it no block could hold."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from docx.oxml.ns import qn

from models.answers.faults import Fault
from tasks.papers.word_lines import WordStyles, is_on

_CHANGES: Final = frozenset(
    qn(f"w:{name}")
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "delText", "delInstrText"),
        *("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange"),
        *("numberingChange", "moveFromRangeStart", "moveToRangeStart"),
    )
)
_COMMENTS: Final = frozenset(qn(f"w:{name}") for name in ("commentRangeStart", "commentReference"))
_NOTES: Final = frozenset({qn("w:footnoteReference"), qn("w:endnoteReference")})
_DRAWN: Final = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object"), qn("m:oMath"), qn("w:sym")})


def content_faults(trees: Mapping[str, Any], styles: WordStyles, *, with_pdf: bool) -> Iterator[Fault]:
    """All of them, each once. `with_pdf` as `word_reading.read_docx` says."""
    texts = [tree for name, tree in trees.items() if name.startswith("word/")]
    elements = [element for tree in texts for element in tree.iter() if isinstance(element.tag, str)]
    tags = {element.tag for element in elements}
    if tags & _CHANGES:
        cure = "Word の「校閲」ですべての変更を承諾（又は元に戻す）してから保存してください"
        yield Fault(field="変更履歴", value="承諾していない変更", cure=cure)
    if tags & _COMMENTS:
        yield Fault(
            field="コメント", value="残っているコメント", cure="Word の「校閲」ですべてのコメントを削除してください"
        )
    if any(is_on(element) for element in elements if element.tag == qn("w:vanish") and _in_text(element)):
        yield Fault(field="隠し文字", value="表示されない文字", cure="隠し文字を削除するか、表示する書式にしてください")
    if not with_pdf:
        yield from _lost(trees["word/document.xml"], tags, styles)


def _lost(document: Any, tags: set[str], styles: WordStyles) -> Iterator[Fault]:
    """What would be missing in a PDF that is set from the blocks."""
    cure = "PDF も Word で作り、.docx と一緒に渡してください。又は"
    if tags & _NOTES:
        yield Fault(field="脚注", value="脚注・文末脚注", cure=f"{cure}本文に移してください")
    if tags & _DRAWN:
        yield Fault(field="図", value="図・テキストボックス・数式・記号", cure=f"{cure}取り除いてください")
    if any(_numbered(paragraph, styles) for paragraph in document.iter(qn("w:p"))):
        yield Fault(field="番号", value="自動の段落番号・箇条書き", cure=f"{cure}番号を文字で入れてください")
    if any(cell.find(f".//{qn('w:tbl')}") is not None for cell in document.iter(qn("w:tc"))):
        yield Fault(field="表", value="表の中の表", cure=f"{cure}一つの表にしてください")


def _numbered(paragraph: Any, styles: WordStyles) -> bool:
    number = styles.property_of(paragraph, "w:numPr")
    kind = number.find(qn("w:numId")) if number is not None else None
    return kind is not None and kind.get(qn("w:val")) != "0"


def _in_text(flag: Any) -> bool:
    """Whether it is set on a piece of text that is there, not on a mark or in a style."""
    settings = flag.getparent()
    run = settings.getparent() if settings is not None else None
    return run is not None and run.tag == qn("w:r") and run.find(qn("w:t")) is not None
