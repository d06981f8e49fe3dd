"""From a notice's content to what its mail says, for notices on one case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.provisions import Law
from models.rules.japan_time import JST
from models.terms import AckKind, Addressee, LetterKind, NoticeKind
from tasks import letters
from tasks.case_store.acknowledgements import ABOUT_DATES
from tasks.case_store.mail_facts import Event, MailFacts
from tasks.case_store.outbox import DueNotice
from tasks.discretion import Discretion
from tasks.mail_templates import full_day, short_day
from tasks.notice_text import Language, NoticeText, without_controls
from tasks.views import link
from tasks.words import word

USUAL_DEFERRAL = 3
LINKED_VIEWS = ("red", "release", "open")

_SUBJECTS = frozenset({"platform", "observation", "holder", "sender", "post"})


@dataclass(frozen=True, kw_only=True)
class Telling:
    """All that one mail is made from. `of_rules` rewrites what rules say, which is Japanese whoever reads it."""

    notice: DueNotice
    facts: MailFacts
    discretion: Discretion
    of_rules: Discretion
    law: Law
    today: date
    url: str
    code: str

    @property
    def language(self) -> Language:
        """The recipient's language."""
        return "en" if self.notice.language == "en" else "ja"

    @property
    def content(self) -> dict[str, Any]:
        """What the notice was written with."""
        return self.notice.content

    def word(self, group: str, key: str) -> str:
        """A label in the recipient's language."""
        return word(group, key, self.language)

    def case_link(self, ref: str) -> str:
        """The page of a case; of a mail without one, the board."""
        return link(self.url, "case", ref) if ref else link(self.url, "board")

    def views(self) -> tuple[tuple[str, str], ...]:
        """The pages that every mail leads to: the case's sheet, the board, all cases of the reader, what is urgent."""
        ref = self.notice.case_ref
        sheet = [(self.word("sheet", "title"), link(self.url, "sheet", ref))] if ref else []
        mine = (self.word("view", "mine"), link(self.url, "view", "mine", self.notice.member_id))
        views = [(self.word("view", name), link(self.url, "view", name)) for name in LINKED_VIEWS]
        return (*sheet, (self.word("board", "title"), link(self.url, "board")), mine, *views)


def case_text(told: Telling) -> NoticeText:
    """What the mail of one notice on a case says."""
    content, notice = told.content, told.notice
    due_on, act_by = _dates(told)
    moved_from = day_of(content.get("moved_from"))
    return NoticeText(
        kind=notice.kind,
        language=told.language,
        case_ref=notice.case_ref,
        what=_what(told),
        stage=told.word("stage", str(content["stage"])) if content.get("stage") else "",
        today=told.today,
        due_on=due_on,
        act_by=act_by,
        moved_from=moved_from if due_on and moved_from != due_on else None,
        act_by_from=day_of(content.get("act_by_from")),
        moved_because=tuple(told.of_rules.text(str(step)) for step, _ in content.get("moved_because", ())),
        next_action=_next(told),
        consequence=_consequence(told),
        link=told.case_link(notice.case_ref),
        views=told.views(),
        steps=tuple(_steps(told)),
        why=_why(told, due_on, act_by),
        confidence=str(content.get("confidence", "H")),
        actor=_actor(told),
        subject=_subject(told),
        rung=str(content.get("rung", "")),
        names=tuple(_names(told)),
        figures=tuple(_unreached(told)),
        history=tuple(_told_so_far(told, event) for event in told.facts.history),
        in_place_of=in_place_of(told),
        own_it=_own_it(told) if notice.kind in ABOUT_DATES else "",
        code=told.code,
        answers=answers(told.language, days_until(told, act_by or due_on)) if notice.kind in ABOUT_DATES else (),
    )


def answers(language: Language, days_to_act: int | None = None) -> tuple[str, ...]:
    """What a reply may say; putting off ends before the safe day, so on the last days it is not offered."""
    days = USUAL_DEFERRAL if days_to_act is None else min(USUAL_DEFERRAL, days_to_act - 1)
    offered = [kind for kind in AckKind if kind is not AckKind.DEFERRED or days > 0]
    said = [word("mail_answer", kind, language).format(days=days) for kind in offered]
    return tuple(answer.replace("1 days", "1 day") for answer in said)


def date_label(content: dict[str, Any], language: Language) -> str:
    """The kind of deadline in words; empty when the content is about none."""
    kind = content.get("deadline_kind")
    return word("deadline", str(kind), language) if kind else ""


def subject_label(told: Telling, subject: str) -> str:
    """What a deadline is about, by role and number: `platform:x` is the platform, `post:12` the case's second post."""
    kind, _, key = subject.partition("/")[0].partition(":")
    if kind not in _SUBJECTS:
        return ""
    number = told.facts.post_nos.get(int(key), key) if kind == "post" and key.isdigit() else key
    return told.word("subject", kind).format(number=number)


def in_place_of(told: Telling) -> str:
    """The role of who is away, when somebody else reads this mail for them."""
    role = told.facts.role or (Addressee.OPERATIONS if told.facts.stands_in else None)
    return told.word("role", role) if role and told.facts.stands_in else ""


