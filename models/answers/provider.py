"""Who holds the log, by a person's word; and what the holder says about keeping it."""

from datetime import datetime
from typing import Final, Literal

from models.answers.answer import Answer, Asked, NewHop, NewStep
from models.answers.attorneys import Attorney, attorney_named
from models.answers.interim import InterimForm, is_interim, no_day, read_interim
from models.answers.reading import Reader, WaitForm
from models.rules.chains import open_wholesalers
from models.rules.log_fates import KEPT
from models.rules.progress.plan import japan_day
from models.terms import Outcome, ProviderCategory, StepKind

END_CURE: Final = "保存期限の日付がなく「手続が終わるまで保存する」と書面で回答されたときだけ印を付けてください"
HOSTING_CURE: Final = (
    "接続回線でない事業者（ホスティング・VPN など）です。"
    "求めると判断した担当弁護士または監督弁護士の氏名を正確に入れてください"
)


class ProviderForm(WaitForm):
    """プロバイダの確認."""

    provider: str = ""
    basis: str = ""
    attorney: str = ""


class PreservationForm(InterimForm):
    """ログ保存要請への回答."""

    outcome: Literal[
        "kept",
        "ordered",
        "refused",
        "no_such_log",
        "another_provider",
        "arrived",
        "papers_requested",
        "answer_announced",
        "letter_returned",
    ] = "kept"
    received: str = ""
    kept_until: str = ""
    until_the_end: bool = False
    in_writing: bool = False
    other_provider: str = ""


def read_provider(form: ProviderForm, asked: Asked) -> Answer:
    """A person names the holder: it must have a profile, and a reason is kept."""
    reader = Reader(asked)
    reader.who(form)
    reader.text("basis", form.basis, cure="判断の根拠を書いてください")
    observation_id = int(asked.subject.rpartition(":")[2])
    known_provider(reader, "provider", form.provider)
    _new_in_chain(reader, "provider", form.provider, {observation_id})
    counsel_decides(reader, "attorney", form.provider, form.attorney, asked.attorneys)
    spent = reader.spent(form)
    reader.finish()
    hops = tuple(
        _hop(asked, found, form.provider, "staff", below=_wholesaler(asked, found), basis=form.basis.strip())
        for found in _same_value(asked, observation_id)
    )
    step = NewStep(
        kind=StepKind.PROVIDER_IDENTIFIED,
        subject=asked.subject,
        happened_at=asked.now,
        outcome=Outcome.IDENTIFIED,
    )
    return Answer(hops=hops, steps=(step,), expenses=spent)


def counsel_decides(reader: Reader, name: str, provider: str, decided_by: str, attorneys: tuple[Attorney, ...]) -> None:
    """Fault unless an attorney of the case decided to ask a company that rents out servers: it has no access line."""
    profile = reader.asked.law.providers.get(provider)
    if profile and profile.category is ProviderCategory.HOSTING and attorney_named(attorneys, decided_by) is None:
        reader.fault(name, decided_by, HOSTING_CURE)


def _wholesaler(asked: Asked, observation_id: int) -> int | None:
    """The VNE at the end of the chain, which named the provider."""
    return next((hop.id for hop in open_wholesalers(asked.facts, observation_id)), None)


def _same_value(asked: Asked, observation_id: int) -> list[int]:
    """This observation and those of the same value (one phone number under two posts) that have no provider yet."""
    known = {hop.observation_id for hop in asked.facts.hops}
    group = next((o.value_group for o in asked.facts.observations if o.id == observation_id), 0)
    others = [o.id for o in asked.facts.observations if group and o.value_group == group and o.id not in known]
    return sorted({observation_id, *others})


