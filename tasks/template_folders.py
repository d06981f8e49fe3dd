"""Where templates of papers are read from: the firm's folder over kaiji's own, file by file, and nothing else."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from jinja2 import BaseLoader, Environment, TemplateNotFound

from tasks.template_faults import TemplateFault

OURS: Final = Path(__file__).resolve().parents[1] / "templates" / "letters"
ALWAYS_OURS: Final = "package/"
MAX_BYTES: Final = 1_000_000
_NAME: Final = re.compile(r"(?P<always>package/)?(?P<path>[a-z]{2}/[A-Za-z0-9_][A-Za-z0-9_.-]*)")
_Source = tuple[str, str, Callable[[], bool]]


class LetterFolders(BaseLoader):
    """Reads LANGUAGE/NAME from the overrides, else from the package; package/LANGUAGE/NAME from the package only.

    A template's file name is the relative one: no path of the machine reaches a message.
    """

    def __init__(self, overrides: Path | None) -> None:
        """`overrides` is KAIJI_HOME/templates/letters; it may be missing."""
        self.overrides = overrides

    def get_source(self, environment: Environment, template: str) -> _Source:
        """The text of a template. Raises TemplateNotFound, TemplateFault for a file that may not be read."""
        del environment
        name = _NAME.fullmatch(template)
        if name is None or ".." in template:
            raise TemplateNotFound(template)
        path, always = name["path"], bool(name["always"])
        found = self._found(path, always=always)
        if found is None:
            raise TemplateNotFound(template)
        file, label = found
        stamp = _stamp(file)
        text = _read(file, label)
        return text, label, lambda: self._found(path, always=always) == found and _stamp(file) == stamp

    def own_files(self) -> Iterator[str]:
        """LANGUAGE/NAME of each file of the firm, in order; what a system hides there is no template."""
        if self.overrides is not None and self.overrides.is_dir():
            for file in sorted(self.overrides.rglob("*")):
                if (file.is_symlink() or not file.is_dir()) and not file.name.startswith("."):
                    yield file.relative_to(self.overrides).as_posix()

    def _found(self, path: str, *, always: bool) -> tuple[Path, str] | None:
        if self.overrides is not None and not always:
            file, label = self.overrides / path, f"templates/letters/{path}"
            if file.is_symlink() or file.exists():
                _stay_inside(file, self.overrides, label)
                return file, label
        file = OURS / path
        return (file, f"{ALWAYS_OURS}{path}") if file.is_file() else None


def _stay_inside(file: Path, folder: Path, label: str) -> None:
    """A link may point elsewhere inside the folder, never out of it."""
    if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise TemplateFault(
            label, 0, "ひな形のフォルダーの外を指しています", "リンクではなくファイルそのものを置いてください"
        )


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        seen = file.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size


def _read(file: Path, label: str) -> str:
    if file.stat().st_size > MAX_BYTES:
        raise TemplateFault(label, 0, f"{MAX_BYTES:,}バイトを超えています", "ひな形を短くしてください")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateFault(label, 0, "UTF-8 の文字として読めません", "UTF-8 で保存し直してください") from None
    except OSError as error:
        raise TemplateFault(label, 0, f"読めません（{error.strerror}）", "ファイルの権限を確かめてください") from None
