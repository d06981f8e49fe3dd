"""`bring-back`: a letter that was edited in Word comes back from the case's folder of the inbox."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.asking import Page, Typed, keep_asking, tag
from flows.briefing import subject_label
from flows.checked_form import checked, under
from flows.done_page import done
from flows.faults import kept_out
from flows.letters_shown import version_words
from flows.shown_form import Choice
from models.answers.doors import BringBackForm
from models.answers.faults import Fault, Faults
from models.terms import LetterState, VersionOrigin
from tasks.case_store.importing import import_edited
from tasks.case_store.letter_list import listed_letters
from tasks.case_store.position import view_case
from tasks.inbox import chosen_files, put_away, waiting_files
from tasks.papers.edited import GivenFile
from tasks.wiring import Services, services
from tasks.words import word

ENDINGS = (".docx", ".pdf")
FIELDS = {"--by": "entered_by", "FILE": "files"}


@flow(name="bring-back", flow_run_name="import-{case_id}", retries=0, persist_result=False)
def bring_back_flow(case_id: str) -> State[Any]:
    """Ask on this run's own page which letter was edited, and take its files in.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> State[Any]:
    tag(case_id, "bring-back")
    language = made.settings.language
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    drafts = [letter for letter in listed_letters(made, case_id) if letter.state is LetterState.DRAFTED]
    said = {
        letter.id: f"{subject_label(letter.name, facts)} "
        f"{version_words(letter.current.no, letter.current.origin, language)}"
        for letter in drafts
    }
    title = f"{case_id} {word('door', 'bring-back', language)}"
    waiting = len(waiting_files(made.settings.root, case_id, ENDINGS))
    told = word("page", "inbox", language).format(ref=case_id, number=waiting, kinds="、".join(ENDINGS))
    page = Page(
        name=word("page", "import_asked", language),
        form=BringBackForm,
        briefing="\n\n".join((f"**{title}**", word("page", "import", language), told)),
        message=title,
        choices={"letter": [Choice(key=str(number), said=name) for number, name in said.items()]},
    )
    lines: list[str] = []
    keep_asking("import", page, lambda typed: _bring(made, case_id, typed, lines))
    return done(case_id, word("page", "import_done", language), lines, language)


def _bring(made: Services, case_id: str, typed: Typed, lines: list[str]) -> str:
    form = checked(BringBackForm, typed)
    if not form.letter.isdigit():
        raise Faults([Fault(field="letter", value=form.letter, cure="書面を選んでください")])
    files = chosen_files(made.settings.root, case_id, form.files, ENDINGS)
    given = [GivenFile(name=path.name, content=path.read_bytes()) for path in files]
    brought = under(FIELDS, lambda: import_edited(made, case_id, int(form.letter), given, form.entered_by))
    put_away(files)
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    language = made.settings.language
    version = version_words(brought.version.no, VersionOrigin.EDITED, language)
    fresh = "import_new" if brought.is_new else "import_known"
    lines[:] = [f"{subject_label(brought.letter, facts)} {version}: {word('page', fresh, language)}"]
    return f"{brought.letter} version {brought.version.no}"
