"""A preview and its result, for the page and the command line: refs, letters, companies, dates; no person."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flows.letters_shown import version_words
from flows.redating_shown import change_document, change_lines
from models.terms import Carriage, LetterKind
from tasks.bulk.carrying_out import BulkResult, CarriedOut, ItemDone
from tasks.bulk.items import BulkItem, DatesToMove, LetterToGo, Preview
from tasks.letters import label
from tasks.mail_templates import full_day
from tasks.views import link
from tasks.words import word

InWords = Callable[[Iterable[str]], Iterable[str]]
RESULTS = {
    BulkResult.DONE: "done",
    BulkResult.REFUSED: "refused",
    BulkResult.MOVED_ON: "moved_on",
    BulkResult.FAILED: "fault",
}


def preview_markdown(shown: Preview, language: str) -> str:
    """What would be done, what not and why: a table of letters, or the changed dates case by case."""
    lines = [f"# {word('bulk', shown.act, language)}", ""]
    lines += [word("bulk", "going", language).format(count=len(shown.going)), ""]
    lines += [*_letters(shown.going, language), *_moves(shown.going, language), *_rest(shown, language)]
    return "\n".join(lines)


def preview_list(shown: Preview, language: str) -> str:
    """The same as a list, for the narrow window of a form."""
    lines = [f"# {word('bulk', shown.act, language)}", ""]
    lines += [word("bulk", "going", language).format(count=len(shown.going)), ""]
    for item in shown.going:
        lines.append(f"- **[{item.ref}]({link('', 'sheet', item.ref)})** {said(item, language)}")
        lines += [f"  - {line}" for line in _details(item, language)]
    return "\n".join([*lines, *_rest(shown, language)])


def preview_text(shown: Preview, language: str) -> str:
    """The same as plain lines."""
    if not shown.items and not shown.failed:
        return word("bulk", "nothing", language)
    lines = [word("bulk", "going", language).format(count=len(shown.going))]
    for item in shown.going:
        lines.append(f"  {item.code:>6}  {item.ref}  {said(item, language)}")
        lines += [f"          {line}" for line in _details(item, language)]
    return "\n".join([*lines, *_rest(shown, language)])


def result_text(carried: CarriedOut, language: str, in_words: InWords = tuple) -> str:
    """What came of it, item by item with reasons; that nothing was done when the preview had changed.

    `in_words` puts the reasons of a refusal into the words of a form.
    """
    if carried.done is None:
        return word("bulk", "changed", language)
    done = sum(item.result is BulkResult.DONE for item in carried.done)
    head = word("bulk", "result", language).format(count=len(carried.done), done=done)
    return "\n".join([head, *(line for item in carried.done for line in _result(item, language, in_words))])


def as_document(shown: Preview, done: tuple[ItemDone, ...] | None = None) -> dict[str, Any]:
    """Stable keys; `done` is null before the second step."""
    return {
        "act": shown.act.value,
        "token": shown.token,
        "items": [_document(item) for item in shown.items],
        "failed": list(shown.failed),
        "more": shown.more,
        "done": None
        if done is None
        else [{"code": each.item.code, "result": each.result.value, "because": list(each.because)} for each in done],
    }


def said(item: BulkItem, language: str) -> str:
    """One item in a line: the letter with its version and addressee, the draft to make, or that dates move."""
    if isinstance(item.what, DatesToMove):
        return word("bulk", "dates", language)
    if isinstance(item.what, LetterToGo):
        letter = item.what
        version = version_words(letter.version, letter.origin, language)
        return f"{_title(letter.kind, letter.no, language)} {version} → {_to(letter, language)}"
    return f"{_title(item.what.letter, item.what.no, language)}: {word('bulk', 'draft', language)}"


def _letters(items: Iterable[BulkItem], language: str) -> Iterator[str]:
    rows = [_cells(item, language) for item in items if not isinstance(item.what, DatesToMove)]
    if not rows:
        return
    head = [word("bulk", name, language) for name in ("number", "ref", "letter", "to", "ways", "due", "read")]
    yield from map(_row, (head, ["---"] * len(head), *rows))


def _cells(item: BulkItem, language: str) -> list[str]:
    case = f"[{item.ref}]({link('', 'sheet', item.ref)})"
    if not isinstance(item.what, LetterToGo):
        return ["—", case, said(item, language), "—", "—", "—", "—"]
    letter = item.what
    return [
        item.code,
        case,
        f"{_title(letter.kind, letter.no, language)} {version_words(letter.version, letter.origin, language)}",
        _to(letter, language),
        _ways(letter, language),
        _due(letter, language),
        " ".join(_papers(letter)),
    ]


def _details(item: BulkItem, language: str) -> Iterator[str]:
    """What else is to be known of an item: how a letter may leave, what to read, which dates move, whom that tells."""
    if isinstance(item.what, DatesToMove):
        yield from _moved_lines(item.what, language)
    if isinstance(item.what, LetterToGo):
        letter = item.what
        yield f"{word('bulk', 'ways', language)}: {_ways(letter, language)}"
        yield f"{word('bulk', 'due', language)}: {_due(letter, language)}"
        yield f"{word('bulk', 'read', language)}: {' '.join(_papers(letter))}"


def _ways(letter: LetterToGo, language: str) -> str:
    return "・".join(word("channel", way, language) for way in letter.ways)


def _due(letter: LetterToGo, language: str) -> str:
    return full_day(letter.due_on, language) if letter.due_on else "—"


def _papers(letter: LetterToGo) -> list[str]:
    """The papers as they leave, below KAIJI_HOME/documents."""
    shown = [path for path, _ in letter.files if path.endswith(".pdf")] or [path for path, _ in letter.files]
    return [f"`{path}`" for path in shown]


def _moves(items: Iterable[BulkItem], language: str) -> Iterator[str]:
    for item in items:
        if isinstance(item.what, DatesToMove):
            yield f"\n**[{item.ref}]({link('', 'sheet', item.ref)})**\n"
            yield from (f"- {line.strip()}" for line in _moved_lines(item.what, language))


def _moved_lines(moved: DatesToMove, language: str) -> Iterator[str]:
    for change in moved.changes:
        head, *because = change_lines(change)
        yield head.strip()
        yield from (f"  {line.strip().removeprefix('- ')}" for line in because)
    told = Counter((mail.member_id or 0, mail.carriage) for mail in moved.mails)
    shown = [_told(member, carriage, count, language) for (member, carriage), count in sorted(told.items())]
    yield f"{word('bulk', 'tells', language)}: {'、'.join(shown) or word('bulk', 'nobody', language)}"


def _told(member: int, carriage: Carriage, count: int, language: str) -> str:
    who = word("bulk", "member", language).format(number=member)
    return f"{who} {word('bulk', carriage, language).format(count=count)}"


def _rest(shown: Preview, language: str) -> Iterator[str]:
    refused = [item for item in shown.items if item.refused]
    if refused:
        yield "\n" + word("bulk", "held_back", language).format(count=len(refused)) + "\n"
    for item in refused:
        yield f"- {item.ref} {said(item, language)}"
        yield from (f"  - {why}" for why in item.refused)
    if shown.failed:
        yield f"\n{word('bulk', 'failed', language)}: {', '.join(shown.failed)}"
    if shown.more:
        yield "\n" + word("bulk", "more", language).format(count=shown.more)


def _result(done: ItemDone, language: str, in_words: InWords) -> Iterator[str]:
    yield f"- {word('bulk', RESULTS[done.result], language)}: {done.item.ref} {said(done.item, language)}"
    because = in_words(done.because) if done.result is BulkResult.REFUSED else done.because
    yield from (f"  - {why.removeprefix('- ')}" for why in because)


def _title(kind: LetterKind, number: int, language: str) -> str:
    title = label(kind, "ja" if language == "ja" else "en")
    return f"{title} {word('bulk', 'nth', language).format(number=number)}" if number > 1 else title


def _to(letter: LetterToGo, language: str) -> str:
    """The company; of a person only as whom the case knows them."""
    if letter.to:
        return letter.to
    kind, _, number = letter.subject.partition(":")
    return word("subject", kind, language).format(number=number)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _document(item: BulkItem) -> dict[str, Any]:
    common = {"code": item.code, "ref": item.ref, "step": item.step.value, "refused": list(item.refused)}
    if isinstance(item.what, DatesToMove):
        mails = [
            {"kind": mail.kind.value, "topic": mail.topic, "member": mail.member_id, "carriage": mail.carriage.value}
            for mail in item.what.mails
        ]
        return {**common, "changes": [change_document(change) for change in item.what.changes], "notices": mails}
    if not isinstance(item.what, LetterToGo):
        return {**common, "letter": item.name}
    letter = item.what
    return {
        **common,
        "letter": item.name,
        "version": letter.version,
        "to": letter.to or letter.subject,
        "ways": [way.value for way in letter.ways],
        "due_on": letter.due_on.isoformat() if letter.due_on else None,
        "files": [path for path, _ in letter.files],
    }
