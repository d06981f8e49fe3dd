"""Word files from outside: whatever could harm or mislead is refused, all of it at once."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from tasks.papers.look import look_of
from tasks.papers.pdf_reading import filing_faults, read_pdf
from tasks.papers.typesetting import to_pdf
from tasks.papers.word import to_docx
from tasks.papers.word_reading import read_docx
from tasks.papers.word_safety import MOST_PARTS, DocumentFault
from tasks.settings import DocumentsSection
from tests.tasks.papers.reading_paper import text_paper
from tests.tasks.papers.word_files import edited, packed, parts_in, refused

LOOK = look_of(DocumentsSection())
GOOD = to_docx(text_paper("本文である。"), LOOK)
END = "</w:t></w:r>"
RUN = "<w:r><w:t>"
RELS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
PLAIN = ".openxmlformats-officedocument.wordprocessingml.document.main"
MACRO = ".ms-word.document.macroEnabled.main"


def _in_text(more: str) -> bytes:
    return edited(GOOD, ("本文である。" + END, f"本文である。{END}{more}"))


def _relation(kind: str, target: str, mode: str = "External") -> bytes:
    one = f'<Relationship Id="rX" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return edited(GOOD, ("</Relationships>", one), part=RELS)


def test_what_we_wrote_is_read() -> None:
    assert refused(GOOD) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (f'<w:ins w:id="1" w:author="甲">{RUN}追記{END}</w:ins>', "変更履歴"),
        ('<w:del w:id="1" w:author="甲"><w:r><w:delText>削除</w:delText></w:r></w:del>', "変更履歴"),
        (f'<w:r><w:rPr><w:rPrChange w:id="1" w:author="甲"/></w:rPr><w:t>書式{END}', "変更履歴"),
        ('<w:r><w:commentReference w:id="1"/></w:r>', "コメント"),
        (f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し{END}", "隠し文字"),
        ('<w:r><w:footnoteReference w:id="1"/></w:r>', "脚注"),
        ("<w:r><w:drawing/></w:r>", "図"),
    ],
    ids=["inserted", "deleted", "format changed", "comment", "hidden", "note", "picture"],
)
def test_what_is_not_settled_or_would_be_lost_is_refused(more: str, field: str) -> None:
    assert refused(_in_text(more)) == [field]


def test_automatic_numbers_are_refused_because_they_are_no_text() -> None:
    numbered = edited(GOOD, ("<w:pPr>", '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'))
    assert refused(numbered) == ["番号"]
    assert read_docx(numbered, with_pdf=True).blocks
    none = edited(GOOD, ("<w:pPr>", '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr>'))
    assert refused(none) == []


def test_the_cure_of_a_tracked_change_is_to_accept_it() -> None:
    with pytest.raises(DocumentFault) as found:
        read_docx(_in_text(f'<w:ins w:id="1" w:author="甲">{RUN}秘密の追記{END}</w:ins>'))
    assert "承諾" in found.value.faults[0].cure
    assert "秘密" not in str(found.value)
    assert "秘密" not in repr(found.value.faults)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "形式"),
        (b"PK\x03\x04 broken", "形式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "形式"),
        (packed({"a.xml": b"<a/>"}), "形式"),
        (edited(GOOD, ("wordprocessingml.document.main", "spreadsheetml.sheet.main"), part=TYPES), "形式"),
        (edited(GOOD, (PLAIN, MACRO), part=TYPES), "マクロ"),
        (packed(parts_in(GOOD) | {"word/vbaProject.bin": b"x"}), "埋め込み"),
        (packed(parts_in(GOOD) | {"word/embeddings/oleObject1.bin": b"x"}), "埋め込み"),
        (packed(parts_in(GOOD) | {"../../outside.xml": b"<a/>"}), "部品の名前"),
        (packed(parts_in(GOOD) | {f"word/{n}.xml": b"<a/>" for n in range(MOST_PARTS)}), "部品の数"),
        (packed(parts_in(GOOD) | {"word/big.xml": b"0" * 5_000_000}), "圧縮率"),
        (packed(parts_in(GOOD) | {"word/big.xml": b"0" * 61_000_000}), "展開後の大きさ"),
        (_relation("attachedTemplate", "https://evil.example/x.dotm"), "外部参照"),
        (_relation("image", "https://evil.example/x.png"), "外部参照"),
        (_relation("hyperlink", "file:///etc/passwd"), "外部参照"),
        (_relation("aFChunk", "chunk.html", "Internal"), "外部参照"),
        (edited(GOOD, ("<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document')), "XML"),
        (packed(parts_in(GOOD) | {"word/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}), "XML"),
        (edited(GOOD, ("</w:body>", "")), "XML"),
        (packed(parts_in(GOOD) | {"docProps/custom.xml": b"<a/>"}), "文書のプロパティ"),
    ],
    ids=[
        *("empty", "broken zip", "password or doc", "other zip", "sheet", "macro type", "macro", "ole", "path"),
        *("parts", "ratio", "size", "template", "image", "file link", "chunk", "doctype", "utf-16 doctype"),
        *("broken xml", "stranger"),
    ],
)  # fmt: skip
def test_a_dangerous_or_strange_file_is_refused(content: bytes, field: str) -> None:
    assert field in refused(content)


def test_a_link_that_word_made_of_an_address_is_no_danger() -> None:
    assert refused(_relation("hyperlink", "https://board.example/1")) == []


def test_all_faults_of_a_file_are_told_at_once() -> None:
    both = edited(_relation("image", "https://evil.example/x.png"), ("<w:document", "<!DOCTYPE a><w:document"))
    assert refused(packed(parts_in(both) | {"word/vbaProject.bin": b"x"})) == ["埋め込み", "外部参照", "XML"]
    settled = _in_text(f'<w:ins w:id="1" w:author="甲">{RUN}追{END}</w:ins><w:r><w:commentReference w:id="1"/></w:r>')
    assert refused(settled) == ["変更履歴", "コメント"]


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    lying = bytearray(GOOD)
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (1).to_bytes(4, "little")
    assert refused(bytes(lying)) == ["形式"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_a_damaged_byte_ends_in_faults_or_in_a_paper(at: int, byte: int) -> None:
    assert isinstance(refused(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]), list)


def _pdf(**written: object) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(to_pdf(text_paper("本文である。"), LOOK))))
    if "script" in written:
        writer.add_attachment("a.js", b"app.alert(1)")
    if "size" in written:
        writer.pages[0].mediabox.upper_right = (300, 300)
    if "turned" in written:
        writer.pages[0].rotate(90)
    if "password" in written:
        writer.encrypt("pass")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (_pdf(), []),
        (_pdf(turned=True), []),
        (_pdf(script=True), ["PDF"]),
        (_pdf(size=True), ["用紙"]),
        (_pdf(password=True), ["PDF"]),
    ],
    ids=["ours", "landscape", "script", "size", "password"],
)
def test_a_pdf_is_one_that_can_be_filed(content: bytes, fields: list[str]) -> None:
    assert [fault.field for fault in filing_faults(read_pdf(content))] == fields


def test_fonts_that_are_not_in_the_file_are_seen() -> None:
    content = b"BT /F1 12 Tf 50 700 Td (Hello) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    objects += [b"<</Length %d>>stream\n%s\nendstream" % (len(content), content), font]
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += (
        b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (body.rfind(b"endobj\n") + 7)
    )
    facts = read_pdf(body)
    assert (facts.pages, facts.text, facts.fonts_embedded) == (1, "Hello", False)
    assert [fault.field for fault in filing_faults(facts)] == ["書体"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", GOOD], ids=["empty", "no pages", "docx"])
def test_what_is_no_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentFault):
        read_pdf(content)
