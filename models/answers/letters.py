"""Releasing and sending a letter: an attorney's name, then the real moment, channel and proof."""

import re
import unicodedata
from datetime import date
from typing import Final, Literal

from models.answers.answer import Answer, Asked, LetterChange, NewStep
from models.answers.attorneys import attorney_named
from models.answers.faults import Faults
from models.answers.reading import Reader, WaitForm
from models.facts import LetterFact
from models.rules.letter_channels import COURT_PAPERS, channels_for
from models.rules.progress.plan import japan_day
from models.terms import Channel, LetterKind, LetterState, StepKind

BY_FORM = {LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP}
BY_POST: Final = frozenset({Channel.POST, Channel.CERTIFIED_POST})
MOST_SIGNS: Final = 80
TRACKING: Final = re.compile("[0-9]{11,13}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
RECEIPT: Final = re.compile("引受番号.*[0-9０-９]")
TRACKING_CURE: Final = "郵便の番号は11～13桁の数字です（ハイフン可。国際郵便は EJ123456789JP の形）"
PAPER_CURE: Final = (
    "この書面の提出は不適法です。{ground}。mints で提出し、方法を e_filing として記録してください。"
    "システムの故障など責めに帰することができない事由で書面によったときは、その事情を paper_reason に入れてください"
)


class ReleaseForm(WaitForm):
    """書面の確認・発信許可."""

    decision: Literal["release", "return", "by_disposition"] = "release"
    attorney: str = ""


class SendingForm(WaitForm):
    """書面の発送・申立て."""

    sent: str = ""
    channel: Channel = Channel.POST
    tracking_no: str = ""
    proof: str = ""
    court: str = ""
    court_case_no: str = ""
    paper_reason: str = ""


def read_release(form: ReleaseForm, asked: Asked) -> Answer:
    """Only a named attorney of this case releases."""
    reader = Reader(asked)
    reader.who(form)
    letter = _letter(reader, asked)
    attorney = attorney_named(asked.attorneys, form.attorney)
    if form.decision == "release" and attorney is None:
        reader.fault("attorney", form.attorney, "この事件の担当弁護士または監督弁護士の氏名を正確に入れてください")
    if form.decision == "by_disposition" and letter.kind not in BY_FORM:
        reader.fault("decision", form.decision, "仮処分に切り替えられるのは、プラットフォームへの請求書と催促書です")
    spent = reader.spent(form)
    reader.finish()
    if form.decision != "release":
        route = NewStep(kind=StepKind.ROUTE_CHOSEN, subject=letter.subject, happened_at=asked.now)
        steps = (route,) if form.decision == "by_disposition" else ()
        return Answer(letter=LetterChange(letter_id=letter.id, state=LetterState.VOID), steps=steps, expenses=spent)
    change = LetterChange(letter_id=letter.id, state=LetterState.RELEASED, released_by=attorney)
    return Answer(letter=change, expenses=spent)


def read_sending(form: SendingForm, asked: Asked) -> Answer:
    """The clock starts at the real sending, never before the release."""
    reader = Reader(asked)
    reader.who(form)
    letter = _letter(reader, asked)
    sent_at = reader.happened("sent", form.sent)
    if letter.released_at and japan_day(sent_at) < japan_day(letter.released_at):
        reader.fault("sent", form.sent, "弁護士の発信許可より前の日付です")
    reason = _channel_fits(reader, form, letter.kind, japan_day(sent_at))
    tracking_no = _tracking_no(reader, form)
    proof = reader.text("proof", form.proof, cure="引受番号・受付番号・受付印・送信控えなどを入れてください")
    court = _court(reader, form, letter.kind)
    spent = reader.spent(form)
    reader.finish()
    change = LetterChange(
        letter_id=letter.id,
        state=LetterState.SENT,
        sent_at=sent_at,
        channel=form.channel,
        proof=proof,
        tracking_no=tracking_no,
    )
    step = NewStep(
        kind=StepKind.LETTER_SENT,
        subject=letter.subject,
        happened_at=sent_at,
        court=court,
        court_case_no=form.court_case_no.strip() or None,
        note=reason,
    )
    return Answer(letter=change, steps=(step,), expenses=spent)


def _channel_fits(reader: Reader, form: SendingForm, kind: LetterKind, day: date) -> str | None:
    """The way fits the paper and the day's rule of filing; return why a paper was filed where it may not be."""
    fitting = channels_for(kind, day, reader.asked.law)
    reason = reader.short("paper_reason", form.paper_reason, MOST_SIGNS)
    ground = f"{fitting.ground.text}（{fitting.ground.cite}）"
    if form.channel not in fitting.channels:
        reader.fault("channel", form.channel, f"{ground}。次のいずれかです: {', '.join(fitting.channels)}")
    on_paper = Channel.E_FILING in fitting.channels and form.channel in {Channel.COUNTER, Channel.POST}
    if on_paper and reason is None:
        reader.fault("channel", form.channel, PAPER_CURE.format(ground=ground))
    if reason is not None and not on_paper:
        reader.fault("paper_reason", form.paper_reason, "電子申立てが義務の訴えを書面で出したときだけ書きます")
    return reason


def _tracking_no(reader: Reader, form: SendingForm) -> str | None:
    """The number that the post traces a letter by, in one spelling."""
    typed = unicodedata.normalize("NFKC", form.tracking_no).strip().upper()
    number = re.sub("[\\s\u2010-\u2015\u2212\u30fc-]", "", typed)
    if typed and form.channel not in BY_POST:
        reader.fault("tracking_no", form.tracking_no, "追跡番号があるのは郵便（post, certified_post）だけです")
    elif typed and not TRACKING.fullmatch(number):
        reader.fault("tracking_no", form.tracking_no, TRACKING_CURE)
    elif not typed and form.channel is Channel.CERTIFIED_POST and not RECEIPT.search(form.proof):
        cure = f"内容証明は書留です。引受番号（受領証の番号）を入れてください。{TRACKING_CURE}"
        reader.fault("tracking_no", form.tracking_no, cure)
    return typed or None


def _court(reader: Reader, form: SendingForm, kind: LetterKind) -> str | None:
    """A paper for a court went to a court, and says which."""
    court = reader.short("court", form.court, MOST_SIGNS)
    if kind in COURT_PAPERS and (court is None or "裁判所" not in court):
        reader.fault("court", form.court, "申し立てた（訴えを提起した）裁判所の名称を入れてください。例 東京地方裁判所")
    return court


def _letter(reader: Reader, asked: Asked) -> LetterFact:
    if asked.letter is None:
        reader.fault("letter", asked.subject, "この書面はもう存在しません。画面を更新してください")
        raise Faults(reader.faults)
    return asked.letter