def days_until(told: Telling, day: date | None) -> int | None:
    """Days from today; None for no day."""
    return (day - told.today).days if day else None


def day_of(text: object) -> date | None:
    """A day of the content, which holds ISO texts."""
    return date.fromisoformat(str(text)) if text else None


def _dates(told: Telling) -> tuple[date | None, date | None]:
    """The date and its safe day; of a notice that did not arrive, the date which that one stated."""
    asked = told.facts.asked
    due_on = day_of(told.notice.stated_on) or (asked.stated_on if asked else None)
    act_by = day_of(told.content.get("act_by"))
    return due_on, min(act_by, due_on) if act_by and due_on else act_by


def _unreached(told: Telling) -> Iterator[tuple[str, str]]:
    """Whom a notice did not reach, by role."""
    asked = told.facts.asked
    if told.notice.kind is NoticeKind.UNDELIVERABLE and asked and asked.role:
        yield told.word("mail_name", "unreached"), told.word("role", asked.role)


def _what(told: Telling) -> str:
    kind, content, language = told.notice.kind, told.content, told.language
    about = date_label(content, language)
    if kind in ABOUT_DATES and about:
        return about
    name = told.word("notice", kind)
    if kind is NoticeKind.UNDELIVERABLE and not about and content.get("failed_kind"):
        about = told.word("notice", str(content["failed_kind"]))
    if kind is NoticeKind.RELEASE_REQUESTED:
        about = letters.label(LetterKind(content["reason"]), language)
    if not about or kind not in {NoticeKind.RELEASE_REQUESTED, NoticeKind.UNDELIVERABLE}:
        return name
    return f"{name}（{about}）" if language == "ja" else f"{name}: {about}"


def _next(told: Telling) -> str:
    kind = told.content.get("deadline_kind")
    if told.notice.kind in ABOUT_DATES and told.notice.kind is not NoticeKind.IDLE and kind:
        return told.word("act", str(kind))
    return told.word("next", told.notice.kind)


def _consequence(told: Telling) -> str:
    content = told.content
    if told.notice.kind in {NoticeKind.ESCALATION, NoticeKind.UNDELIVERABLE}:
        return told.word("reason", str(content.get("reason", "")))
    if told.language == "en":
        return word("lost", str(content["deadline_kind"]), "en") if content.get("deadline_kind") else ""
    return told.of_rules.text(str(content.get("consequence", "")))


def _steps(told: Telling) -> Iterator[tuple[str, str]]:
    for step, cite in told.content.get("steps", ()):
        yield told.of_rules.text(str(step)), told.of_rules.cite(str(cite))


def _why(told: Telling, due_on: date | None, act_by: date | None) -> str:
    """The reason of a date in one English sentence; the steps themselves are Japanese."""
    if told.language == "ja" or due_on is None or not told.content.get("steps"):
        return ""
    opens_on = day_of(told.content.get("opens_on"))
    days = {"opens": opens_on or due_on, "due": due_on, "act": act_by or due_on}
    shown = {name: full_day(day, "en") for name, day in days.items()}
    return word("mail_why", "window" if opens_on else "period", "en").format(**shown)


def _actor(told: Telling) -> str | None:
    if told.notice.kind in {NoticeKind.UNACKNOWLEDGED, NoticeKind.IDLE} and told.facts.role:
        return told.word("role", told.facts.role)
    return None


def _subject(told: Telling) -> str:
    topics = (str(topic).partition(":")[2] for topic in told.content.get("also", ()))
    labels = [subject_label(told, subject) for subject in (str(told.content.get("subject", "")), *topics)]
    return told.word("mail_name", "also").join(dict.fromkeys(filter(None, labels)))


def _names(told: Telling) -> Iterator[tuple[str, str]]:
    """What the firm's settings allow beyond refs, roles and dates."""
    names, law = told.facts.names, told.law
    platforms = [law.platforms[key].name if key in law.platforms else key for key in names.platforms]
    providers = [law.providers[key].name if key in law.providers else key for key in names.providers]
    shown = {
        "requester": names.requesters,
        "platform": platforms,
        "provider": providers,
        "court_case_no": names.court_case_nos,
    }
    for name, values in shown.items():
        if values:
            yield told.word("mail_name", name), without_controls(told.word("mail_name", "also").join(values))


def _told_so_far(told: Telling, event: Event) -> tuple[str, str]:
    local = event.at.astimezone(JST)
    moment = f"{short_day(local.date(), told.language, told.today)} {local:%H:%M}"
    who = told.word("role", event.role) if event.role else told.word("mail_history", "nobody")
    return moment, f"{who}{'' if told.language == 'ja' else ' '}{told.word('mail_history', event.what)}"


def _own_it(told: Telling) -> str:
    hours = told.facts.ack_hours
    if hours is None or told.facts.role is Addressee.OPERATIONS:
        return ""
    return told.word("mail_own", "clock" if told.facts.ack_any_time else "office").format(hours=hours)
