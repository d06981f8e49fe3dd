"""Templates as data: the firm's over ours, a fault by file and line, nothing outside, nothing without end."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.terms import LetterKind, PaperRole
from tasks.letter_context import LetterContext
from tasks.letter_templates import LetterEnvironment, TemplateFault, fill, letter_environment, templates_sha256
from tasks.letters import render
from tasks.paper_plan import PaperPlan

Letter = Callable[..., LetterContext]
Own = Callable[[str, str], LetterEnvironment]


@pytest.fixture(name="own")
def own_fixture(tmp_path: Path) -> Own:
    """Put a template into the firm's folder; the environment that reads it."""

    def put(path: str, text: str) -> LetterEnvironment:
        file = tmp_path / "templates" / "letters" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return letter_environment(tmp_path / "templates" / "letters")

    return put


def _plan(context: LetterContext) -> PaperPlan:
    return PaperPlan(role=PaperRole.MAIN, template=str(context.kind), title="通知書", context=context)


def _fault(environment: LetterEnvironment, name: str = "ja/trial", **values: object) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        fill(environment, name, values)
    return caught.value


def test_a_firm_replaces_one_file_and_keeps_the_rest(own: Own, letter: Letter) -> None:
    context = letter(LetterKind.DEMAND_LETTER)
    ours = render(_plan(context), letter_environment(None))
    environment = own("ja/_letterhead.html.j2", "<p>当事務所の新しいレターヘッド</p>\n")
    changed = render(_plan(context), environment)
    assert "当事務所の新しいレターヘッド" in changed
    assert "見本町2番2号" in ours
    assert "見本町2番2号" not in changed
    assert "冠省" in changed


def test_a_template_may_change_one_part_of_ours(own: Own, letter: Letter) -> None:
    text = '{% extends "package/demand_letter.html.j2" %}\n{% block heading %}御通知{% endblock %}\n'
    changed = render(_plan(letter(LetterKind.DEMAND_LETTER)), own("ja/demand_letter.html.j2", text))
    assert "御通知" in changed
    assert "通　知　書" not in changed
    assert "冠省" in changed


def test_ours_in_the_name_of_package_is_never_the_firms(own: Own, letter: Letter) -> None:
    own("ja/demand_letter.html.j2", "当所")
    environment = own("ja/trial.html.j2", '{% include "package/demand_letter.html.j2" %}')
    context = letter(LetterKind.DEMAND_LETTER)
    fault = _fault(environment, c=context, title="x", rights=[], by_contact=False)
    assert (fault.file, "「h」" in fault.what) == ("package/ja/demand_letter.html.j2", True)


def test_a_changed_template_counts_at_once(own: Own) -> None:
    environment = own("ja/trial.html.j2", "一")
    assert fill(environment, "ja/trial", {}) == "一"
    own("ja/trial.html.j2", "二番目")
    assert fill(environment, "ja/trial", {}) == "二番目"


def test_a_file_saved_by_a_windows_editor_reads_the_same(own: Own) -> None:
    assert fill(own("ja/trial.html.j2", "\ufeff<p>あ</p>"), "ja/trial", {}) == "<p>あ</p>"


