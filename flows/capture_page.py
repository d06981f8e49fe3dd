"""`capture-page`: keep the page of a post as evidence; its address is never a parameter."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.asking import Page, Typed, keep_asking, tag
from flows.captures_shown import RESULTS, standing_text
from flows.checked_form import checked
from flows.done_page import done
from flows.faults import kept_out
from flows.shown_form import Choice
from models.answers.doors import CaptureForm
from models.answers.faults import Fault, Faults
from models.terms import CaptureResult
from tasks.capture.browser import NoBrowser
from tasks.capture.capturing import Captured, capture_page
from tasks.case_store.captures import page_evidence, targets_of
from tasks.wiring import Services, services
from tasks.words import word

SEEN = frozenset({CaptureResult.CAPTURED, CaptureResult.ONLINE})


@flow(name="capture-page", flow_run_name="capture-{case_id}", retries=0, persist_result=False)
def capture_page_flow(case_id: str) -> State[Any]:
    """Ask on this run's own page which page to keep, and keep it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> State[Any]:
    tag(case_id, "capture-page")
    language = made.settings.language
    pages = page_evidence(made.store, case_id)
    posts = [Choice(key=str(page.post_no), said=f"{word('sheet', 'post', language)}{page.post_no}") for page in pages]
    kept = [
        f"- {word('sheet', 'post', language)}{page.post_no}: "
        f"{word('page', 'kept' if page.kept_at else 'not_kept', language)}（{standing_text(page.standing)}）"
        for page in pages
    ]
    title = f"{case_id} {word('door', 'capture-page', language)}"
    page = Page(
        name=word("page", "capture_asked", language),
        form=CaptureForm,
        briefing="\n".join((f"**{title}**", "", word("page", "capture", language), "", *kept)),
        message=title,
        choices={"post": posts},
    )
    found: list[Captured] = []
    keep_asking("capture", page, lambda typed: _capture(made, case_id, typed, found))
    return _told(case_id, found[-1] if found else None, language)


def _capture(made: Services, case_id: str, typed: Typed, found: list[Captured]) -> str:
    form = checked(CaptureForm, typed)
    own = {str(target.post_no): target.url for target in targets_of(made.store, case_id)}
    url = form.url.strip() or own.get(form.post, "")
    faults = []
    if not url:
        faults.append(Fault(field="post", value=form.post, cure="投稿を選ぶか、URL を入れてください"))
    if not form.entered_by.strip():
        faults.append(Fault(field="entered_by", value="", cure="誰が入力したかを書いてください"))
    if faults:
        raise Faults(faults)
    try:
        number = int(form.post) if form.post.isdigit() else None
        found.append(capture_page(made, url, ref=case_id, post_no=number, by=form.entered_by.strip()))
    except NoBrowser as missing:
        raise Faults([Fault(field="url", value="", cure=str(missing))]) from None
    return f"capture {found[-1].id}"


def _told(case_id: str, found: Captured | None, language: str) -> State[Any]:
    """What came of it, without the address and without what the page said."""
    if found is None:
        return done(case_id, "", (), language)
    name = "capture_done" if found.verdict.result in SEEN else "capture_failed"
    lines = [word("page", "capture_no", language).format(no=found.id), RESULTS[found.verdict.result]]
    lines += [found.verdict.cure] if found.verdict.cure else []
    lines += [f"KAIJI_HOME/documents/{found.folder}", found.stamp] if found.folder else []
    return done(case_id, word("page", name, language), lines, language)
