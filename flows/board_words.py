"""What a line of the board and an office task are about, in words and without the case's facts; nobody in it."""

import re

from models.provisions import Law
from models.terms import LetterKind
from tasks import letters
from tasks.case_store.office_tasks import Task
from tasks.task_words import in_words
from tasks.words import word

_RUN = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def subject_words(subject: str, law: Law, language: str) -> str:
    """A subject as a line of the board keeps it (`holder:2:ocn/preservation_notice:1`), in words; nobody in it."""
    head, _, letter = subject.partition("/")
    kind, _, key = head.partition(":")
    number, _, provider = key.partition(":")
    if kind == "platform":
        shown = law.platforms[key].name if key in law.platforms else key
    else:
        shown = word("subject", kind or "case", language).format(number=number)
    if provider:
        name = law.providers[provider].name if provider in law.providers else provider
        shown = f"{shown}（{name}）" if language == "ja" else f"{shown} ({name})"
    if not letter:
        return shown
    name, _, times = letter.partition(":")
    again = "" if times == "1" else f" ({times})"
    return f"{letters.label(LetterKind(name), 'en' if language == 'en' else 'ja')}{again} → {shown}"


def task_said(task: Task, law: Law, language: str) -> str:
    """What a task is about, without the case that is named beside it; a run of the engine is a link."""
    said = task.said.removeprefix(f"{task.ref}").lstrip(": ") if task.ref else task.said

    def subject(name: str) -> str:
        kind = name.partition(":")[0]  # a post is stored by its id, which is no number that people know it by
        return word("about", "post", language) if kind == "post" else subject_words(name, law, language)

    run = word("board", "run", language)
    return _RUN.sub(lambda found: f"[{run}](/runs/flow-run/{found[0]})", in_words(said, language, subject))
