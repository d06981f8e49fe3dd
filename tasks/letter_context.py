"""What a letter says: frozen values, read by one template. Personal fields stay out of `repr`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from models.facts import ExplainedStep
from models.terms import (
    Concealment,
    ExhibitForm,
    HolderRole,
    JustifiableReason,
    LetterKind,
    LogKind,
    Remedy,
    RightInfringed,
)


@dataclass(frozen=True, kw_only=True)
class Party:
    """当事者: a person or company. `honorific` (御中, 殿, 様) is needed of an addressee only.

    `company`: a court paper names its representative (代表取締役　…; of a foreign company the one in Japan), which
    stands in `representative` as the register has it. `abroad`: it has neither office nor representative in Japan.
    """

    name: str = field(repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    kana: str | None = field(default=None, repr=False)
    honorific: str = ""
    company: bool = False
    abroad: bool = False
    representative: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class PostLine:
    """投稿: one line of the post list. `explanation` is the attorney's own account of the infringement, if any.

    `service` is the name of the site or app it stands on, `account` the account that posted it as the page shows it.
    `offence` is what the post is by the criminal law of its day, empty when that must be decided by the attorney.
    """

    no: int
    url: str = field(repr=False)
    posted_at: datetime
    right: RightInfringed
    as_written: str = field(repr=False)
    explanation: str = field(default="", repr=False)
    service: str = ""
    account: str = field(default="", repr=False)
    offence: str = ""


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """通信記録: one line of the log list, belonging to post `post_no`."""

    no: int
    post_no: int
    ip: str | None = field(default=None, repr=False)
    port: int | None = field(default=None, repr=False)
    destination_ip: str | None = field(default=None, repr=False)
    observed_at: datetime | None = None
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    log_kind: LogKind = LogKind.POST


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """請求の内訳: one line of the money claim, in yen."""

    label: str
    yen: int


@dataclass(frozen=True, kw_only=True)
class ExhibitLine:
    """書証: one line of the list of evidence. `mark` is its number as written: 甲１, 甲１の２."""

    mark: str
    title: str = field(repr=False)
    form: ExhibitForm
    made_on: date | None
    author: str = field(repr=False)
    proves: str = field(repr=False)
    post_no: int | None = None


@dataclass(frozen=True, kw_only=True)
class RelatedCase:
    """関連事件: a case that is pending (court and number), and what of it the paper speaks about."""

    court: str
    court_case_no: str
    ordered_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class LetterContext:
    """One letter.

    `addressee` is whom the paper is aimed at: the platform (債務者), the provider (被告 or 照会先), the sender, or the
    police chief. `court` is the office it is filed with: a court, or the bar association of a bar inquiry.
    `items` are (number, name) of the information asked for, numbered by the regime in force; `specified_items` are the
    numbers among them that are 特定発信者情報 (the paper then pleads Act art. 5(1)(iii)); `act`, `act_article`,
    `abuse_article`, `articles` (role → article as a letter writes it) and `ordinance` come from that regime too.
    `dates` keys: first_sent_on, refused_on, kept_until, filed_on, planned_on, disclosed_on, log_expires_on (the first
    day on which a log may be gone), named_on (when a provider's name was received), petitioned_on, notify_by,
    complaint_by (the last day of 告訴期間). `reply_by` is the answer-by or pay-by date. `known_on` is when the offender
    became known.
    `wholesaler`: the addressee (VNE) has no contract with the sender and is asked whose line it was.
    `fee_yen`, `value_yen` and `interest_percent` are left out of the paper when None; `fee_steps` say how value and fee
    come about, `fee_unconfirmed` what an office must confirm, `security` what courts are known to ask for.
    `subject` is what the letter is about (platform:KEY, holder:NO, sender:ID); `role` whom it asks. `service` is the
    name of the site the posts stand on. `language` is that
    of the whole letter. `concealment` says what of the requester the other side may not learn; where it is not NONE,
    `requester` and the representative carry the substitute (代替氏名・代替住所) already. `copy_for_sender`: this is the
    copy that goes to the sender with the opinion inquiry; `name_hidden`: the requester's name is struck out of it.
    `exhibits` are those of the case in force. `electronic`: the paper must be filed electronically. `related`: the
    case this petition belongs to. `provider_named`: the access provider a platform named under a provision order.
    `venue` says why the paper goes to `court`, `venue_open` what of that must be confirmed first; `deletion_apart`
    why deletion is petitioned for on its own, empty when it is not; `deleted_posts` are the numbers of posts that are
    gone already, which nobody is asked to delete. `one_form_per_ip`: the provider wants a request
    of its own for each IP address. `named_by` is the company above in the chain that named the addressee, empty
    when the registry did. `items_of_order` are all items of the day's order, asked for or not, for a form that
    ticks boxes.
    """

    kind: LetterKind
    no: int
    case_ref: str
    written_on: date
    addressee: Party
    requester: Party
    attorney_name: str = field(repr=False)
    firm_name: str
    firm_address: tuple[str, ...]
    posts: tuple[PostLine, ...]
    reason: JustifiableReason
    remedies: frozenset[Remedy]
    act: str
    act_article: str
    legal_representative: Party | None = None
    requester_is_minor: bool = False
    firm_contact: tuple[str, ...] = ()
    logs: tuple[LogLine, ...] = ()
    items: tuple[tuple[int, str], ...] = ()
    specified_items: tuple[int, ...] = ()
    deletion: bool = False
    reply_by: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    court: str | None = None
    court_case_no: str | None = None
    claim: tuple[ClaimLine, ...] = ()
    sender: Party | None = None
    known_on: date | None = None
    abuse_article: str | None = None
    offence: str | None = None
    fee_yen: int | None = None
    value_yen: int | None = None
    interest_percent: str | None = None
    account: tuple[str, ...] = field(default=(), repr=False)
    wholesaler: bool = False
    draft: bool = True
    subject: str = ""
    role: HolderRole = HolderRole.PLATFORM
    service: str = ""
    language: Literal["ja", "en"] = "ja"
    concealment: Concealment = Concealment.NONE
    copy_for_sender: bool = False
    name_hidden: bool = True
    exhibits: tuple[ExhibitLine, ...] = ()
    electronic: bool = False
    related: RelatedCase | None = None
    provider_named: Party | None = None
    fee_steps: tuple[ExplainedStep, ...] = ()
    fee_unconfirmed: tuple[str, ...] = ()
    security: tuple[ExplainedStep, ...] = ()
    articles: Mapping[str, str] = field(default_factory=dict)
    ordinance: str = ""
    venue: tuple[ExplainedStep, ...] = ()
    venue_open: tuple[str, ...] = ()
    deletion_apart: str = ""
    deleted_posts: tuple[int, ...] = ()
    one_form_per_ip: bool = False
    named_by: str = ""
    items_of_order: tuple[tuple[int, str], ...] = ()

    @property
    def total_yen(self) -> int:
        """The sum of the claim lines, in yen."""
        return sum(line.yen for line in self.claim)
