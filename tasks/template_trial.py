"""Trying the firm's own templates: each paper is written out with invented cases, a full one and a bare one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, Literal

from models.facts import ExplainedStep
from models.provisions import Law
from models.rules.regimes import regime_for
from models.terms import ExhibitForm, HolderRole, JustifiableReason, LetterKind, LogKind, Remedy, RightInfringed
from tasks.letter_context import ClaimLine, ExhibitLine, LetterContext, LogLine, Party, PostLine, RelatedCase
from tasks.letter_law import in_letters
from tasks.letter_papers import papers_of
from tasks.letter_templates import LetterEnvironment, TemplateFault, templates_used
from tasks.letters import render
from tasks.paper_plan import PaperPlan
from tasks.papers.reading import MarkupFault, read_paper
from tasks.template_folders import OURS

_ON: Final = date(2026, 11, 24)
_AT: Final = datetime(2026, 8, 1, 14, 45, 12, tzinfo=UTC)
_WHO: Final = Party(name="見本花子", kana="みほん　はなこ", address=("見本県見本市1番1号",), honorific="様")
_FIRM: Final = Party(name="株式会社見本", address=("見本県見本市2番2号",), honorific="御中")


def template_faults(environment: LetterEnvironment, law: Law) -> tuple[TemplateFault, ...]:
    """What is wrong with the firm's own templates, each fault once. Nothing is tried when there are none."""
    own = frozenset(environment.folders.own_files())
    if not own:
        return ()
    faults = [
        *_unused(own),
        *(fault for plan in _plans(law, own) for fault in _tried(plan, environment, own)),
    ]
    return tuple({str(fault): fault for fault in faults}.values())


def trial_contexts(kind: LetterKind, language: Literal["ja", "en"], law: Law) -> tuple[LetterContext, LetterContext]:
    """Invented letters of a kind: one in which everything is known, one in which as little as can be is."""
    bare = LetterContext(
        kind=kind,
        no=1,
        case_ref="2026-0001",
        written_on=_ON,
        addressee=replace(_FIRM, address=(), honorific=""),
        requester=replace(_WHO, kana=None, address=()),
        attorney_name="見本太郎",
        firm_name="",
        firm_address=(),
        posts=(),
        reason=JustifiableReason.DAMAGES,
        remedies=frozenset(),
        act="情報流通プラットフォーム対処法",
        act_article="第5条第1項",
        language=language,
        articles={role: in_letters(article) for role, article in regime_for(act_done_on=_ON, law=law).articles.items()},
    )
    return _full(bare), bare


def _full(bare: LetterContext) -> LetterContext:
    """The same letter with every field filled."""
    parties = replace(
        bare,
        addressee=_FIRM,
        requester=_WHO,
        legal_representative=_WHO,
        requester_is_minor=True,
        sender=_WHO,
        provider_named=_FIRM,
        firm_name="見本法律事務所",
        firm_address=("見本県見本市3番3号",),
        firm_contact=("電話　03-0000-0000",),
        account=("見本銀行　見本支店",),
        service="見本掲示板",
        role=HolderRole.PROVIDER,
    )
    posts = tuple(
        PostLine(no=no, url=f"https://board.example/{no}", posted_at=_AT, right=right, as_written="本文\n二行目")
        for no, right in enumerate(RightInfringed, 1)
    )
    told = replace(
        parties,
        posts=(replace(posts[0], explanation="説明"), *posts[1:]),
        logs=(
            LogLine(no=1, post_no=1, ip="203.0.113.5", port=50123, destination_ip="198.51.100.7", observed_at=_AT),
            LogLine(no=2, post_no=2, phone="090-0000-0000", email="a@mail.example", log_kind=LogKind.LOGIN),
        ),
        items=((1, "氏名又は名称"), (5, "アイ・ピー・アドレス")),
        specified_items=(5,),
        exhibits=(
            ExhibitLine(mark="甲１", title="画面", form=ExhibitForm.COPY, made_on=_ON, author="見本", proves="投稿"),
        ),
        remedies=frozenset(Remedy),
        claim=(ClaimLine(label="慰謝料", yen=1_000_000),),
        deletion=True,
        wholesaler=True,
    )
    return _dated(told)


def _dated(told: LetterContext) -> LetterContext:
    step = (ExplainedStep(text="計算", cite="民訴費法3条"),)
    keys = ("first_sent_on", "refused_on", "kept_until", "filed_on", "planned_on", "disclosed_on", "log_expires_on")
    return replace(
        told,
        reply_by=_ON,
        dates=dict.fromkeys((*keys, "named_on", "petitioned_on", "notify_by"), _ON),
        known_on=_ON,
        court="見本地方裁判所",
        court_case_no="令和8年(ワ)第1号",
        related=RelatedCase(court="見本地方裁判所", court_case_no="令和8年(発チ)第1号", ordered_on=_ON),
        abuse_article="第7条",
        offence="侮辱罪（刑法第231条）",
        fee_yen=2000,
        value_yen=1_600_000,
        interest_percent="3",
        fee_steps=step,
        fee_unconfirmed=("郵券の額",),
        venue=step,
        electronic=True,
    )


def _plans(law: Law, own: frozenset[str]) -> Iterator[PaperPlan]:
    languages: tuple[Literal["ja", "en"], ...] = ("ja", "en")
    for language in languages:
        for kind in LetterKind:
            plans = (plan for context in trial_contexts(kind, language, law) for plan in papers_of(context))
            yield from (plan for plan in plans if _exists(plan, own))


def _exists(plan: PaperPlan, own: frozenset[str]) -> bool:
    path = f"{plan.context.language}/{plan.template}.html.j2"
    return path in own or (OURS / path).is_file()


def _tried(plan: PaperPlan, environment: LetterEnvironment, own: frozenset[str]) -> Iterator[TemplateFault]:
    """What this paper's templates do wrong; nothing when none of them is the firm's."""
    language = plan.context.language
    try:
        if own.isdisjoint(templates_used(environment, plan.template, language)):
            return
        html = render(plan, environment)
        read_paper(html, title=plan.title, identity="2026-0001", language=language, written_on=_ON)
    except TemplateFault as fault:
        yield fault
    except MarkupFault as fault:
        place = f"{language}/{plan.template}.html.j2"
        yield TemplateFault(
            place, 0, f"「{fault.element}」は書面に使えません", "付属のひな形にある要素だけを使ってください"
        )


def _unused(own: frozenset[str]) -> Iterator[TemplateFault]:
    """A file that no paper asks for is a slip of the pen: the firm believes that it counts."""
    for path in sorted(own):
        language, _, name = path.partition("/")
        known = language in {"ja", "en"} and (name.startswith("_") or (OURS / path).is_file())
        if not known:
            cure = "付属のひな形と同じ名前にしてください（部品の名前は _ で始めます）"
            yield TemplateFault(f"templates/letters/{path}", 0, "この名前のひな形を使う書面はありません", cure)
