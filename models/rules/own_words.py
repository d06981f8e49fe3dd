"""What the writer of a reply wrote: without what was quoted, without the signature."""

import re

LONGEST_TEXT = 20_000
_QUOTED = re.compile(r"\s*[>＞|｜]")
_ORIGINAL = re.compile(
    r"\s*[-_=*―─━]{2,}\s*(original (message|appointment)|forwarded (message|by .{0,80})|reply message"
    r"|元のメッセージ|転送(された)?メッセージ|受信メッセージ|転送メール|以下、?元のメール)\s*[-_=*―─━]*\s*",
    re.IGNORECASE,
)
_FIRST_HEADER = re.compile(r"\s*\**(from|差出人|送信者|発信者)\**\s*[:：]", re.IGNORECASE)
_NEXT_HEADER = re.compile(
    r"\s*\**(sent|date|to|cc|subject|送信日時|日時|日付|宛先|件名|受信日時)\**\s*[:：]", re.IGNORECASE
)
_DATE = (
    r"(?:\d{4}\s?[年/.\-]\s?\d{1,2}\s?[月/.\-]\s?\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}"
    r"|\d{1,2}\.?\s[a-z]{3,9}\.?,?\s\d{4}|[a-z]{3,9}\.?\s\d{1,2},?\s\d{4})"
)
# A date that opens the line, a time or an address, a colon at the end: who wrote, and when, what follows.
_DATED = re.compile(
    r"\s*(?:on\s+|le\s+|am\s+)?(?:[a-z]{3,9}\.?,?\s+)?"
    + _DATE
    + r"(?=.{0,300}?(?:\d{1,2}[:：時]\d{2}|\S@\S|wrote)).{0,400}[:：]\s*",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r".{2,200}(?:\swrote|さんは?書きました|さんが書きました|のメール|からのメッセージ)\s?[:：]\s*", re.IGNORECASE
)
_SIGNATURE = re.compile(r"--\s?|—")
_RULE = re.compile(r"\s*(?:[-_=*~+#.・―─━—–‐＝＊＿☆★◇◆□■○●◎※]\s?){4,}\s*")
_DEVICE = re.compile(
    r"\s*(sent from (my|outlook|mail|yahoo).*|get outlook for .*|iphone ?から送信.*|ipad ?から送信.*"
    r"|(私の)?(android|スマートフォン|携帯).{0,20}から送信.*|outlook for (ios|android).*|.*から送信されました。?)",
    re.IGNORECASE,
)
_HEADER_LINES = 5
_WRAPPED = (1, 2, 3)


def own_words(text: str) -> str:
    """Return the writer's own lines of a reply's text: nothing that was quoted, nothing from the signature on."""
    lines = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            at += 1
            continue
        introduced = _introduction(lines, at)
        if introduced and _is_quoted_after(lines, at + introduced):
            at += introduced
            continue
        if introduced or _ends_here(lines, at, kept):
            break
        kept.append(lines[at])
        at += 1
    return "\n".join(kept).strip()


def _introduction(lines: list[str], at: int) -> int:
    """How many lines say who wrote, and when, what follows: one to three as mail programs wrap them; else 0."""
    if not lines[at].strip():
        return 0
    if _WROTE.fullmatch(lines[at]):
        return 1
    joined = (" ".join(lines[at : at + count]) for count in _WRAPPED)
    return next((count for count, line in zip(_WRAPPED, joined, strict=True) if _DATED.fullmatch(line)), 0)


def _is_quoted_after(lines: list[str], at: int) -> bool:
    """Whether the next line that says something is marked as quoted (then the writer may go on below it)."""
    following = next((line for line in lines[at:] if line.strip()), "")
    return _QUOTED.match(following) is not None


def _ends_here(lines: list[str], at: int, kept: list[str]) -> bool:
    """Whether the writer's words end before this line."""
    line = lines[at]
    if _ORIGINAL.fullmatch(line) or _DEVICE.fullmatch(line) or _SIGNATURE.fullmatch(line):
        return True
    if _FIRST_HEADER.match(line) and any(_NEXT_HEADER.match(after) for after in lines[at + 1 : at + _HEADER_LINES]):
        return True
    return _RULE.fullmatch(line) is not None and any(before.strip() for before in kept)
