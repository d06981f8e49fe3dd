"""What is wrong with a template of a paper, said so that whoever wrote it can mend it: file, line, what, cure."""

import difflib
import re
from collections.abc import Collection
from types import TracebackType
from typing import Final

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from tasks.template_limits import TooMuch

_NO_VARIABLE: Final = re.compile(r"'(?P<name>[A-Za-z_]\w*)' is undefined", re.ASCII)
_NO_PART: Final = re.compile(r"has no attribute '(?P<name>[A-Za-z_]\w*)'", re.ASCII)
_SAID: Final = (
    (SecurityError, ("ひな形に許されていない操作です", "値の表示と条件分岐だけを使ってください")),
    (OverflowError, ("range が長すぎます", "繰返しを減らしてください")),
    (RecursionError, ("ひな形が自分自身を際限なく呼び出しています", "include・macro の呼出しを直してください")),
    (MemoryError, ("ひな形の結果が大きすぎます", "繰返しや文字の連結を減らしてください")),
)


class TemplateFault(ValueError):
    """A template cannot become a paper. `file` is relative: to KAIJI_HOME for the firm's own, else to kaiji's."""

    def __init__(self, file: str, line: int, what: str, cure: str) -> None:
        """Say it in one line."""
        self.file, self.line, self.what, self.cure = file, line, what, cure
        place = f"{file} {line}行目" if line else file
        said = f"{what}。{cure.removesuffix('。')}。"
        super().__init__(f"{place}: {said}" if place else said)


def fault_of(error: Exception, files: Collection[str], names: Collection[str]) -> TemplateFault:
    """Put an exception of reading or filling a template into words.

    `files` are the file names as tracebacks of templates show them, `names` what a template may speak of.
    """
    if isinstance(error, TemplateFault):
        return error
    if isinstance(error, TemplateSyntaxError):
        what = f"書式の誤り（{error.message}）"
        return TemplateFault(
            error.filename or error.name or "", error.lineno, what, "この行の {{ }}・{% %} を直してください"
        )
    file, line = _place(error.__traceback__, files)
    if isinstance(error, TemplateNotFound):
        return TemplateFault(
            file, line, f"ひな形「{error.name}」がありません", "同じフォルダーにある名前を書いてください"
        )
    what, cure = _said(error, names)
    return TemplateFault(file, line, what, cure)


def _place(traceback: TracebackType | None, files: Collection[str]) -> tuple[str, int]:
    """The innermost line of a template in this traceback."""
    file, line = "", 0
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name in files:
            file, line = name, traceback.tb_lineno
        traceback = traceback.tb_next
    return file, line


def _said(error: Exception, names: Collection[str]) -> tuple[str, str]:
    match error:
        case UndefinedError():
            return _undefined(str(error), names)
        case ValueError() | TypeError() if str(error).endswith("。"):  # one of kaiji's own: it names no value of a case
            what, _, cure = str(error).partition("。")
            return what, cure or "値の有無と形をひな形で確かめてください"
        case TooMuch():
            return str(error), "繰返しや文字の連結を減らしてください"
    return next(
        (said for kinds, said in _SAID if isinstance(error, kinds)),
        (f"値を表示できません（{type(error).__name__}）", "この行の値と書式を確かめてください"),
    )


def _undefined(message: str, names: Collection[str]) -> tuple[str, str]:
    found = _NO_VARIABLE.search(message) or _NO_PART.search(message)
    if found is None:
        return "値がありません", "綴りを確かめてください"
    name = found["name"]
    near = difflib.get_close_matches(name, names, n=1)
    return f"「{name}」という値はありません", f"「{near[0]}」ではありませんか" if near else "綴りを確かめてください"
