"""A chain split, added to and corrected on SQLite and on PostgreSQL."""

from models.answers.chain_change import ChainAct, ChainForm
from tasks.case_store.chain_list import list_chains
from tasks.case_store.chaining import change_chain
from tasks.wiring import Services
from tests.tasks.case_store.cases import STAFF, disclosed, work


def change(made: Services, ref: str, act: ChainAct, at: int, provider: str) -> None:
    form = ChainForm(act=act, at=str(at), provider=provider, basis="回答書（架空）", entered_by=STAFF)
    change_chain(made.store, made.law, ref, form, made.clock.now())
    work(made, ref)


def test_a_chain_on_both_databases(services: Services) -> None:
    ref = disclosed(services)
    first = list_chains(services.store, services.law, ref).facts.hops[0]
    change(services, ref, ChainAct.ADD, first.observation_id, "iij")
    change(services, ref, ChainAct.SPLIT, first.id, "softbank")
    change(services, ref, ChainAct.CORRECT, first.id, "kddi")
    listed = list_chains(services.store, services.law, ref)
    live = {hop.provider: hop for hop in listed.facts.hops if hop.observation_id == first.observation_id}
    assert {key: hop.position for key, hop in live.items()} == {"iij": 2, "softbank": 1, "kddi": 1}
    assert live["iij"].parent == live["kddi"].id
    gone = [hop for hop in listed.hops if hop.superseded_at]
    assert [(hop.id, hop.superseded_because) for hop in gone] == [(first.id, "回答書（架空）")]
