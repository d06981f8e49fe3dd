"""One line of a paper while its HTML is read: white space as a browser shows it."""

import re
from dataclasses import replace
from typing import Final, Literal

from tasks.papers.blocks import Run
from tasks.papers.markup import LineStyle

_BLANKS: Final = re.compile("[ \t\n\r\f]+")


class LineDraft:
    """The runs of a paragraph or heading as they come."""

    def __init__(self, style: LineStyle) -> None:
        self.style = style
        self._runs: list[Run] = []
        self._base = self._reading = ""

    def add(
        self, text: str, *, blank: bool = False, underline: bool = False, ruby: Literal["rt"] | bool = False
    ) -> None:
        """Add text. `ruby`: the base of a reading (True) or the reading itself ("rt")."""
        if not self.style.literal:
            text = _BLANKS.sub(" ", text)
        if ruby == "rt":
            self._reading += text.strip(" ")
        elif ruby:
            self._base += text.strip(" ")
        else:
            self._append(Run(text=text, blank=blank, underline=underline))

    def end_ruby(self) -> None:
        """A word and its reading are complete."""
        if self._base:
            self._runs.append(Run(text=self._base, ruby=self._reading))
        self._base = self._reading = ""

    def runs(self) -> tuple[Run, ...]:
        """The runs, without the white space that a browser drops; none when nothing is left."""
        if self.style.literal:
            text = "".join(run.text for run in self._runs)
            return tuple(self._runs) if text.strip() else ()
        runs = list(self._runs)
        while runs and not runs[-1].text.rstrip(" "):
            runs.pop()
        if runs:
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" "))
        return tuple(runs)

    def _append(self, run: Run) -> None:
        last = self._runs[-1] if self._runs else None
        text = run.text
        if not self.style.literal and (last is None or last.text.endswith(" ")):
            text = text.removeprefix(" ")
        if not text:
            return
        if last and not last.ruby and (last.blank, last.underline) == (run.blank, run.underline):
            self._runs[-1] = replace(last, text=last.text + text)
        else:
            self._runs.append(replace(run, text=text))
