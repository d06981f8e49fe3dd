"""What the registries said, kept by address range for any case to use again (whois.md §3)."""

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session, col

from models.tables import RegistryFindingRow, sealing
from tasks.case_store.engine import Store
from tasks.case_store.registry_turns import BLINDLY, drop_lease, insert_new
from tasks.registry.findings import Findings

_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class KeptFindings:
    """Findings with the address that was asked, and when."""

    asked: str = field(repr=False)
    findings: Findings
    fetched_at: datetime


class _Content(BaseModel):
    """What the sealed cell holds."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", hide_input_in_errors=True)

    asked: str
    findings: Findings


def _statements() -> sa.CompoundSelect[tuple[bool, bool, str, datetime]]:
    """About the address itself, then the narrowest range around it; built once, because it runs for each address.

    Of nested ranges the one that starts last is the narrowest; of those that start together the shortest.
    """
    row = sa.inspect(RegistryFindingRow).local_table.c
    found = sa.select(row.address_index.is_(None).label("is_range"), row.hit, row.content, row.fetched_at)
    here = found.where(row.source == sa.bindparam("source"))
    own = here.where(row.address_index == sa.bindparam("address_index"))
    key = sa.bindparam("key", type_=sa.LargeBinary)
    around = here.where(row.version == sa.bindparam("version"), row.first <= key, row.last >= key)
    nearest = around.order_by(row.first.desc(), row.last).limit(1).subquery()
    return own.union_all(sa.select(nearest))


_FOR_ADDRESS = _statements()


def kept_for(store: Store, source: str, ip: str) -> KeptFindings | None:
    """What the registries at `source` said about the narrowest range around `ip`; None when nothing is kept.

    A miss counts only where no range is known; whether the findings are still good is not judged here.
    """
    address = ipaddress.ip_address(ip)
    sought = {"source": source, "address_index": _index(ip), "version": address.version, "key": _packed(int(address))}
    with store.engine.connect().execution_options(readonly=True) as connection:
        rows = connection.execute(_FOR_ADDRESS, sought).all()
    hits = sorted((row for row in rows if row.hit), key=lambda row: row.is_range)
    found = next(iter([*hits, *rows]), None)
    return _read(found.content, found.fetched_at) if found else None


def end_question(store: Store, source: str, lease: str, kept: KeptFindings | None) -> None:
    """Give the lease of the question back and keep what it brought, when it may be kept; one transaction."""
    with store.write_lightly() as session:
        drop_lease(session, lease)
        if kept:
            _keep(session, source, kept)


def _read(content: str, fetched_at: datetime) -> KeptFindings | None:
    """None when an older version of the program wrote it: it is asked for again."""
    try:
        found = _Content.model_validate_json(content)
    except ValidationError:
        return None
    return KeptFindings(asked=found.asked, findings=found.findings, fetched_at=fetched_at)


def _keep(session: Session, source: str, kept: KeptFindings) -> None:
    """Put the findings in the place of older ones about the same range, and of a miss of the address."""
    new = _row(source, kept)
    old = RegistryFindingRow
    places = [col(old.address_index) == _index(kept.asked)]
    if new.first is not None:
        same = (col(old.version) == new.version, col(old.first) == new.first, col(old.last) == new.last)
        places.append(sa.and_(*same))
    session.exec(sa.delete(old).where(col(old.source) == source, sa.or_(*places)), execution_options=BLINDLY)
    insert_new(session, new)


def _row(source: str, kept: KeptFindings) -> RegistryFindingRow:
    """By the range of the narrowest record; by the address's blind index where a range would tell the address."""
    block = kept.findings.records[0].block if kept.findings.records else None
    row = RegistryFindingRow(
        source=source,
        version=ipaddress.ip_address(kept.asked).version,
        hit=block is not None,
        content=_Content(asked=kept.asked, findings=kept.findings).model_dump_json(),
        fetched_at=kept.fetched_at,
    )
    if block is None or block.first == block.last:
        row.address_index = _index(kept.asked)
    else:
        row.first, row.last = _packed(block.first), _packed(block.last)
    return row


def _index(ip: str) -> str:
    return sealing.ring().blind(ip)


def _packed(address: int) -> bytes:
    return address.to_bytes(_BYTES, "big")
