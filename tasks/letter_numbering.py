"""Numbers of headings in court papers: 第１ → １ → ⑴, each restarting below a new upper one."""

from tasks.letter_figures import zen

_PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"


class Numbering:
    """Counts the headings of one paper while its template is written out."""

    def __init__(self) -> None:
        """Start before the first heading."""
        self._chapter = self._section = self._item = 0

    def chapter(self) -> str:
        """Give the next 第１, 第２ and so on."""
        self._chapter, self._section, self._item = self._chapter + 1, 0, 0
        return "第" + zen(self._chapter)

    def section(self) -> str:
        """Give the next １, ２ below the chapter."""
        self._section, self._item = self._section + 1, 0
        return zen(self._section)

    def item(self) -> str:
        """Give the next ⑴, ⑵ below the section; from the twenty-first as (21)."""
        self._item += 1
        if self._item <= len(_PARENTHESISED):
            return _PARENTHESISED[self._item - 1]
        return zen(f"({self._item})")
