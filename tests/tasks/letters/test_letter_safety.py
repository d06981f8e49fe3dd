"""Text from outside stays text: in every template, in every field."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.terms import LetterKind
from tasks.letters import LetterContext, Party, render_letter

_HOSTILE = {
    "jinja": "{{ 7*7 }}{% for x in range(10**9) %}{{ c.__class__ }}{% endfor %}{# x #}",
    "html": "</td></title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;",
    "long": "長" * 10_000,
}


def _all_fields(context: LetterContext, text: str) -> LetterContext:
    return replace(
        context,
        case_ref=text,
        addressee=Party(name=text, address=(text,), kana=text, honorific=text),
        requester=Party(name=text, address=(text, text), kana=text),
        legal_representative=Party(name=text, address=(text,)),
        requester_is_minor=True,
        attorney_name=text,
        firm_name=text,
        firm_address=(text,),
        firm_contact=(text,),
        posts=tuple(replace(post, url=text, as_written=text, explanation=text) for post in context.posts),
        logs=tuple(
            replace(log, ip=log.ip and text, destination_ip=text, phone=log.phone and text, email=log.email and text)
            for log in context.logs
        ),
        act=text,
        act_article=text,
        items=tuple((no, text) for no, _ in context.items),
        court=text,
        court_case_no=text,
        claim=tuple(replace(line, label=text) for line in context.claim),
        sender=Party(name=text, address=(text,)),
        abuse_article=text,
        offence=text,
        interest_percent=text,
        account=(text,),
    )


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("hostile", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_text_adds_no_element_and_runs_nothing(
    kind: LetterKind, hostile: str, letter: Callable[..., LetterContext], tags_of: Callable[[str], list[str]]
) -> None:
    harmless = render_letter(_all_fields(letter(kind), "無害"))
    html = render_letter(_all_fields(letter(kind), hostile))
    assert tags_of(html) == tags_of(harmless)
    assert "<script" not in html
    assert "<img" not in html
    assert ">49" not in html


@pytest.mark.parametrize("kind", LetterKind)
def test_control_and_bidi_characters_become_visible(kind: LetterKind, letter: Callable[..., LetterContext]) -> None:
    unprintable = "\x00\x08\x1b\x7f\x9f\u061c\u200e\u200f\u202a\u202e\u2028\u2066\u2069\ufeff\ud800"
    html = render_letter(_all_fields(letter(kind), f"前{unprintable}後"))
    assert not set(unprintable) & set(html)
    assert "前〔制御文字〕後" in html
    html.encode("utf-8")


def test_line_breaks_and_rare_characters_of_a_post_survive(letter: Callable[..., LetterContext]) -> None:
    context = letter(LetterKind.DISCLOSURE_REQUEST)
    quoted = "髙﨑𠮷葛\U000e0100\r\n👩\u200d👧\tおわり"
    posts = (replace(context.posts[0], as_written=quoted),)
    assert quoted.replace("\r\n", "\n") in render_letter(replace(context, posts=posts))


@pytest.mark.parametrize("kind", LetterKind)
def test_a_paper_loads_nothing_and_its_title_names_nobody(
    kind: LetterKind, letter: Callable[..., LetterContext]
) -> None:
    html = render_letter(letter(kind, no=3))
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert title.startswith("2026-0042 ")
    assert title.endswith(" 第3版")
    assert "見本" not in title
    assert "default-src 'none'" in html
    assert " href=" not in html
    assert " src=" not in html
    assert "url(" not in html


def test_personal_fields_stay_out_of_repr(letter: Callable[..., LetterContext]) -> None:
    for kind in LetterKind:
        shown = repr(letter(kind, account=("見本銀行",)))
        for secret in ("見本花子", "見本次郎", "見本町1番1号", "203.0.113.5", "090-0000-0000", "横領", "見本銀行"):
            assert secret not in shown
