"""What a platform or the court of a provisional disposition answers."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.answers.answer import Answer, Asked, NewObservation, NewStep
from models.answers.interim import InterimForm, court_step, is_interim, moved_to, no_day, read_interim
from models.answers.reading import Reader, WaitForm
from models.facts import platform_subject
from models.rules.progress.decisions import by_order
from models.rules.progress.papers import sent_at
from models.terms import LetterKind, LogKind, ObservationKind, Outcome, StepKind

MOST_ROWS = 200
NO_ROWS_CURE = "開示がない回答に行は入れられません。回答の内容を見直してください"


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


class PlatformAnswerForm(InterimForm):
    """プラットフォームの回答."""

    outcome: Literal[
        "disclosed",
        "partly",
        "refused",
        "no_record",
        "phone_or_email",
        "papers_requested",
        "answer_announced",
        "redirected",
        "letter_returned",
    ] = "disclosed"
    received: str = ""
    rows: list[DisclosedRow] = Field(default_factory=list)
    deleted_on: str = ""


class DispositionForm(WaitForm):
    """仮処分の進行."""

    event: Literal[
        "hearing_set",
        "papers_requested",
        "security_ordered",
        "transferred",
        "granted",
        "partly",
        "dismissed",
        "inadmissible",
        "settled",
        "withdrawn",
    ] = "hearing_set"
    happened: str = ""
    on: str = ""
    at: str = ""
    days: int = 0
    amount_yen: int = 0
    court: str = ""
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
    received = reader.happened("received", form.received)
    if is_interim(form.outcome):
        if form.rows:
            reader.fault("rows", len(form.rows), NO_ROWS_CURE)
        return read_interim(reader, form, form.outcome, received)
    outcome = Outcome(form.outcome)
    observations = tuple(
        _row(reader, f"rows[{number}]", row, outcome) for number, row in enumerate(form.rows[:MOST_ROWS], 1)
    )
    _rows_fit(reader, form, outcome)
    deleted = reader.past_day("deleted_on", form.deleted_on)
    note = no_day(reader, form)
    spent = reader.spent(form)
    reader.finish()
    answered = NewStep(
        kind=StepKind.PLATFORM_ANSWERED, subject=asked.subject, happened_at=received, outcome=outcome, note=note
    )
    steps = [answered]
    if deleted:
        steps.append(NewStep(kind=StepKind.POST_DELETED, subject=asked.subject, happened_at=received, on=deleted))
    return Answer(steps=tuple(steps), observations=observations, expenses=spent)


def _rows_fit(reader: Reader, form: PlatformAnswerForm, outcome: Outcome) -> None:
    gives = outcome in {Outcome.DISCLOSED, Outcome.PARTLY, Outcome.CONTACT_INSTEAD}
    if gives and not form.rows:
        reader.fault("rows", "", "開示された情報を1行以上入れてください")
    if not gives and form.rows:
        reader.fault("rows", len(form.rows), NO_ROWS_CURE)
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
    """Each step before the court is a fact of its own; the wait goes on until a decision.

    Where the order procedure was chosen, the decision is one of that procedure: other periods follow it.
    """
    reader = Reader(asked)
    reader.who(form)
    happened = reader.happened("happened", form.happened)
    is_hearing, ordered = form.event == "hearing_set", form.event == "security_ordered"
    on = reader.day("on", form.on, required=is_hearing)
    at = reader.hearing_clock("at", form.at, is_hearing=is_hearing)
    amount_yen = reader.yen("amount_yen", form.amount_yen, required=ordered, cure="担保決定の金額を入れてください")
    days = reader.whole("days", form.days)
    if days and not (ordered or form.event == "papers_requested"):
        reader.fault(
            "days", form.days, "日数があるのは security_ordered（担保決定）と papers_requested（補正）だけです"
        )
    court = moved_to(reader, form.event, form.court)
    spent = reader.spent(form)
    reader.finish()
    by_petition = StepKind.DISCLOSURE_ORDER_DECIDED if _in_order_case(asked) else StepKind.DISPOSITION_DECIDED
    kind, outcome = court_step(form.event, by_petition)
    step = NewStep(
        kind=kind,
        subject=asked.subject,
        happened_at=happened,
        outcome=outcome,
        on=on,
        at=at,
        amount_yen=amount_yen,
        days=days,
        court=court,
        court_case_no=form.court_case_no.strip() or None,
    )
    return Answer(steps=(step,), expenses=spent)


def _in_order_case(asked: Asked) -> bool:
    """Whether the petition before the court is for an order (Act art. 8), and none for a disposition was filed."""
    filed = sent_at(asked.facts, LetterKind.DISPOSITION_PETITION, asked.subject)
    return by_order(asked.facts, asked.subject) and filed is None


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
