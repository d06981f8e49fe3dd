"""The text of an HTML mail: quoted parts are marked as in plain text, so that one rule reads both."""

from html.parser import HTMLParser

_SILENT = {"style", "script", "head", "title", "template"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "gmail_attr", "protonmail_quote", "tutanota_quote")
_ENDS = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "outlookmessageheader")
_SIGNATURES = ("gmail_signature", "moz-signature")
RULE = "________________________________"
ORIGINAL = "-----Original Message-----"


def html_text(html: str) -> str:
    """Return the text as lines; quoted lines begin with `>`. Never raises."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join([*reader.lines, reader.pending()]).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._said: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # name, quoted, silent

    def pending(self) -> str:
        """The line that is being written, marked when it is quoted."""
        line = " ".join("".join(self._said).split())
        return f"> {line}" if line and any(quoted for _, quoted, _ in self._open) else line

    def _break(self) -> None:
        self.lines.append(self.pending())
        self._said = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a quote, a signature or a rule begins."""
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"}).lower()
        if tag in _BLOCKS or tag == "hr":
            self._break()
        if tag == "hr":
            self.lines.append(RULE)
        if any(mark in marks for mark in _ENDS):
            self.lines.append(ORIGINAL)
        if any(mark in marks for mark in _SIGNATURES):
            self.lines.append("-- ")
        if tag not in _VOID:
            quoted = tag == "blockquote" or any(mark in marks for mark in _QUOTES)
            self._open.append((tag, quoted, tag in _SILENT))

    def handle_endtag(self, tag: str) -> None:
        """Close everything up to the tag's own beginning; an end without a beginning closes nothing."""
        if tag in _BLOCKS:
            self._break()
        names = [name for name, _, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not any(silent for _, _, silent in self._open):
            self._said.append(data)
