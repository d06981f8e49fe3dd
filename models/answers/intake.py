"""A new case (TOML file or form), checked as a whole: every fault at once, nothing half-believed."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from models.answers.faults import Fault, Faults, shape_fault
from models.answers.intake_form import CaseForm, PostSection, RequesterSection
from models.answers.mail_addresses import is_mail_address
from models.answers.moments import MomentFault, is_future, parse_day, parse_moment, shown
from models.answers.reading import is_blank_or_broken
from models.provisions import Law
from models.rules.majority import is_minor
from models.rules.progress.plan import japan_day
from models.terms import Concealment, ExpenseKind, JustifiableReason, PersonRole, Remedy, RightInfringed

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person of a new case."""

    role: PersonRole
    name: str = field(repr=False)
    kana: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    language: str = "ja"
    concealment: Concealment = Concealment.NONE


@dataclass(frozen=True, kw_only=True)
class NewPost:
    """A post of a new case."""

    platform: str
    url: str = field(repr=False)
    account: str = field(repr=False)
    posted_at: datetime
    seen_at: datetime
    right_infringed: RightInfringed
    as_written: str = field(repr=False)
    explanation: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A checked new case."""

    draft: bool
    entered_by: str
    justifiable_reason: JustifiableReason
    remedies: tuple[Remedy, ...]
    claim_yen: int
    people: tuple[NewPerson, ...]
    posts: tuple[NewPost, ...]
    expenses: tuple[tuple[ExpenseKind, int], ...]


IsDuplicate = Callable[[str, str], str | None]


def read_intake(data: Mapping[str, Any], law: Law, now: datetime, is_duplicate: IsDuplicate) -> NewCase:
    """Check a new case. `is_duplicate(url, requester)` names the open case that has both.

    Raises Faults with all of them.
    """
    plain = _plain(data)
    form, faults = _shape(plain)
    checks = _Checks(law, now, [*faults], {fault.field for fault in faults})
    case = checks.case(form, is_duplicate)
    if checks.faults:
        raise Faults(checks.faults)
    return case


def _plain(value: Any) -> Any:
    """TOML dates as the text a person would type; a local date-time stays naive and is refused below."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _shape(data: dict[str, Any]) -> tuple[CaseForm, list[Fault]]:
    """The form without what has the wrong shape, and a fault for each such thing."""
    faults: list[Fault] = []
    rest = deepcopy(data)
    for _ in range(3):  # a removed wrong section may uncover one more
        try:
            return CaseForm.model_validate(rest), faults
        except ValidationError as error:
            for item in error.errors(include_input=True):
                faults.append(shape_fault(item))
                _remove(rest, item["loc"], blank="" if item["type"] == "string_type" else {})
    return CaseForm(), faults


def _remove(data: Any, place: tuple[int | str, ...], *, blank: object) -> None:
    """Take out what has the wrong shape; in a list a blank takes its place, so that the others keep their numbers."""
    for part in place[:-1]:
        data = data[part]
    if isinstance(data, dict):
        data.pop(place[-1], None)
    else:
        data[place[-1]] = blank


