"""Releasing and sending a letter: an attorney's name, then the real moment, channel and proof."""

from typing import Literal

from pydantic import Field

from models.answers.answer import Answer, Asked, LetterChange, NewStep
from models.answers.faults import Faults
from models.answers.reading import Form, Reader
from models.facts import LetterFact
from models.rules.progress.plan import japan_day
from models.terms import Channel, LetterKind, LetterState, StepKind

BY_FORM = {LetterKind.DISCLOSURE_REQUEST, LetterKind.CHASE_UP}


class ReleaseForm(Form):
    """書面の確認・発信許可."""

    decision: Literal["release", "return", "by_disposition"] = Field(
        default="release",
        title="判断",
        description="release = このまま発信してよい / return = 草案に戻す（作り直し） / "
        "by_disposition = 書式による請求をやめて仮処分で進める（プラットフォームへの請求書・催促書のとき）",
    )
    attorney: str = Field(
        default="",
        title="弁護士名",
        description="release のとき必須。この事件の弁護士の氏名。発信はこの名でだけ許されます",
    )


class SendingForm(Form):
    """書面の発送・申立て."""

    sent: str = Field(
        default="",
        title="発送・申立ての日時",
        description="必須。実際に出した日時（例 2026-07-01 14:30 JST、または日付だけ）",
    )
    channel: Channel = Field(
        default=Channel.POST,
        title="方法",
        description="web_form = ウェブフォーム / post = 郵便 / certified_post = 内容証明 / email = メール / "
        "e_filing = 電子申立て / counter = 窓口",
    )
    proof: str = Field(default="", title="証拠", description="必須。引受番号・受付番号・送信控えなど")
    court: str = Field(default="", title="裁判所（申立て・訴えのとき）")
    court_case_no: str = Field(default="", title="事件番号（わかっていれば）")


def read_release(form: ReleaseForm, asked: Asked) -> Answer:
    """Only a named attorney of this case releases."""
    reader = Reader(asked)
    reader.who(form)
    letter = _letter(reader, asked)
    if form.decision == "release" and form.attorney.strip() not in asked.attorneys:
        reader.fault("attorney", form.attorney, "この事件の担当弁護士または監督弁護士の氏名を正確に入れてください")
    if form.decision == "by_disposition" and letter.kind not in BY_FORM:
        reader.fault("decision", form.decision, "仮処分に切り替えられるのは、プラットフォームへの請求書と催促書です")
    spent = reader.spent(form)
    reader.finish()
    if form.decision != "release":
        route = NewStep(kind=StepKind.ROUTE_CHOSEN, subject=letter.subject, happened_at=asked.now)
        steps = (route,) if form.decision == "by_disposition" else ()
        return Answer(letter=LetterChange(letter_id=letter.id, state=LetterState.VOID), steps=steps, expenses=spent)
    change = LetterChange(letter_id=letter.id, state=LetterState.RELEASED, released_by=form.attorney.strip())
    return Answer(letter=change, expenses=spent)


def read_sending(form: SendingForm, asked: Asked) -> Answer:
    """The clock starts at the real sending, never before the release."""
    reader = Reader(asked)
    reader.who(form)
    letter = _letter(reader, asked)
    sent_at = reader.happened("sent", form.sent)
    if letter.released_at and japan_day(sent_at) < japan_day(letter.released_at):
        reader.fault("sent", form.sent, "弁護士の発信許可より前の日付です")
    proof = reader.text("proof", form.proof, cure="引受番号・受付番号・送信控えなどを入れてください")
    spent = reader.spent(form)
    reader.finish()
    change = LetterChange(
        letter_id=letter.id, state=LetterState.SENT, sent_at=sent_at, channel=form.channel, proof=proof
    )
    step = NewStep(
        kind=StepKind.LETTER_SENT,
        subject=letter.subject,
        happened_at=sent_at,
        court=form.court.strip() or None,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(letter=change, steps=(step,), expenses=spent)


def _letter(reader: Reader, asked: Asked) -> LetterFact:
    if asked.letter is None:
        reader.fault("letter", asked.subject, "この書面はもう存在しません。画面を更新してください")
        raise Faults(reader.faults)
    return asked.letter
