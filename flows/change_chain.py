"""`change-chain`: add to a provider chain, set a candidate beside a hop, or put one right, on this run's own page."""

from collections.abc import Iterator
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.asking import Page, Typed, keep_asking, tag
from flows.briefing import subject_label
from flows.checked_form import checked, under
from flows.done_page import done
from flows.faults import kept_out
from flows.shown_form import Choice
from models.answers.chain_change import ChainAct, ChainForm
from models.answers.doors import ChainPageForm
from models.answers.faults import Fault, Faults
from models.facts import CaseFacts
from models.rules.chains import hops_of
from tasks.case_store.chaining import ChainDone
from tasks.case_store.chaining import change_chain as change
from tasks.case_store.position import view_case
from tasks.wiring import Services, services
from tasks.words import word

FIELDS = {"by": "entered_by", "case": "at", **{act.value: "at" for act in ChainAct}}


@flow(name="change-chain", flow_run_name="chain-{case_id}", retries=0, persist_result=False)
def change_chain_flow(case_id: str) -> State[Any]:
    """Ask on this run's own page what is wrong with a provider chain, and change it.

    Args:
        case_id: 事件の整理番号（例 2026-0042）
    """
    with kept_out():
        return _ask(services(), case_id)


def _ask(made: Services, case_id: str) -> State[Any]:
    tag(case_id, "change-chain")
    language = made.settings.language
    facts = view_case(made.store, made.law, case_id, made.clock.now()).facts
    places = list(_places(made, facts, language))
    providers = sorted((Choice(key=key, said=item.name) for key, item in made.law.providers.items()), key=_said)
    listed = "\n".join(f"- {place.said}" for place in places) or word("sheet", "none", language)
    title = f"{case_id} {word('door', 'change-chain', language)}"
    page = Page(
        name=word("page", "chain_asked", language),
        form=ChainPageForm,
        briefing="\n\n".join((f"**{title}**", word("page", "chain", language), listed)),
        message=title,
        choices={"at": places, "provider": providers},
    )
    said: list[str] = []
    keep_asking("chain", page, lambda typed: _change(made, case_id, typed, said))
    return done(case_id, word("page", "chain_done", language), said, language)


def _said(choice: Choice) -> str:
    return choice.said


def _places(made: Services, facts: CaseFacts, language: str) -> Iterator[Choice]:
    """Every communication, and below it its hops."""
    for line in facts.observations:
        whose = word("sheet", "line", language).format(line=line.id, post=facts.post(line.post_id).no)
        yield Choice(key=f"observation:{line.id}", said=whose)
        for hop in hops_of(facts, line.id):
            profile = made.law.providers.get(hop.provider)
            name = profile.name if profile else hop.provider
            yield Choice(key=str(hop.id), said=f"{whose} {word('page', 'hop', language).format(hop=hop.id)} {name}")


def _change(made: Services, case_id: str, typed: Typed, said: list[str]) -> str:
    form = checked(ChainPageForm, typed)
    if form.act not in tuple(ChainAct):
        raise Faults([Fault(field="act", value=form.act, cure="直し方を選んでください")])
    asked = ChainForm(
        act=ChainAct(form.act), at=form.at, provider=form.provider, basis=form.basis, entered_by=form.entered_by
    )
    now = made.clock.now()
    changed = under(FIELDS, lambda: change(made.store, made.law, case_id, asked, now))
    facts = view_case(made.store, made.law, case_id, now).facts
    said[:] = _lines(changed, facts, made.settings.language)
    return f"{changed.act}: hop {changed.hop or '-'}"


def _lines(changed: ChainDone, facts: CaseFacts, language: str) -> list[str]:
    """What was done, and what became of the papers to a wrong holder."""

    def told(key: str, **values: object) -> str:
        return word("page", key, language).format(**values)

    lines = [word("event", f"chain_{changed.act.value}", language)]
    if changed.hop:
        lines.append(told("chain_new", hop=changed.hop))
    if changed.wrong:
        kept = "chain_superseded" if changed.superseded else "chain_passed_on"
        lines.append(told(kept, wrong=changed.wrong))
    for key, names in (("void", changed.void), ("released", changed.released), ("sent", changed.sent)):
        lines += [told(f"chain_{key}", letter=subject_label(name, facts)) for name in names]
    return lines
