"""Templates of papers as data: the firm's over ours, in a sandbox that can neither reach out nor run away."""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined, meta, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from tasks import letter_english, letter_figures, letter_words
from tasks.letter_context import LetterContext
from tasks.template_faults import TemplateFault, fault_of
from tasks.template_folders import ALWAYS_OURS, LetterFolders
from tasks.template_limits import allow, counted, joined, limited, signs, step

__all__ = ["TemplateFault", "fill", "letter_environment", "printable", "templates_sha256", "templates_used"]

VARIABLES: Final = (
    *("c", "title", "h", "role", "by_contact", "rights", "criminal_acts", "offence"),
    *(field.name for field in fields(LetterContext)),
    *("total_yen", "name", "address", "kana", "honorific"),
)
_FILTERS: Final = (
    *("abs", "count", "d", "default", "first", "groupby", "int", "last", "length", "list", "map", "max", "min"),
    *("reject", "rejectattr", "reverse", "round", "select", "selectattr", "sort", "unique"),
)
_GLOBALS: Final = ("range", "namespace")
_OF_TEXT: Final = frozenset(
    {"count", "endswith", "find", "isdigit", "lower", "removeprefix", "removesuffix", "startswith", "strip", "upper"}
    | {"split", "splitlines"}
)
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]+"
)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Reads a reference beside the template that makes it, counts what a template does, refuses what leads out."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    concat = staticmethod(joined)

    def __init__(self, folders: LetterFolders) -> None:
        """Take only the filters, globals and operators that a paper needs."""
        super().__init__(
            loader=folders,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=printable,
        )
        self.folders = folders
        self.files: set[str] = set()
        self.filters = {name: self.filters[name] for name in _FILTERS} | FILTERS
        self.globals = {name: self.globals[name] for name in _GLOBALS}

    def join_path(self, template: str, parent: str) -> str:
        """A name stands for the file beside the one that names it; package/NAME for ours of the same language."""
        if "/" in template.removeprefix(ALWAYS_OURS):
            raise TemplateNotFound(template)
        language = parent.removeprefix(ALWAYS_OURS).partition("/")[0]
        always = ALWAYS_OURS if template.startswith(ALWAYS_OURS) else ""
        return f"{always}{language}/{template.removeprefix(ALWAYS_OURS)}"

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of a text, only what makes it no longer and no markup."""
        if isinstance(obj, str) and attr not in _OF_TEXT:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Writing values into a format is no business of a template: `is_safe_attribute` refuses it."""
        del value
        return None

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Do what fits."""
        allow(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Count the calls."""
        step()
        return super().call(context, obj, *args, **kwargs)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Refuse what leads out of the page, and have every loop and every joining of texts counted."""
        self.files.add(filename or "")
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError("autoescape は変えられません", node.lineno, name, filename)
        for reference in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
            if not isinstance(getattr(reference, "template", None), nodes.Const):
                raise TemplateSyntaxError("ひな形の名前は文字で書きます", reference.lineno, name, filename)
        _count_loops(tree)
        return tree


@cache
def letter_environment(overrides: Path | None) -> LetterEnvironment:
    """The templates of papers with the firm's own folder (KAIJI_HOME/templates/letters) over ours.

    A file that is changed or added is read anew when it is next used.
    """
    return LetterEnvironment(LetterFolders(overrides))


def fill(environment: LetterEnvironment, name: str, values: Mapping[str, object]) -> str:
    """Write the template LANGUAGE/NAME out with these values. Raises TemplateFault."""
    with limited():
        try:
            return environment.get_template(f"{name}.html.j2").render(values)
        except Exception as error:  # noqa: BLE001 (whatever a template does wrong is said with its file and line)
            fault = fault_of(error, environment.files, VARIABLES)
        raise fault


def templates_sha256(environment: LetterEnvironment, name: str, language: str) -> str:
    """The hash of a template and all it includes, extends and imports. Raises TemplateFault."""
    digest = hashlib.sha256()
    for current, source in sorted(templates_used(environment, name, language).items()):
        digest.update(f"{current}\0{len(source)}\0{source}".encode())
    return digest.hexdigest()


def templates_used(environment: LetterEnvironment, name: str, language: str) -> Mapping[str, str]:
    """A template and all it includes, extends and imports, by name: LANGUAGE/NAME → text. Raises TemplateFault."""
    sources: dict[str, str] = {}
    todo = [f"{language}/{name}.html.j2"]
    try:
        while todo:
            current = todo.pop()
            if current not in sources:
                sources[current], file, _ = environment.folders.get_source(environment, current)
                found = _references(environment, sources[current], current, file)
                todo += [environment.join_path(reference, current) for reference in found]
    except Exception as error:  # noqa: BLE001 (the same words as when it is filled)
        fault = fault_of(error, environment.files, VARIABLES)
    else:
        return sources
    raise fault


@lru_cache(maxsize=256)
def _references(environment: LetterEnvironment, source: str, name: str, file: str) -> tuple[str, ...]:
    """What a template names; the same text is parsed once."""
    tree = environment._parse(source, name, file)  # noqa: SLF001 (with our refusals)
    return tuple(filter(None, meta.find_referenced_templates(tree)))


def _count_loops(tree: nodes.Template) -> None:
    """Put the counters where a template repeats or joins."""
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = nodes.Filter(loop.iter, "_counted", [], [], None, None, lineno=loop.lineno)
    for block in list(tree.iter_child_nodes()):
        _count_joins(block, tree)


def _count_joins(node: nodes.Node, parent: nodes.Node) -> None:
    for child in list(node.iter_child_nodes()):
        _count_joins(child, node)
    if isinstance(node, nodes.Concat):
        pieces = nodes.List(node.nodes, lineno=node.lineno)
        _replace(parent, node, nodes.Filter(pieces, "_joined", [], [], None, None, lineno=node.lineno))


def _replace(parent: nodes.Node, old: nodes.Node, new: nodes.Node) -> None:
    for field, value in parent.iter_fields():
        if value is old:
            setattr(parent, field, new)
        elif isinstance(value, list):
            setattr(parent, field, [new if item is old else item for item in value])


@pass_eval_context
def _join(context: EvalContext, pieces: Iterable[object], between: str = "") -> str:
    """Join texts, with `between` in the gaps."""
    apart = [part for piece in pieces for part in (between, printable(piece))][1:]
    signs(sum(len(part) for part in apart if isinstance(part, str)))
    return markup_join(apart) if context.autoescape else str_join(apart)


def printable(value: object) -> object:
    """A value as a page may show it: signs that steer a screen are made visible. Refuses None, lists and objects."""
    if value is None:
        raise ValueError("書面に値のない欄（None）を出力しようとしました。ひな形で有無を確かめてください。")
    if isinstance(value, (Markup, Undefined)):
        return value
    if isinstance(value, (Collection, Iterator)) and not isinstance(value, str):
        raise TypeError("一覧をそのまま出力しようとしました。for で一つずつ書くか、join でつないでください。")
    if not isinstance(value, str):
        if not isinstance(value, (int, float, date)) and type(value).__str__ is object.__str__:
            raise TypeError("値の入れ物をそのまま出力しようとしました。どの値か（.name など）まで書いてください。")
        return value
    return _UNPRINTABLE.sub("〔制御文字〕", value.replace("\r\n", "\n").replace("\r", "\n"))


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    **{name: getattr(letter_figures, name) for name in ("wareki", "zen", "man", "kin", "jst", "utc", "japan_day")},
    "right": letter_words.RIGHTS.__getitem__,
    "infringement": letter_words.INFRINGEMENTS.__getitem__,
    "reason": letter_words.REASONS.__getitem__,
    "log_kind": letter_words.LOG_KINDS.__getitem__,
    "criminal_act": letter_words.criminal_act,
    "kind_name": letter_words.label,
    **letter_english.FILTERS,
    "join": _join,
    "_joined": _join,
    "_counted": counted,
}
