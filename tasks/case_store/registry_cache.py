"""What the registries said, kept by address range for any case to use again (whois.md §3)."""

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from models.tables import RegistryFindingRow, sealing
from tasks.case_store.engine import Store
from tasks.case_store.registry_turns import drop_lease, insert_new
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


def kept_for(store: Store, source: str, ip: str) -> KeptFindings | None:
    """What the registries at `source` said about the narrowest range around `ip`; None when nothing is kept.

    A miss counts only where no range is known; whether the findings are still good is not judged here.
    """
    with store.read() as session:
        own = session.exec(_kept().where(*_own(source, ip))).first()
        around = None if own and own[2] else session.exec(_nearest(source, ip)).first()
    found = around or own
    return _read(found[0], found[1]) if found else None


def end_question(store: Store, source: str, lease: str, kept: KeptFindings | None) -> None:
    """Give the lease of the question back and keep what it brought, when it may be kept; one transaction."""
    with store.write() as session:
        drop_lease(session, lease)
        if kept:
            _keep(session, source, kept)


def _kept() -> Select[str, datetime, bool]:
    row = RegistryFindingRow
    return select(col(row.content), col(row.fetched_at), col(row.hit))


def _own(source: str, ip: str) -> tuple[sa.ColumnElement[bool], ...]:
    return col(RegistryFindingRow.source) == source, col(RegistryFindingRow.address_index) == _index(ip)


def _nearest(source: str, ip: str) -> Select[str, datetime, bool]:
    """Of nested ranges the one that starts last is the narrowest; of those that start together the shortest."""
    row, address = RegistryFindingRow, ipaddress.ip_address(ip)
    key = _packed(int(address))
    around = (
        col(row.source) == source,
        col(row.version) == address.version,
        col(row.first) <= key,
        col(row.last) >= key,
    )
    return _kept().where(*around).order_by(col(row.first).desc(), col(row.last)).limit(1)


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
    session.exec(sa.delete(old).where(col(old.source) == source, sa.or_(*places)))
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
