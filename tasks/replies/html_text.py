"""The text of an HTML mail: quoted parts are marked as in plain text, so that one rule reads both.

Read from left to right once: the library's parser takes minutes for a hundred kilobytes of broken tags.
"""

import re
from html import unescape

LONGEST_PAGE = 1_000_000
DEEPEST = 200
RULE = "________________________________"
ORIGINAL = "-----Original Message-----"
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?P<rest>[^<>]*)>")
_MARK = re.compile(r"\b(?:class|id)=(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_SILENT = {"style", "script", "head", "title", "template"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "gmail_attr", "protonmail_quote", "tutanota_quote")
_ENDS = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "outlookmessageheader")
_SIGNATURES = ("gmail_signature", "moz-signature")


def html_text(html: str) -> str:
    """Return the text as lines; quoted lines begin with `>`. Never raises."""
    page = _Page()
    html, at = html[:LONGEST_PAGE], 0
    while at < len(html):
        at = page.read(html, at)
    page.end_line()
    return "\n".join(page.lines).strip()


class _Page:
    """The lines so far, and the tags that are open: name, whether it quotes, whether it is not shown.

    Below `DEEPEST` nobody can say any more what is quoted, so everything is.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._said: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._is_lost = False

    def read(self, html: str, at: int) -> int:
        """Read one tag, comment or run of text; return where the next begins."""
        if html[at] != "<":
            following = html.find("<", at)
            return self._say(html[at:following] if following > 0 else html[at:], at)
        if html.startswith("<!--", at):
            end = html.find("-->", at)
            return end + 3 if end > 0 else len(html)
        tag = _TAG.match(html, at)
        if tag is None:
            return self._skip(html, at)
        name = tag["name"].lower()
        if tag["end"]:
            self._close(name)
        else:
            self._begin(name, " ".join(_MARK.findall(tag["rest"])).lower())
        return tag.end()

    def end_line(self) -> None:
        """Finish the line that is being written, marked when it is quoted."""
        line = " ".join("".join(self._said).split())
        quoted = line and (self._is_lost or any(quotes for _, quotes, _ in self._open))
        self.lines.append(f"> {line}" if quoted else line)
        self._said = []

    def _say(self, text: str, at: int) -> int:
        if not any(silent for _, _, silent in self._open):
            self._said.append(unescape(text))
        return at + len(text)

    def _skip(self, html: str, at: int) -> int:
        """A declaration is not shown; any other sign that opens no tag is text."""
        if html[at + 1 : at + 2] in {"!", "?"}:
            end = html.find(">", at)
            return end + 1 if end > 0 else len(html)
        return self._say("<", at)

    def _begin(self, name: str, marks: str) -> None:
        if name in _BLOCKS or name == "hr":
            self.end_line()
        if name == "hr":
            self.lines.append(RULE)
        if any(mark in marks for mark in _ENDS):
            self.lines.append(ORIGINAL)
        if any(mark in marks for mark in _SIGNATURES):
            self.lines.append("-- ")
        if name in _VOID:
            return
        if len(self._open) == DEEPEST:
            self._is_lost = True
            return
        quotes = name == "blockquote" or any(mark in marks for mark in _QUOTES)
        self._open.append((name, quotes, name in _SILENT))

    def _close(self, name: str) -> None:
        """Close everything up to the tag's own beginning; an end without a beginning closes nothing."""
        if name in _BLOCKS:
            self.end_line()
        names = [known for known, _, _ in self._open]
        if name in names:
            del self._open[len(names) - 1 - names[::-1].index(name) :]
