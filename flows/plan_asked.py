"""Which plan was asked for: of a post, a case, or all open cases; words that do not go together are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows import case_plans, plan_document, plan_shown
from flows.planning import Typed, day_faults, plan_typed
from flows.typed_days import today
from models.answers.faults import Fault, Faults
from models.answers.moments import parse_day
from models.provisions import Law
from tasks.firm_law import firm_law
from tasks.settings import Settings
from tasks.wiring import services


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of the command; `typed` are those about a post, None where not typed."""

    ref: str | None
    open_cases: bool
    on: str | None
    typed: Mapping[str, str | None]


def answered(asked: Asked, *, as_json: bool) -> dict[str, Any] | str:
    """Return the plan as JSON or as text. Raises Faults with all that is wrong, NoSuchCase for an unknown reference."""
    faults = list(_faults(asked))
    if faults:
        raise Faults(faults)
    if asked.typed["--posted-at"] is not None:
        return _of_post(asked, firm_law(Settings()), as_json=as_json)
    on = parse_day(asked.on) if asked.on else today()
    return _of_cases(asked, on, as_json=as_json)


def _of_post(asked: Asked, law: Law, *, as_json: bool) -> dict[str, Any] | str:
    words = {option.removeprefix("--").replace("-", "_"): text for option, text in asked.typed.items()}
    posted_at = words.pop("posted_at") or ""
    plan = plan_typed(Typed(posted_at=posted_at, on=asked.on, **words), law, today())
    return plan_document.post_document(plan) if as_json else plan_shown.post_text(plan)


def _of_cases(asked: Asked, on: date, *, as_json: bool) -> dict[str, Any] | str:
    made = services()
    if asked.ref is not None:
        case = case_plans.plan_case(made, made.law, asked.ref, on)
        return case_plans.case_document(case, on) if as_json else case_plans.case_text(case, on)
    found = case_plans.open_document(case_plans.open_rows(made, made.law, on), on)
    return found if as_json else case_plans.open_text(found)


def _faults(asked: Asked) -> Iterator[Fault]:
    posted_at = asked.typed["--posted-at"]
    ways = {"REF": asked.ref, "--posted-at": posted_at, "--open": "--open" if asked.open_cases else None}
    chosen = {way: text for way, text in ways.items() if text is not None}
    if len(chosen) != 1:
        cure = "整理番号、--posted-at（まだ事件でない投稿）、--open（すべての事件）の一つだけを書いてください"
        yield Fault(field=" / ".join(chosen or ways), value=", ".join(chosen.values()), cure=cure)
    if posted_at is not None:
        return
    for option, text in asked.typed.items():
        if text is not None:
            yield Fault(field=option, value=text, cure="--posted-at と一緒に使います（事件の内容は記録から読みます）")
    yield from day_faults(asked.on)