def read_preservation(form: PreservationForm, asked: Asked) -> Answer:
    """Only a written date counts as kept; another provider becomes the next hop of every log line."""
    reader = Reader(asked)
    reader.who(form)
    received = reader.happened("received", form.received)
    if form.outcome == "arrived":
        return _arrived(reader, form, received)
    if is_interim(form.outcome):
        _no_kept_until(reader, form)
        return read_interim(reader, form, form.outcome, received)
    outcome = Outcome(form.outcome)
    kept = outcome is Outcome.KEPT
    dated = kept and not form.until_the_end
    until = reader.day("kept_until", form.kept_until, required=dated, after=japan_day(received) if kept else None)
    if form.until_the_end and (not kept or form.kept_until.strip()):
        reader.fault("until_the_end", "はい", END_CURE)
    if kept and not form.in_writing:
        reader.fault("in_writing", "いいえ", "口頭の回答は保存になりません。書面を受け取ってから記録してください")
    names_another = outcome is Outcome.ANOTHER_PROVIDER or (outcome in KEPT and bool(form.other_provider.strip()))
    if names_another:
        next_provider(reader, "other_provider", form.other_provider)
    if until and outcome not in {Outcome.KEPT, Outcome.ORDERED}:
        reader.fault(
            "kept_until", form.kept_until, "保存期限があるのは kept か ordered だけです。回答の内容を見直してください"
        )
    note = no_day(reader, form)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(
        kind=StepKind.PRESERVATION_ANSWERED,
        subject=asked.subject,
        happened_at=received,
        outcome=outcome,
        on=until,
        note=note,
    )
    hops = lower_hops(asked, form.other_provider) if names_another else ()
    return Answer(steps=(step,), hops=hops, expenses=spent)


def _arrived(reader: Reader, form: PreservationForm, received: datetime) -> Answer:
    """The letter reached the holder; its answer is still waited for."""
    _no_kept_until(reader, form)
    spent = reader.spent(form)
    reader.finish()
    step = NewStep(kind=StepKind.LETTER_ARRIVED, subject=reader.asked.subject, happened_at=received)
    return Answer(steps=(step,), expenses=spent)


def _no_kept_until(reader: Reader, form: PreservationForm) -> None:
    if form.kept_until.strip():
        reader.fault(
            "kept_until", form.kept_until, "到着の記録に保存期限は入れられません。回答が来たら kept で入れてください"
        )


def lower_hops(asked: Asked, provider: str) -> tuple[NewHop, ...]:
    """The next hop for every observation of the holder that was asked."""
    holder_no = int(asked.subject.rpartition(":")[2])
    asked_hops = {hop.observation_id: hop for hop in asked.facts.hops_of_holder(holder_no)}
    return tuple(_hop(asked, line, provider, "holder", below=asked_hops[line].id) for line in sorted(asked_hops))


def known_provider(reader: Reader, name: str, key: str) -> None:
    """Fault unless `key` names a provider profile."""
    if key not in reader.asked.law.providers:
        known = ", ".join(sorted(reader.asked.law.providers))
        reader.fault(
            name,
            key,
            f"プロファイルにありません。KAIJI_HOME/profiles/providers に追加するか、次から選んでください: {known}",
        )


def next_provider(reader: Reader, name: str, key: str) -> None:
    """Fault unless `key` names a profile and is new in the chain of each line asked: a chain never turns back."""
    known_provider(reader, name, key)
    holder_no = int(reader.asked.subject.rpartition(":")[2])
    _new_in_chain(reader, name, key, {hop.observation_id for hop in reader.asked.facts.hops_of_holder(holder_no)})


def _new_in_chain(reader: Reader, name: str, key: str, lines: set[int]) -> None:
    if any(hop.provider == key for hop in reader.asked.facts.hops if hop.observation_id in lines):
        reader.fault(name, key, "この通信の経路に既にあるプロバイダです。回答書を確認してください")


def _hop(
    asked: Asked, observation_id: int, provider: str, source: str, *, below: int | None = None, basis: str = ""
) -> NewHop:
    return NewHop(
        observation_id=observation_id,
        provider=provider,
        category=asked.law.provider(provider).category,
        source=source,
        below=below,
        basis=basis,
    )