class _Checks:
    """The semantic checks of one new case; a field with a shape fault is not blamed twice."""

    def __init__(self, law: Law, now: datetime, faults: list[Fault], blamed: set[str]) -> None:
        self.law, self.now, self.faults, self.blamed = law, now, faults, blamed

    def fault(self, place: str, value: object, cure: str) -> None:
        if not any(place == known or place.startswith((f"{known}.", f"{known}[")) for known in self.blamed):
            self.faults.append(Fault(field=place, value=str(value), cure=cure))

    def case(self, form: CaseForm, is_duplicate: IsDuplicate) -> NewCase:
        reason = self._member("justifiable_reason", form.justifiable_reason, JustifiableReason, _REASON_CURE)
        remedies = [self._member(f"remedies[{n}]", item, Remedy) for n, item in enumerate(form.remedies, 1)]
        if not form.remedies:
            self.fault("remedies", "", f"一つ以上選んでください: {', '.join(Remedy)}")
        if form.claim_yen < 0 or (Remedy.DAMAGES in remedies and form.claim_yen <= 0):
            self.fault("claim_yen", form.claim_yen, "損害賠償を求めるときは慰謝料の請求額（円）を入れてください")
        self._text("entered_by", form.entered_by, "誰が入力したかを書いてください")
        people = (*self._requester(form.requester), *self._lawyers(form))
        posts = self._posts(form, is_duplicate)
        return NewCase(
            draft=form.draft,
            entered_by=form.entered_by.strip(),
            justifiable_reason=reason or JustifiableReason.OTHER_RIGHTS,
            remedies=tuple(dict.fromkeys(item for item in remedies if item)),
            claim_yen=form.claim_yen,
            people=people,
            posts=posts,
            expenses=self._expenses(form),
        )

    def _requester(self, section: RequesterSection) -> tuple[NewPerson, ...]:
        self._text("requester.name", section.name)
        self._text("requester.address", section.address)
        born_on = self._born(section)
        concealment = self._member("requester.concealment", section.concealment, Concealment)
        requester = NewPerson(
            role=PersonRole.REQUESTER,
            name=section.name.strip(),
            kana=section.kana.strip(),
            address=section.address.strip(),
            born_on=born_on,
            concealment=concealment or Concealment.NONE,
        )
        representative = section.legal_representative
        minor = born_on is not None and is_minor(born_on, japan_day(self.now), self.law)
        if not minor and not representative.name:
            return (requester,)
        if minor:
            self._text(
                "requester.legal_representative.name", representative.name, "未成年者です。法定代理人の氏名が必要です"
            )
            self._text("requester.legal_representative.address", representative.address, "法定代理人の住所が必要です")
        acting = NewPerson(
            role=PersonRole.LEGAL_REPRESENTATIVE,
            name=representative.name.strip(),
            address=representative.address.strip(),
        )
        return (requester, acting)

    def _born(self, section: RequesterSection) -> date | None:
        if section.kind == "corporation":
            return None
        try:
            born_on = parse_day(section.born_on)
        except MomentFault as error:
            self.fault("requester.born_on", section.born_on, f"生年月日が必要です: {error}")
            return None
        if born_on > japan_day(self.now):
            self.fault("requester.born_on", section.born_on, "未来の日付です")
            return None
        return born_on

    def _lawyers(self, form: CaseForm) -> list[NewPerson]:
        found = []
        for role, section in ((PersonRole.ATTORNEY, form.attorney), (PersonRole.SUPERVISOR, form.supervisor)):
            self._text(f"{role}.name", section.name)
            if not is_mail_address(section.email.strip()):
                self.fault(f"{role}.email", section.email, "期限の通知を受けるメールアドレスが必要です")
            found.append(
                NewPerson(role=role, name=section.name.strip(), email=section.email.strip(), language=section.language)
            )
        return found

    def _posts(self, form: CaseForm, is_duplicate: IsDuplicate) -> tuple[NewPost, ...]:
        if not form.posts:
            self.fault("posts", "", "投稿を一つ以上入れてください（個別の投稿のURL）")
        seen: dict[str, int] = {}
        found = []
        for number, section in enumerate(form.posts, 1):
            place = f"posts[{number}]"
            url = section.url.strip()
            if url in seen:
                self.fault(f"{place}.url", url, f"posts[{seen[url]}] と同じURLです")
            seen.setdefault(url, number)
            other = is_duplicate(url, form.requester.name.strip()) if url else None
            if other:
                self.fault(f"{place}.url", url, f"同じ請求者・同じURLの事件 {other} が進行中です")
            found.append(self._post(place, section))
        return tuple(found)

    def _post(self, place: str, section: PostSection) -> NewPost:
        if section.platform not in self.law.platforms:
            known = ", ".join(sorted(self.law.platforms))
            self.fault(
                f"{place}.platform", section.platform, f"プロファイルがありません。次のいずれか、または追加: {known}"
            )
        if not _names_a_post(section.url.strip()):
            self.fault(f"{place}.url", section.url, "個別の投稿のURL（https://…）を入れてください")
        posted_at = self._moment(f"{place}.posted_at", section.posted_at)
        seen_at = self._moment(f"{place}.seen_at", section.seen_at)
        if posted_at and seen_at and seen_at < posted_at:
            self.fault(f"{place}.seen_at", section.seen_at, "投稿より前に知ったことになります")
        right = self._member(f"{place}.right_infringed", section.right_infringed, RightInfringed)
        return NewPost(
            platform=section.platform,
            url=section.url.strip(),
            account=section.account.strip(),
            posted_at=posted_at or self.now,
            seen_at=seen_at or self.now,
            right_infringed=right or RightInfringed.HONOUR,
            as_written=section.as_written,
            explanation=section.explanation.strip(),
        )

    def _expenses(self, form: CaseForm) -> tuple[tuple[ExpenseKind, int], ...]:
        found = []
        for number, section in enumerate(form.expenses, 1):
            kind = self._member(f"expenses[{number}].kind", section.kind, ExpenseKind)
            if section.amount_yen <= 0:
                self.fault(f"expenses[{number}].amount_yen", section.amount_yen, "1円以上の金額です")
            found.append((kind or ExpenseKind.OTHER, section.amount_yen))
        return tuple(found)

    def _moment(self, place: str, text: str) -> datetime | None:
        try:
            moment = parse_moment(text)
        except MomentFault as error:
            self.fault(place, text, str(error))
            return None
        if is_future(moment, self.now):
            self.fault(place, text, f"未来の日時です（現在 {shown(self.now)}）")
        return moment

    def _text(self, place: str, value: str, cure: str = "入力してください") -> None:
        if is_blank_or_broken(value):
            self.fault(place, value, cure)

    def _member(self, place: str, value: str, kind: type[E], cure: str = "次のいずれかです") -> E | None:
        known = [member.value for member in kind]
        if value in known:
            return kind(value)
        self.fault(place, value, f"{cure}: {', '.join(known)}")
        return None


def _names_a_post(url: str) -> bool:
    """Say whether the text is the address of something below a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    below = parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname and below) and not any(map(str.isspace, url))


_REASON_CURE = "好奇心や不快感は正当な理由になりません（情プラ法5条1項2号）。次のいずれかです"