@pytest.mark.parametrize(
    ("text", "line", "what", "cure"),
    [
        pytest.param("\n{{ foo }}", 2, "「foo」という値はありません", "綴り", id="unknown-variable"),
        pytest.param("{{ c.requestr }}", 1, "「requestr」", "「requester」ではありませんか", id="misspelt-field"),
        pytest.param("a\nb\n{% if %}", 3, "書式の誤り", "この行", id="syntax"),
        pytest.param("a\n{{ c.no }\n", 2, "書式の誤り", "この行", id="half-open"),
        pytest.param("{{ c | safe }}", 1, "No filter named 'safe'", "この行", id="no-markup-of-text"),
        pytest.param("{% autoescape false %}{% endautoescape %}", 1, "autoescape", "この行", id="no-autoescape-off"),
        pytest.param("{{ c.__class__ }}", 1, "許されていない", "値の表示", id="dunder"),
        pytest.param("{{ ''.__class__.__mro__ }}", 1, "許されていない", "値の表示", id="dunder-of-text"),
        pytest.param("{{ c['__class__'] }}", 1, "許されていない", "値の表示", id="dunder-by-item"),
        pytest.param("{{ '{0.__class__}'.format(c) }}", 1, "許されていない", "値の表示", id="format"),
        pytest.param("{{ c.posts.append(1) }}", 1, "「append」", "綴り", id="append"),
        pytest.param("{{ [].append(1) }}", 1, "許されていない", "値の表示", id="append-to-list"),
        pytest.param("{{ c.fee_yen }}", 1, "None", "有無", id="none"),
        pytest.param("{{ c.requester }}", 1, "入れ物", ".name", id="whole-party"),
        pytest.param("{{ c.posts }}", 1, "一覧", "for", id="whole-list"),
        pytest.param("{{ c.attorney_name | wareki }}", 1, "TypeError", "この行", id="wrong-filter"),
        pytest.param("{% include 'nope.html.j2' %}", 1, "nope.html.j2」がありません", "同じフォルダー", id="no-file"),
    ],
)
def test_a_fault_says_file_line_what_and_cure(
    own: Own, letter: Letter, text: str, line: int, what: str, cure: str
) -> None:
    fault = _fault(own("ja/trial.html.j2", text), c=letter(LetterKind.PLEDGE))
    assert (fault.file, fault.line) == ("templates/letters/ja/trial.html.j2", line)
    assert what in fault.what
    assert cure in fault.cure
    assert "見本" not in str(fault)


def test_a_fault_in_an_included_part_names_that_part(own: Own) -> None:
    own("ja/_part.html.j2", "一\n二\n{{ missing_here }}")
    fault = _fault(own("ja/trial.html.j2", '{% include "_part.html.j2" %}'))
    assert (fault.file, fault.line) == ("templates/letters/ja/_part.html.j2", 3)


def test_a_fault_names_no_path_of_the_machine_and_no_value(own: Own, tmp_path: Path, letter: Letter) -> None:
    fault = _fault(own("ja/trial.html.j2", "{{ {}[c.attorney_name] }}"), c=letter(LetterKind.PLEDGE))
    assert str(tmp_path) not in str(fault)
    assert "見本" not in str(fault)
    assert fault.__cause__ is None
    assert fault.__context__ is None


_DOUBLE = "{% set n = namespace(x='ab') %}{% for i in range(90) %}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{{ 'a' * 10**9 }}", id="times"),
        pytest.param("{{ 10**9 * 'a' }}", id="times-turned"),
        pytest.param("{{ ([1] * 10**9) | length }}", id="list-times"),
        pytest.param("{{ 9 ** 9 ** 9 ** 9 }}", id="power"),
        pytest.param("{% for i in range(10**9) %}{% endfor %}", id="range"),
        pytest.param("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", id="loops"),
        pytest.param(_DOUBLE + "{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}", id="joined"),
        pytest.param(_DOUBLE + "{% set n.x = n.x + n.x %}{% endfor %}{{ n.x }}", id="added"),
        pytest.param(_DOUBLE + "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}{{ n.x }}", id="block-set"),
        pytest.param(_DOUBLE + "{% set n.x = [n.x, n.x] | join %}{% endfor %}{{ n.x }}", id="join"),
        pytest.param(_DOUBLE + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}", id="nested-list"),
        pytest.param(_DOUBLE + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ [n.x] | join }}", id="nested-join"),
        pytest.param(_DOUBLE + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ 'a' ~ n.x }}", id="nested-concat"),
        pytest.param("{{ '%999999999d' % 1 }}", id="percent"),
        pytest.param("{{ 'a'.ljust(10**9) }}", id="ljust"),
        pytest.param("{{ '{:>999999999}'.format(1) }}", id="format"),
        pytest.param("{{ 'a' | center(10**9) }}", id="center"),
        pytest.param("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", id="recursion"),
        pytest.param(
            "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(90) }}", id="tree"
        ),
        pytest.param('{% include "trial.html.j2" %}', id="includes-itself"),
        pytest.param('{% extends "trial.html.j2" %}', id="extends-itself"),
    ],
)
def test_what_would_explode_is_a_fault(own: Own, text: str) -> None:
    fault = _fault(own("ja/trial.html.j2", text))
    assert fault.file == "templates/letters/ja/trial.html.j2"
    assert "結果が大きすぎます" not in fault.what  # that is what is said when the memory is gone already


