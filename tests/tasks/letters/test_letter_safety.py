"""Text from outside stays text: in every paper of every letter, in both languages, in every field, to the page."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from models.provisions import Law, load_law
from models.terms import LetterKind, PaperRole
from tasks.letter_figures import zen
from tasks.letter_papers import papers_of
from tasks.letter_templates import letter_environment
from tasks.letters import render
from tasks.paper_plan import PaperPlan
from tasks.papers.blocks import Paper, plain_text
from tasks.papers.look import look_of
from tasks.papers.reading import read_paper
from tasks.papers.typesetting import to_pdf
from tasks.settings import DocumentsSection
from tasks.template_folders import OURS
from tasks.template_trial import trial_contexts

HARMLESS = "無害"
HOSTILE = {
    "jinja": "{{ 7*7 }}{% for x in range(10**9) %}{{ c.__class__ }}{% endfor %}{# x #}{% raw %}",
    "html": "</p></td></table></title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;&#60;<!--",
    "typst": '#set page(width: 1pt) $x^2$ *b* _i_ @ref = H <label> #read("/etc/passwd") // c /* \\ `raw`',
    "path": "../../../etc/passwd\\..\\..\\boot.ini/%2e%2e/~root",
    "control": "\x00\x08\x1b[31m\x7f\x9f\u2060\ud800\ufeff",
    "right-to-left": "\u202eabc\u202c\u2066\u2067\u2069\u200f\u061c",
    "kanji": "髙﨑𠮷𩸽葛\U000e0100彅",
    "lines": "一行目\r\n二行目\r三行目\n\n四行目",
    "long": "長" * 10_000,
}
PLACES = [
    (language, kind)
    for language in ("ja", "en")
    for kind in LetterKind
    if language == "ja" or (OURS / language / f"{kind}.html.j2").is_file()
]
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


LOADING = {"script", "img", "iframe", "link", "object", "embed", "form", "a", "href", "src", "onerror", "action"}
QUOTES_IN_SHORT = {("long", LetterKind.CRIMINAL_COMPLAINT)}
"""A complaint quotes a short post in its sentence and refers to the list for a long one: other words, rightly."""


@cache
def _law() -> Law:
    return load_law()


@cache
def _plans(language: Any, kind: LetterKind, text: str) -> tuple[PaperPlan, ...]:
    """The papers of a letter in which every text is this one (certified mail quotes only what the post takes)."""
    full, _ = trial_contexts(kind, language, _law())
    full = dataclasses.replace(full, posts=full.posts[:2])
    return tuple(plan for plan in papers_of(_filled(full, text)) if plan.role is not PaperRole.CERTIFIED)


def _filled(value: Any, text: str) -> Any:
    """The same value with every plain text in it replaced; what is a word of the program stays."""
    if type(value) is str:
        return text
    if isinstance(value, tuple):
        return tuple(_filled(item, text) for item in value)
    if isinstance(value, Mapping):
        return {key: _filled(item, text) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kept = {"language", "subject", "no", "post_no"}
        changes = {
            f.name: _filled(getattr(value, f.name), text) for f in dataclasses.fields(value) if f.name not in kept
        }
        return dataclasses.replace(value, **changes)
    return value


@cache
def _read(language: Any, kind: LetterKind, text: str) -> tuple[Paper, ...]:
    return tuple(_paper(plan) for plan in _plans(language, kind, text))


def _paper(plan: PaperPlan) -> Paper:
    html = render(plan, letter_environment(None))
    context = plan.context
    return read_paper(html, title="t", identity="i", language=context.language, written_on=context.written_on)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _marked(paper: Paper, text: str) -> str:
    """The words of a paper with the filled-in text, also where it stands widened, as a mark."""
    shown = _squeezed(_CONTROLS.sub("〔制御文字〕", text.replace("\r\n", "\n").replace("\r", "\n")))
    words = _squeezed(plain_text(paper))
    for form in sorted({shown, _squeezed(zen(shown))}, key=len, reverse=True):
        words = words.replace(form, "◆")
    return words


@pytest.mark.parametrize(("language", "kind"), PLACES, ids=str)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_arrives_as_text_and_changes_nothing_else(language: str, kind: LetterKind, name: str) -> None:
    hostile = HOSTILE[name]
    harmless, found = _read(language, kind, HARMLESS), _read(language, kind, hostile)
    assert [len(paper.blocks) for paper in found] == [len(paper.blocks) for paper in harmless]
    if (name, kind) not in QUOTES_IN_SHORT:
        assert [_marked(paper, hostile) for paper in found] == [_marked(paper, HARMLESS) for paper in harmless]
    assert all("◆" in _marked(paper, hostile) for paper in found)


@pytest.mark.parametrize(("language", "kind"), PLACES, ids=str)
def test_the_page_has_no_element_of_the_text_and_loads_nothing(
    language: str, kind: LetterKind, tags_of: Callable[[str], list[str]]
) -> None:
    hostile = "".join(HOSTILE[name] for name in ("jinja", "html", "typst", "path", "control"))
    environment = letter_environment(None)
    for plan, harmless in zip(_plans(language, kind, hostile), _plans(language, kind, HARMLESS), strict=True):
        html = render(plan, environment)
        assert tags_of(html) == tags_of(render(harmless, environment))
        assert "default-src 'none'" in html
        assert not LOADING & {word for tag in tags_of(html) for word in tag.split()}
        assert "url(" not in html.partition("</style>")[0]
        html.encode("utf-8")


@pytest.mark.parametrize(("language", "kind"), PLACES, ids=str)
def test_hostile_text_is_set_on_the_page(language: str, kind: LetterKind) -> None:
    hostile = "".join(text for name, text in HOSTILE.items() if name != "long")
    look = look_of(DocumentsSection())
    for paper in _read(language, kind, hostile):
        assert to_pdf(paper, look).startswith(b"%PDF")


@pytest.mark.parametrize(("language", "kind"), PLACES, ids=str)
def test_the_title_names_nobody(language: Any, kind: LetterKind) -> None:
    for context in trial_contexts(kind, language, _law()):
        for plan in papers_of(context):
            title = render(plan, letter_environment(None)).partition("<title>")[2].partition("</title>")[0]
            assert title.startswith("2026-0001 ")
            assert "見本" not in title


def test_personal_fields_stay_out_of_repr() -> None:
    secrets = (
        "見本花子",
        "みほん",
        "見本市1番1号",
        "203.0.113.5",
        "090-0000-0000",
        "a@mail.example",
        "本文",
        "見本銀行",
    )
    for kind in LetterKind:
        shown = repr(trial_contexts(kind, "ja", _law())[0])
        assert not [secret for secret in secrets if secret in shown]
        assert "board.example" not in shown
