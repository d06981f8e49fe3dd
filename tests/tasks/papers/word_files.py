"""Word files for the tests: changed as a person or an attacker would change them."""

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from models.answers.faults import Faults
from tasks.papers.word_reading import read_docx

Parts = dict[str, bytes]


def parts_in(content: bytes) -> Parts:
    """The parts of a file by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A file of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def edited(content: bytes, *changes: tuple[str, str], part: str = "word/document.xml") -> bytes:
    """The file with words of one part replaced, as after an edit; each must be there."""
    parts = parts_in(content)
    text = parts[part].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return packed(parts | {part: text.encode()})


def faults_of(read: Callable[[], object]) -> list[str]:
    """The fields that are refused; none when the file is read."""
    try:
        read()
    except Faults as refused:
        return [fault.field for fault in refused.faults]
    return []


def refused(content: bytes) -> list[str]:
    """The fields for which `read_docx` refuses a file."""
    return faults_of(lambda: read_docx(content))
