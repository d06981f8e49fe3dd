"""What staff read above a form, and what the run shows: refs, dates and labels only; people stay out of the engine."""

from datetime import date

from models.facts import CaseFacts, Deadline
from models.rules.progress.plan import japan_day
from models.tables import WaitRow
from models.terms import LetterKind, WaitKind
from tasks import letters
from tasks.case_store.position import CaseView
from tasks.mail_templates import full_day
from tasks.words import word


def state_name(wait: WaitRow, language: str) -> str:
    """The state's name says what is waited for."""
    return word("wait", wait.kind, language)


def state_message(wait: WaitRow, view: CaseView, language: str) -> str:
    """Whose turn, about what, until when."""
    due = f" {full_day(wait.due_on, language)}" if wait.due_on else ""
    return f"{word('turn', wait.turn, language)} / {subject_label(wait.subject, view.facts)}{due}"


def briefing(wait: WaitRow, view: CaseView, language: str, reasons: tuple[str, ...] = ()) -> str:
    """Markdown: what is asked, about what, which dates hang on it, what was wrong last time."""
    lines = [f"# {view.ref} {word('wait', wait.kind, language)}", "", word("ask", wait.kind, language), ""]
    lines += [f"- 対象: {subject_label(wait.subject, view.facts)}", f"- 手番: {word('turn', wait.turn, language)}"]
    if wait.due_on:
        lines.append(f"- 目安: {full_day(wait.due_on, language)}")
    if wait.kind in {WaitKind.LETTER_RELEASE, WaitKind.LETTER_SENDING}:
        lines.append(f"- 書面: `{view.letter_path(wait.letter_id)}`（KAIJI_HOME/documents の中）")
    lines += ["", *deadline_lines(view.deadlines[:5], view.today, language)]
    wrong = reasons or tuple((wait.asked_again or "").splitlines())
    if wrong:
        lines += ["", "## 入力に誤りがありました（何も記録していません）", "", *(f"- {line}" for line in wrong)]
    if len(view.waits) > 1:
        others = ", ".join(word("wait", item.kind, language) for item in view.waits if item.id != wait.id)
        lines += ["", f"ほかの待ち: {others}（record-answer から回答できます）"]
    return "\n".join(lines)


def deadline_lines(deadlines: tuple[Deadline, ...], today: date, language: str) -> list[str]:
    """The deadlines as a markdown table."""
    if not deadlines:
        return []
    lines = ["| 期限 | 日付 | 安全日 | 残り | 根拠 |", "|---|---|---|---|---|"]
    for item in deadlines:
        left = (item.act_by - today).days
        shown = f"残り{left}日" if left > 0 else ("本日" if left == 0 else f"超過{-left}日")
        lines.append(
            f"| {word('deadline', item.kind, language)} | {full_day(item.due_on, language)} "
            f"| {full_day(item.act_by, language)} | {shown} | {item.rule} |"
        )
    return lines


def subject_label(subject: str, facts: CaseFacts) -> str:
    """A subject in words, without people: letter and number, platform key, holder and its provider."""
    head, _, letter = subject.partition("/")
    kind, _, key = head.partition(":")
    if kind == "holder":
        provider = next((hop.provider for hop in facts.hops if str(hop.holder_no) == key), "?")
        shown = f"保有者{key} ({provider})"
    else:
        names = {"platform": key, "observation": f"通信{key}", "sender": f"発信者{key}", "post": f"投稿{key}"}
        shown = names.get(kind, "事件全体")
    if not letter:
        return shown
    name, _, number = letter.partition(":")
    return f"{letters.label(LetterKind(name))}（第{number}） → {shown}"


def case_sheet(view: CaseView, language: str) -> str:
    """The case sheet: whose turn, next act and its safe day, stages, deadlines, waits, letters, costs, docket tail."""
    lines = [f"# {view.ref}（{word('status', view.status, language)}）", ""]
    lines += ["| 段階 | 状態 |", "|---|---|"]
    lines += [
        f"| {word('stage', stage, language)} | {word('mark', mark, language)} |" for stage, mark in view.marks.items()
    ]
    lines += ["", "## 期限", "", *deadline_lines(view.deadlines, view.today, language), "", "## 待ち", ""]
    for wait in view.waits:
        due = full_day(wait.due_on, language) if wait.due_on else "—"
        turn = word("turn", wait.turn, language)
        lines.append(f"- **{turn}**: {word('wait', wait.kind, language)} / {subject_label(wait.subject, view.facts)} / {due}")
    lines += ["", "## 書面", ""]
    for letter in view.facts.letters:
        sent = full_day(japan_day(letter.sent_at), language) if letter.sent_at else "—"
        where = subject_label(letter.subject, view.facts)
        lines.append(f"- {letters.label(letter.kind)}（第{letter.no}）→ {where}: {letter.state} {sent}")
    lines += ["", f"## 費用: {view.spent_yen:,}円", "", "## 記録（最近）", ""]
    lines += [f"- {at} {event}" for at, event in view.docket_tail]
    lines += ["", f"次に見る日時: {view.next_wake or '—'}"]
    return "\n".join(lines)
