"""`number-exhibit`: number what is kept, take in files made elsewhere, or withdraw a number, on this run's own page."""

from collections.abc import Iterator
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.asking import Page, Typed, keep_asking, tag
from flows.briefing import subject_label
from flows.checked_form import checked, under
from flows.done_page import done
from flows.faults import kept_out
from flows.shown_form import Choice
from models.answers.doors import ExhibitAct, ExhibitPageForm
from models.answers.faults import Fault, Faults
from models.answers.moments import MomentFault, parse_day
from models.rules.progress.plan import japan_day
from models.terms import ExhibitForm, LetterState
from tasks.case_store.captures import list_captures
from tasks.case_store.exhibit_list import NumberedExhibit, numbered_exhibits, unnumbered_documents
from tasks.case_store.exhibit_numbers import ExhibitAbout
from tasks.case_store.position import view_case
from tasks.exhibit_adding import Source, add_exhibits, number_source, withdraw
from tasks.inbox import chosen_files, put_away, waiting_files
from tasks.mail_templates import full_day
from tasks.wiring import Services, services
from tasks.words import word

ENDINGS = (".pdf", ".png", ".jpg", ".jpeg")
FIELDS = {
    "by": "entered_by",
    "title": "called",
    "file": "files",
    "document": "source",
    "capture": "source",
    "letter": "source",
    "no": "withdrawn",
}


