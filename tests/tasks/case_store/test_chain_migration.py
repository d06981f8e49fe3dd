"""Chains recorded before hops knew what they stand below keep their order through the migration, on both databases."""

import sqlalchemy as sa
from alembic import command

from models.answers.chain_change import ChainAct, ChainForm
from tasks.case_store.chain_list import list_chains
from tasks.case_store.chaining import change_chain
from tasks.case_store.engine import migration_config, upgrade
from tasks.wiring import Services
from tests.tasks.case_store.cases import STAFF, disclosed

HOPS = "SELECT provider, position FROM provider_hop ORDER BY id"


def change(made: Services, ref: str, act: ChainAct, at: int, provider: str) -> None:
    form = ChainForm(act=act, at=str(at), provider=provider, basis="回答書（架空）", entered_by=STAFF)
    change_chain(made.store, made.law, ref, form, made.clock.now())


def test_a_chain_goes_down_and_comes_up_again(services: Services) -> None:
    ref = disclosed(services)
    first = list_chains(services.store, services.law, ref).facts.hops[0]
    change(services, ref, ChainAct.ADD, first.observation_id, "iij")
    change(services, ref, ChainAct.SPLIT, first.id, "softbank")
    with services.store.engine.connect() as connection, connection.begin():
        command.downgrade(migration_config(connection), "0003")
        kept = [tuple(row) for row in connection.execute(sa.text(HOPS))]
    assert kept == [("sample_mobile", 1), ("sample_fibre", 1), ("iij", 2)]
    upgrade(services.store)
    hops = {hop.provider: hop for hop in list_chains(services.store, services.law, ref).facts.hops}
    assert (hops["iij"].parent, hops["sample_mobile"].parent) == (first.id, None)
