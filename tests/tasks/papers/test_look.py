"""Which fonts papers are set in, and what those can show."""

import shutil
import struct
from pathlib import Path

import pytest

from tasks.papers.font_signs import signs_of
from tasks.papers.look import LookFault, look_of, shown_signs
from tasks.papers.typesetting import missing_glyphs, to_pdf
from tasks.settings import DocumentsSection
from tests.tasks.papers.reading_paper import text_paper


def test_without_settings_the_packaged_fonts_are_used() -> None:
    look = look_of(DocumentsSection())
    signs = shown_signs(look)
    assert (look.serif, look.sans) == ("Noto Serif JP", "Noto Sans JP")
    assert {ord(sign) for sign in "あア漢髙﨑𠮷𩸽㊞①㈱aé〓"} <= signs
    assert not {ord(sign) for sign in "😀ש\u202e"} & signs


def test_a_folder_of_the_firm_is_used_alone(tmp_path: Path) -> None:
    packaged = look_of(DocumentsSection())
    shutil.copy(packaged.font_dir / "NotoSansJP-Regular.otf", tmp_path / "firm.otf")
    look = look_of(DocumentsSection(font_dir=tmp_path, serif="Noto Sans JP"))
    assert look.font_dir == tmp_path
    assert b"NotoSansJP" in to_pdf(text_paper("漢字"), look)


def test_what_the_two_families_lack_comes_from_the_others_of_the_folder(tmp_path: Path) -> None:
    packaged = look_of(DocumentsSection()).font_dir
    only_sans = "朌"
    look = look_of(DocumentsSection(serif="Noto Serif JP", sans="Noto Serif JP"))
    assert look.in_turn == ("Noto Serif JP", "Noto Sans JP")
    assert not missing_glyphs(text_paper(only_sans), look)
    assert b"NotoSansJP" in to_pdf(text_paper(only_sans), look)
    shutil.copy(packaged / "NotoSerifJP-Regular.otf", tmp_path / "firm.otf")
    alone = look_of(DocumentsSection(font_dir=tmp_path, serif="Noto Serif JP", sans="Noto Serif JP"))
    assert missing_glyphs(text_paper(only_sans), alone) == (only_sans,)


@pytest.mark.parametrize("setting", ["serif", "sans"])
def test_a_family_that_is_not_there_is_told_with_those_that_are(setting: str) -> None:
    with pytest.raises(LookFault, match=f"documents.{setting}: 「ない書体」.*Noto Sans JP、Noto Serif JP"):
        look_of(DocumentsSection.model_validate({setting: "ない書体"}))


def test_a_folder_without_fonts_is_told(tmp_path: Path) -> None:
    with pytest.raises(LookFault, match=r"documents.font_dir: "):
        look_of(DocumentsSection(font_dir=tmp_path / "none"))


def test_a_collection_is_read_like_its_font(tmp_path: Path) -> None:
    font = (look_of(DocumentsSection()).font_dir / "NotoSansJP-Regular.otf").read_bytes()
    head = struct.pack(">4sIII", b"ttcf", 0x10000, 1, 16)
    count = struct.unpack_from(">H", font, 4)[0]
    moved = bytearray(font)
    for at in range(12, 12 + 16 * count, 16):
        offset = struct.unpack_from(">I", font, at + 8)[0]
        struct.pack_into(">I", moved, at + 8, offset + len(head))
    (tmp_path / "one.otf").write_bytes(font)
    (tmp_path / "many.ttc").write_bytes(head + bytes(moved))
    assert signs_of(tmp_path / "many.ttc", 0) == signs_of(tmp_path / "one.otf", 0)


def test_a_table_of_segments_tells_its_signs(tmp_path: Path) -> None:
    """A to C by difference, D and E by a list of glyphs in which E has none, and the segment that ends every table."""
    lasts, firsts = (67, 69, 0xFFFF), (65, 68, 0xFFFF)
    deltas, offsets = (1, 0, 1), (0, 4, 0)
    body = struct.pack(">3H", *lasts) + b"\0\0" + struct.pack(">3H3H3H", *firsts, *deltas, *offsets)
    table = struct.pack(">7H", 4, 16 + len(body) + 4, 0, 6, 0, 0, 0) + body + struct.pack(">2H", 7, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
    directory = struct.pack(">4sHHHH", b"OTTO", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    (tmp_path / "tiny.otf").write_bytes(directory + cmap)
    assert signs_of(tmp_path / "tiny.otf", 0) == frozenset(b"ABCD")


def test_a_file_without_a_table_of_signs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.otf").write_bytes(struct.pack(">4sHHHH", b"OTTO", 0, 0, 0, 0))
    with pytest.raises(ValueError, match="cmap"):
        signs_of(tmp_path / "no.otf", 0)