@flow(name="number-exhibit", flow_run_name="exhibit-{case_id}", retries=0, persist_result=False)
def number_exhibit_flow(case_id: str) -> State[Any]:
    """Ask on this run's own page what becomes an exhibit, and number it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> State[Any]:
    tag(case_id, "number-exhibit")
    language = made.settings.language
    view = view_case(made.store, made.law, case_id, made.clock.now())
    exhibits = [each for each in numbered_exhibits(made, case_id) if not each.withdrawn]
    posts = [Choice(key=str(p.no), said=f"{word('sheet', 'post', language)}{p.no}") for p in view.facts.posts]
    title = f"{case_id} {word('door', 'number-exhibit', language)}"
    page = Page(
        name=word("page", "exhibit_asked", language),
        form=ExhibitPageForm,
        briefing="\n\n".join((f"**{title}**", word("page", "exhibit", language), *_state(made, case_id, exhibits))),
        message=title,
        choices={
            "source": list(_sources(made, case_id, language)),
            "post": posts,
            "branch_of": [Choice(key=str(no), said=mark) for no, mark in _whole(exhibits).items()],
            "withdrawn": [Choice(key=f"{each.no}-{each.branch}", said=each.mark) for each in exhibits],
        },
    )
    lines: list[str] = []
    keep_asking("exhibit", page, lambda typed: _record(made, case_id, typed, lines))
    return done(case_id, word("page", "exhibit_done", language), lines, language)


def _state(made: Services, case_id: str, exhibits: list[NumberedExhibit]) -> Iterator[str]:
    """What is numbered so far, by its mark only (a title may name somebody), and what waits in the inbox."""
    language = made.settings.language
    marks = "、".join(each.mark for each in exhibits) or word("sheet", "none", language)
    yield word("page", "exhibit_list", language).format(marks=marks)
    waiting = len(waiting_files(made.settings.root, case_id, ENDINGS))
    yield word("page", "inbox", language).format(ref=case_id, number=waiting, kinds="、".join(ENDINGS))


def _whole(exhibits: list[NumberedExhibit]) -> dict[int, str]:
    """Numbers that may get a branch, each once."""
    found: dict[int, str] = {}
    for each in exhibits:
        found.setdefault(each.no, each.mark)
    return found


def _sources(made: Services, case_id: str, language: str) -> Iterator[Choice]:
    """What is kept and may be numbered: documents, captures as paper or picture, letters that were released."""
    for item in unnumbered_documents(made, case_id):
        name = word("page", "stored", language).format(no=item.document_id)
        yield Choice(key=f"document:{item.document_id}", said=f"{name} {item.name}")
    for capture in list_captures(made.store, case_id):
        if capture.folder:
            whose = f"{word('sheet', 'post', language)}{capture.post_no}" if capture.post_no else ""
            name = word("page", "captured", language).format(no=capture.id)
            seen = full_day(japan_day(capture.looked_at), language)
            for key, form in (("capture", "as_pdf"), ("picture", "as_picture")):
                yield Choice(key=f"{key}:{capture.id}", said=f"{name} {whose} {seen} {word('page', form, language)}")
    view = view_case(made.store, made.law, case_id, made.clock.now())
    for letter in view.facts.letters:
        if letter.state in {LetterState.RELEASED, LetterState.SENT}:
            name = subject_label(f"{letter.subject}/{letter.kind}:{letter.no}", view.facts)
            yield Choice(key=f"letter:{letter.id}", said=name)


def _record(made: Services, case_id: str, typed: Typed, lines: list[str]) -> str:
    form = checked(ExhibitPageForm, typed)
    if form.act not in tuple(ExhibitAct):
        raise Faults([Fault(field="act", value=form.act, cure="することを選んでください")])
    act = {ExhibitAct.NUMBER: _number, ExhibitAct.ADD: _add, ExhibitAct.WITHDRAW: _withdraw}[ExhibitAct(form.act)]
    key = "exhibit_withdrawn" if form.act == ExhibitAct.WITHDRAW else "exhibit_new"
    marks = under(FIELDS, lambda: act(made, case_id, form))
    lines[:] = [word("page", key, made.settings.language).format(mark=mark) for mark in marks]
    return f"{form.act}: {len(marks)}"


def _number(made: Services, case_id: str, form: ExhibitPageForm) -> tuple[str, ...]:
    source = _source(form.source)
    if source is None:
        raise Faults([Fault(field="source", value=form.source, cure="番号を付けるものを選んでください")])
    branch_of = int(form.branch_of) if form.branch_of.isdigit() else None
    return (number_source(made, case_id, source, about=_about(form), by=form.entered_by, branch_of=branch_of),)


def _source(chosen: str) -> Source | None:
    kind, _, number = chosen.partition(":")
    if not number.isdigit():
        return None
    match kind:
        case "document":
            return Source(document=int(number))
        case "capture" | "picture":
            return Source(capture=int(number), picture=kind == "picture")
        case "letter":
            return Source(letter=int(number))
        case _:
            return None


def _add(made: Services, case_id: str, form: ExhibitPageForm) -> tuple[str, ...]:
    about = _about(form)
    files = chosen_files(made.settings.root, case_id, form.files, ENDINGS)
    post = int(form.post) if form.post.isdigit() else None
    marks = add_exhibits(made, case_id, files, about=about, by=form.entered_by, post_no=post)
    put_away(files)
    return marks


def _withdraw(made: Services, case_id: str, form: ExhibitPageForm) -> tuple[str, ...]:
    no, _, branch = form.withdrawn.partition("-")
    if not (no.isdigit() and branch.isdigit()):
        raise Faults([Fault(field="withdrawn", value=form.withdrawn, cure="撤回する番号を選んでください")])
    return (withdraw(made, case_id, int(no), int(branch), by=form.entered_by, reason=form.reason),)


def _about(form: ExhibitPageForm) -> ExhibitAbout:
    try:
        made_on = parse_day(form.made_on) if form.made_on.strip() else None
    except MomentFault as wrong:
        raise Faults([Fault(field="made_on", value=form.made_on, cure=str(wrong))]) from None
    kind = ExhibitForm.ORIGINAL if form.form == ExhibitForm.ORIGINAL else ExhibitForm.COPY
    return ExhibitAbout(title=form.called, author=form.author, made_on=made_on, proves=form.proves, form=kind)
