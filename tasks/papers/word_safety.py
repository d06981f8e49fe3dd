"""What may not come in with a Word file: looked for in the package itself, before anything opens it."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from models.answers.faults import Fault, Faults

MOST_PARTS, MOST_BYTES, MOST_RATIO = 1_000, 60_000_000, 200
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ENCRYPTED: Final = 0x1
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_RATIO_FROM: Final = 1_000_000
_TAG: Final = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"""\b(Target|TargetMode|Type)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINK: Final = re.compile("(?:https?|mailto):", re.IGNORECASE)
_ACTIVE: Final = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|oleObject|afchunk", re.IGNORECASE)
_SAVE_AS: Final = "Word で「名前を付けて保存」から「Word 文書（.docx）」を選び、保存し直してください"


class DocumentFault(Faults):
    """A file that is refused, with all that is wrong with it. Its text holds no word of the file."""


def parts_of(content: bytes) -> Mapping[str, bytes]:
    """The XML parts of a .docx by name. Raises DocumentFault with everything that is wrong with the package."""
    if content.startswith(_OLE):
        cure = f"パスワードを外してください。古い形式（.doc）のときは、{_SAVE_AS}"
        raise DocumentFault([_fault("形式", "パスワード付き、又は .doc", cure)])
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            faults = list(_sizes(package.infolist()))
            if faults:
                raise DocumentFault(faults)
            names = package.namelist()
            parts = {name: _part(package, name) for name in names if name.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        if isinstance(broken, DocumentFault):
            raise
        raise DocumentFault([_fault("形式", "読めない .docx", _SAVE_AS)]) from None
    faults = [*_shape(parts), *_active(names), *_links(parts), *_declarations(parts)]
    if faults:
        raise DocumentFault(faults)
    return parts


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part; not a byte more is unpacked than its entry admits to."""
    with package.open(name) as part:
        return part.read(package.getinfo(name).file_size + 1)


def _sizes(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_PARTS or len({entry.filename for entry in entries}) < len(entries):
        yield _fault(
            "部品の数", str(len(entries)), f"{MOST_PARTS}以下で、名前の重なりがないようにしてください。{_SAVE_AS}"
        )
    if total > MOST_BYTES:
        yield _fault(
            "展開後の大きさ", f"{total}バイト", f"{MOST_BYTES}バイト以下にしてください（画像を除いてください）"
        )
    swollen = [e for e in entries if e.file_size > _RATIO_FROM and e.file_size > MOST_RATIO * max(e.compress_size, 1)]
    if swollen:
        yield _fault("圧縮率", f"{MOST_RATIO}倍超", f"圧縮爆弾の疑いがあります。{_SAVE_AS}")
    if any(entry.compress_type not in _PACKINGS for entry in entries):
        yield _fault("形式", "Word の使わない圧縮", _SAVE_AS)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        yield _fault("形式", "暗号化", "パスワードを外して保存し直してください")
    if any(entry.filename.startswith("/") or ".." in entry.filename.split("/") for entry in entries):
        yield _fault("部品の名前", "フォルダの外を指す名前", _SAVE_AS)


def _shape(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    types = _text(parts.get("[Content_Types].xml", b""))
    if "macroEnabled" in types:
        yield _fault("マクロ", "マクロ有効文書", f"マクロのない形式にしてください。{_SAVE_AS}")
    elif _MAIN not in types or "word/document.xml" not in parts:
        yield _fault("形式", "Word 文書ではないファイル", _SAVE_AS)


def _active(names: list[str]) -> Iterator[Fault]:
    if any(_ACTIVE.search(name) for name in names):
        yield _fault("埋め込み", "マクロ・OLE・ActiveX", f"埋め込まれたものを除いてください。{_SAVE_AS}")


def _links(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    """Whatever the file would fetch from outside; a plain link to a page fetches nothing."""
    found: dict[str, None] = {}
    for name, content in parts.items():
        if not name.endswith(".rels"):
            continue
        for tag in _TAG.findall(_text(content)):
            told = {key: first or second for key, first, second in _ATTRIBUTE.findall(tag)}
            kind = told.get("Type", "").rpartition("/")[2]
            plain = kind == "hyperlink" and _LINK.match(told.get("Target", ""))
            if (told.get("TargetMode", "").lower() == "external" and not plain) or kind.lower() == "afchunk":
                found[kind] = None
    for kind in found:
        yield _fault("外部参照", kind, "リンクされた画像・ひな形・文書を除いて（リンクの解除）保存し直してください")


def _declarations(parts: Mapping[str, bytes]) -> Iterator[Fault]:
    if any("<!DOCTYPE" in text or "<!ENTITY" in text for text in map(_text, parts.values())):
        yield _fault("XML", "文書型宣言（DTD）", _SAVE_AS)


def _text(content: bytes) -> str:
    """The text of a part; a part may also be written in UTF-16."""
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in content[:4]
    return content.decode(
        "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-16-le" if wide else "utf-8", "replace"
    )


def _fault(field: str, value: str, cure: str) -> Fault:
    return Fault(field=field, value=value, cure=cure)
