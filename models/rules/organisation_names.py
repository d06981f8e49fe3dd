"""Whether a name that a registry prints is plainly an organisation's: registries also hold blocks of persons."""

import re
import unicodedata

_FORMS = re.compile(
    r"会社|\(株\)|\(有\)|法人|大学|学校|高等専門|研究所|協会|組合|病院|役所|役場|都庁|府庁|県庁|機構|銀行|センター"
    r"|\b(?:inc|corp|corporation|incorporated|ltd|limited|llc|gmbh|company|k\.k|plc|pty|s\.a|b\.v|n\.v|ag|oy|ab|srl|sarl)\b"
    r"|\b(?:universit\w*|college|institute|ministry|association|foundation|hospital|networks?|telecom\w*|communications?)\b",
    re.IGNORECASE,
)


def is_organisation(name: str) -> bool:
    """Say whether the name carries a legal form or a word that no person's name has; False when in doubt."""
    return _FORMS.search(unicodedata.normalize("NFKC", name)) is not None
