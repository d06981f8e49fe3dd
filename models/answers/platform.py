"""What a platform or the court of a provisional disposition answers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.answers.answer import Answer, Asked, NewObservation, NewStep
from models.answers.reading import Reader, WaitForm
from models.facts import platform_subject
from models.terms import LogKind, ObservationKind, Outcome, StepKind

MOST_ROWS = 200
DISPOSITION_EVENTS = {"hearing_set": StepKind.HEARING_SET, "security_ordered": StepKind.SECURITY_ORDERED}


class DisclosedRow(BaseModel):
    """開示された1行."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    post_no: int = 1
    log_kind: LogKind = LogKind.POST
    ip: str = ""
    port: int = 0
    destination_ip: str = ""
    moment: str = ""
    phone: str = ""
    email: str = ""


class PlatformAnswerForm(WaitForm):
    """プラットフォームの回答."""

    outcome: Literal["disclosed", "partly", "refused", "no_record", "phone_or_email"] = "disclosed"
    received: str = ""
    rows: list[DisclosedRow] = Field(default_factory=list)
    deleted_on: str = ""


class DispositionForm(WaitForm):
    """仮処分の進行."""

    event: Literal["hearing_set", "security_ordered", "granted", "dismissed", "withdrawn"] = "hearing_set"
    happened: str = ""
    on: str = ""
    at: str = ""
    days: int = 0
    amount_yen: int = 0
    court_case_no: str = ""


class DepositForm(WaitForm):
    """担保の供託."""

    happened: str = ""
    amount_yen: int = 0
    deposit_no: str = ""


def read_platform(form: PlatformAnswerForm, asked: Asked) -> Answer:
    """Disclosed rows are checked line by line; nothing is believed if one line is wrong."""
    reader = Reader(asked)
    reader.who(form)
    outcome = Outcome(form.outcome)
    received = reader.happened("received", form.received)
    observations = tuple(
        _row(reader, f"rows[{number}]", row, outcome) for number, row in enumerate(form.rows[:MOST_ROWS], 1)
    )
    _rows_fit(reader, form, outcome)
    deleted = reader.past_day("deleted_on", form.deleted_on)
    spent = reader.spent(form)
    reader.finish()
    steps = [NewStep(kind=StepKind.PLATFORM_ANSWERED, subject=asked.subject, happened_at=received, outcome=outcome)]
    if deleted:
        steps.append(NewStep(kind=StepKind.POST_DELETED, subject=asked.subject, happened_at=received, on=deleted))
    return Answer(steps=tuple(steps), observations=observations, expenses=spent)


def _rows_fit(reader: Reader, form: PlatformAnswerForm, outcome: Outcome) -> None:
    gives = outcome in {Outcome.DISCLOSED, Outcome.PARTLY, Outcome.CONTACT_INSTEAD}
    if gives and not form.rows:
        reader.fault("rows", "", "開示された情報を1行以上入れてください")
    if not gives and form.rows:
        reader.fault("rows", len(form.rows), "開示がない回答に行は入れられません。回答の内容を見直してください")
    if len(form.rows) > MOST_ROWS:
        reader.fault("rows", len(form.rows), f"{MOST_ROWS}行までです。残りは次の回答として入れてください")
    wanted = {p.no for p in reader.asked.facts.posts if platform_subject(p.platform) == reader.asked.subject}
    missing = wanted - {row.post_no for row in form.rows}
    if outcome is Outcome.DISCLOSED and form.rows and missing:
        shown = ", ".join(str(number) for number in sorted(missing))
        reader.fault("outcome", form.outcome, f"投稿番号 {shown} の行がありません。一部の開示なら partly です")