def test_operators_that_fit_work_as_ever(own: Own) -> None:
    text = (
        "{{ 2 * 'あ' }}{{ 3 * 4 + 1 }}{{ ['a' ~ 1] | join }}{% for x in [1, 2] %}{{ loop.index ~ x ~ '<' }}{% endfor %}"
    )
    assert fill(own("ja/trial.html.j2", text), "ja/trial", {}) == "ああ13a111&lt;22&lt;"


@pytest.mark.parametrize(
    "name",
    ["../secret", "../../kaiji.db", "/etc/passwd", "ja/../../secret", "..\\secret", "package/../secret", "ja/trial\0"],
)
def test_no_name_leads_out_of_the_folders(own: Own, tmp_path: Path, name: str) -> None:
    (tmp_path / "templates" / "letters").mkdir(parents=True)
    (tmp_path / "templates" / "secret.html.j2").write_text("秘密", encoding="utf-8")
    (tmp_path / "templates" / "letters" / "secret.html.j2").write_text("秘密", encoding="utf-8")
    environment = own("ja/trial.html.j2", f'{{% include "{name}.html.j2" %}}')
    assert "秘密" not in str(_fault(environment))
    assert "がありません" in str(_fault(environment, name))


def test_no_name_comes_from_a_value(own: Own, letter: Letter) -> None:
    fault = _fault(own("ja/trial.html.j2", "{% include c.attorney_name %}"), c=letter(LetterKind.PLEDGE))
    assert "ひな形の名前は文字で書きます" in fault.what


@pytest.mark.parametrize("outside", [True, False], ids=["outside", "inside"])
def test_a_link_out_of_the_folder_is_refused(own: Own, tmp_path: Path, outside: bool) -> None:  # noqa: FBT001
    environment = own("ja/real.html.j2", "中")
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    target = tmp_path / "secret" if outside else tmp_path / "templates" / "letters" / "ja" / "real.html.j2"
    (tmp_path / "templates" / "letters" / "ja" / "trial.html.j2").symlink_to(target)
    if outside:
        assert "外を指しています" in _fault(environment).what
    else:
        assert fill(environment, "ja/trial", {}) == "中"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param("あ".encode("cp932"), "UTF-8", id="shift-jis"),
        pytest.param(b"a" * 1_000_001, "1,000,000", id="too-large"),
    ],
)
def test_a_file_that_is_no_template_is_a_fault(own: Own, tmp_path: Path, content: bytes, what: str) -> None:
    environment = own("ja/trial.html.j2", "x")
    (tmp_path / "templates" / "letters" / "ja" / "trial.html.j2").write_bytes(content)
    assert what in _fault(environment).what


def test_the_hash_covers_all_that_a_template_is_made_of(own: Own) -> None:
    ours = templates_sha256(letter_environment(None), "demand_letter", "ja")
    environment = own("ja/unrelated.html.j2", "x")
    assert templates_sha256(environment, "demand_letter", "ja") == ours
    assert templates_sha256(environment, "chase_up", "ja") != ours
    own("ja/_letterhead.html.j2", "<p>別</p>")
    changed = templates_sha256(environment, "demand_letter", "ja")
    assert changed != ours
    own("ja/_style.css", "p { margin: 0; }")
    assert templates_sha256(environment, "demand_letter", "ja") not in {ours, changed}


def test_the_hash_of_a_broken_template_is_a_fault(own: Own) -> None:
    environment = own("ja/demand_letter.html.j2", "\n{% if %}")
    with pytest.raises(TemplateFault, match="2行目"):
        templates_sha256(environment, "demand_letter", "ja")
