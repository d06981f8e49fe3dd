"""書面と証拠: what a letter consists of, how a version came about, what an exhibit is, what a capture found."""

from enum import StrEnum


class PaperRole(StrEnum):
    """書面の部分: a letter is its main paper and what goes with it; each is a file of its own."""

    MAIN = "main"
    SENDER_COPY = "sender_copy"
    CERTIFIED = "certified"
    EVIDENCE_LIST = "evidence_list"
    COVER_SHEET = "cover_sheet"
    FEE_NOTE = "fee_note"


class PaperFormat(StrEnum):
    """書式: the page for reading, the file for filing, the file for editing."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


class VersionOrigin(StrEnum):
    """版の由来: drafted by kaiji, edited by the attorney and brought back, released."""

    DRAFTED = "drafted"
    EDITED = "edited"
    RELEASED = "released"


class Concealment(StrEnum):
    """秘匿: what of the requester the other side may not learn (民訴133条, Act art. 17)."""

    NONE = "none"
    ADDRESS = "address"
    NAME_AND_ADDRESS = "name_and_address"


class ExhibitForm(StrEnum):
    """原本・写しの別."""

    ORIGINAL = "original"
    COPY = "copy"


class CapturePurpose(StrEnum):
    """保全の目的: evidence of the post, a later look whether it is still there, a picture made elsewhere."""

    EVIDENCE = "evidence"
    RECHECK = "recheck"
    IMPORT = "import"


class CaptureResult(StrEnum):
    """保全の結果. REFUSED: the page shows itself to no stranger; UNSAFE: the address is not a public one."""

    CAPTURED = "captured"
    ONLINE = "online"
    GONE = "gone"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNSAFE = "unsafe"
    UNCLEAR = "unclear"