def _row(reader: Reader, place: str, row: DisclosedRow, outcome: Outcome) -> NewObservation:
    posts = {p.no for p in reader.asked.facts.posts if platform_subject(p.platform) == reader.asked.subject}
    if row.post_no not in posts:
        reader.fault(f"{place}.post_no", row.post_no, f"この相手の投稿番号は {sorted(posts)} です")
    given = [name for name in ("ip", "phone", "email") if getattr(row, name).strip()]
    if len(given) != 1:
        reader.fault(place, ", ".join(given), "IP・電話番号・メールのどれか一つだけを入れてください")
        return NewObservation(post_no=row.post_no, kind=ObservationKind.IP, log_kind=row.log_kind)
    if given == ["ip"]:
        return _ip_row(reader, place, row)
    if outcome not in {Outcome.CONTACT_INSTEAD, Outcome.PARTLY}:
        reader.fault(f"{place}.{given[0]}", "", "電話番号やメールの開示は phone_or_email です")
    return _contact_row(reader, place, row, given[0])


def _ip_row(reader: Reader, place: str, row: DisclosedRow) -> NewObservation:
    source = reader.address(f"{place}.ip", row.ip)
    destination = reader.address(f"{place}.destination_ip", row.destination_ip) if row.destination_ip.strip() else None
    if not 0 <= row.port < 65536:  # noqa: PLR2004 (16-bit port)
        reader.fault(f"{place}.port", row.port, "1～65535 です（開示がなければ 0）")
    if row.port and source.port not in {None, row.port}:
        reader.fault(f"{place}.port", row.port, f"IP の欄のポート {source.port} と違います")
    return NewObservation(
        post_no=row.post_no,
        kind=ObservationKind.IP,
        log_kind=row.log_kind,
        ip=source.ip,
        port=row.port or source.port,
        destination_ip=destination.ip if destination else None,
        observed_at=reader.log_moment(f"{place}.moment", row.moment),
        as_written=row.moment,
    )


def _contact_row(reader: Reader, place: str, row: DisclosedRow, given: str) -> NewObservation:
    value = reader.text(f"{place}.{given}", getattr(row, given))
    if given == "email" and "@" not in value:
        reader.fault(f"{place}.email", value, "メールアドレスとして読めません")
    if given == "phone" and sum(sign.isdigit() for sign in value) < 9:  # noqa: PLR2004 (shortest Japanese number)
        reader.fault(f"{place}.phone", value, "電話番号として読めません")
    return NewObservation(
        post_no=row.post_no,
        kind=ObservationKind(given),
        log_kind=row.log_kind,
        phone=value if given == "phone" else None,
        email=value if given == "email" else None,
        observed_at=reader.log_moment(f"{place}.moment", row.moment) if row.moment.strip() else None,
        as_written=row.moment,
    )


def read_disposition(form: DispositionForm, asked: Asked) -> Answer:
    """Each step before the court is a fact of its own; the wait goes on until a decision."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    needs_day = form.event == "hearing_set"
    on = reader.day("on", form.on, required=needs_day)
    at = reader.hearing_clock("at", form.at, is_hearing=needs_day)
    ordered = form.event == "security_ordered"
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=ordered, cure="担保決定の金額を入れてください")
    days = reader.whole("days", form.days)
    if days and not ordered:
        reader.fault("days", form.days, "日数があるのは security_ordered だけです")
    spent = reader.spent(form)
    reader.finish()
    kind = DISPOSITION_EVENTS.get(form.event, StepKind.DISPOSITION_DECIDED)
    outcome = Outcome.NONE if form.event in DISPOSITION_EVENTS else Outcome(form.event)
    step = NewStep(
        kind=kind,
        subject=asked.subject,
        happened_at=happened,
        outcome=outcome,
        on=on,
        at=at,
        amount_yen=amount_yen,
        days=days,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(steps=(step,), expenses=spent)


def read_deposit(form: DepositForm, asked: Asked) -> Answer:
    """The deposit is made at a real moment, with its number."""
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    reader.text("deposit_no", form.deposit_no, cure="供託番号を入れてください")
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=True, cure="供託した金額を入れてください")
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(kind=StepKind.SECURITY_DEPOSITED, subject=asked.subject, happened_at=happened, amount_yen=amount_yen)
    return Answer(steps=(step,), expenses=spent)
