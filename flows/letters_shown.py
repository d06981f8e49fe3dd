"""Letters of a case as people read them: state, version, files, and what changed since; refs and labels only."""

from collections.abc import Iterable
from typing import Any

from models.answers.moments import shown
from models.terms import PaperFormat
from tasks.case_store.letter_list import ListedLetter, ListedVersion
from tasks.letters import label
from tasks.words import word


def as_document(letters: Iterable[ListedLetter]) -> list[dict[str, Any]]:
    """Stable keys; paths below KAIJI_HOME/documents."""
    return [
        {
            "letter": letter.name,
            "id": letter.id,
            "state": letter.state.value,
            "on_demand": letter.on_demand,
            "changes": list(letter.changes),
            "unshown": list(letter.unshown),
            "versions": [_version(version) for version in letter.versions],
        }
        for letter in letters
    ]


def as_text(letters: Iterable[ListedLetter], language: str = "ja") -> str:
    """A paragraph a letter."""
    return "\n\n".join("\n".join(_lines(letter, language)) for letter in letters) or word("sheet", "none", language)


def waiting_lines(letter: ListedLetter, language: str) -> Iterable[str]:
    """What stands above a form about this letter: its version, its files, and a warning when the case has changed."""
    current = letter.current
    yield f"- {word('sheet', 'draft', language)}: {version_words(current.no, current.origin, language)}"
    yield from (f"  - `{path}`" for path in _to_read(current))
    if letter.changes:
        warning = word("version", f"stale_{letter.state}", language)
        yield f"- **{warning}** {'、'.join(letter.changes)}"
    if letter.unshown:
        yield f"- **{word('version', 'unshown', language)}** {len(letter.unshown)}"


def _to_read(version: ListedVersion) -> list[str]:
    """The papers as they leave; the Word file to edit lies beside each under the same name."""
    papers = [file.path for file in version.files if file.format is PaperFormat.PDF]
    return papers or [file.path for file in version.files]


def version_words(no: int, origin: str, language: str) -> str:
    """第2版（弁護士が直したもの）; a letter of before versions were kept says so."""
    if no == 0:
        return word("version", "unversioned", language)
    return f"{word('version', 'number', language).format(no=no)}（{word('version', origin, language)}）"


def _version(version: ListedVersion) -> dict[str, Any]:
    return {
        "no": version.no,
        "origin": version.origin.value,
        "made_at": version.made_at.isoformat(),
        "files": [
            {
                "role": file.role.value,
                "no": file.no,
                "format": file.format.value,
                "title": file.title,
                "path": file.path,
                "sha256": file.sha256,
            }
            for file in version.files
        ],
    }


def _lines(letter: ListedLetter, language: str) -> Iterable[str]:
    asked = f" {word('version', 'on_demand', language)}" if letter.on_demand else ""
    yield f"{letter.id:>5}  {letter.name}  {label(letter.kind)}  {word('letter', letter.state, language)}{asked}"
    current = letter.current
    yield f"       {version_words(current.no, current.origin, language)} {shown(current.made_at)}"
    yield from (f"       KAIJI_HOME/documents/{file.path}" for file in current.files)
    if letter.changes:
        yield f"       ! {word('version', 'stale', language)} {'、'.join(letter.changes)}"
    if letter.unshown:
        yield f"       ! {word('version', 'unshown', language)} {' '.join(letter.unshown)}"
