"""Delivering what is due: claim, compose, send, record the proof. At least once, always with the same Message-ID."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from enum import Enum, auto
from math import ceil
from typing import TypeVar

from models.rules.progress.plan import japan_day
from models.terms import OfficeTaskKind
from tasks.case_store.office_tasks import open_task
from tasks.case_store.outbox import DueNotice, claim_notices, leaving_ids
from tasks.case_store.outcomes import give_back, mark_failed, mark_sent, put_off
from tasks.fault_log import note_fault
from tasks.mail import message_id, reply_code
from tasks.notice_mail import notice_mail
from tasks.ports import FateUnknown, Refused, ServiceRefused, Unavailable, Unreached
from tasks.wiring import Services

CLAIMS_EACH = 4  # in one transaction, for each connection
MAILS_EACH = 20  # fewer need no second connection: what is on its way when a process is killed comes again
LONGEST_SENDING = timedelta(minutes=6)  # two tries with all their timeouts; a claim must outlive it
SECOND_TRY_SECONDS = 0.2
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """How many notices left, will be tried again, were refused for good, or wait unclaimed for the next sweep."""

    sent: int = 0
    put_off: int = 0
    refused: int = 0
    left: int = 0


class _End(Enum):
    SENT = auto()
    PUT_OFF = auto()
    REFUSED = auto()
    LEFT = auto()


async def deliver_due(made: Services, but_of: Collection[str] = ()) -> Delivered:
    """Send what is due, but of those cases, over the mailer's few connections; each notice is recorded for itself.

    Never raises for a notice. When nothing gets through for any of them, the rest is left to the next sweep.
    """
    due = leaving_ids(made.store, made.law, made.clock.now(), but_of=but_of)
    if not due:
        return Delivered()
    with ThreadPoolExecutor(1, "kaiji-outbox") as database, ThreadPoolExecutor(1, "kaiji-composing") as composing:
        delivery = _Delivery(made, due, database, composing)
        async with made.mailer.session():
            await asyncio.gather(*(delivery.work() for _ in range(delivery.workers)))
        await delivery.tell_of_no_service()
    return delivery.result()


class _Delivery:
    """One round: workers, one for each connection, take claimed notices in turn.

    The database has one thread (its writers would wait for each other anyway), composing another.
    """

    def __init__(
        self, made: Services, due: Collection[int], database: ThreadPoolExecutor, composing: ThreadPoolExecutor
    ) -> None:
        self._made, self._database, self._composing = made, database, composing
        self._due, self._ready = deque(due), deque[DueNotice]()
        self.workers = min(made.settings.notices.connections, ceil(len(due) / MAILS_EACH))
        self._turn, self._proving = asyncio.Lock(), asyncio.Lock()
        self._proofs, self._proved = dict[int, str](), dict[int, _End]()
        self._ends = Counter[_End]()
        self._silences = 0
        self._no_service: ServiceRefused | None = None

    def result(self) -> Delivered:
        ends = self._ends
        return Delivered(
            sent=ends[_End.SENT],
            put_off=ends[_End.PUT_OFF],
            refused=ends[_End.REFUSED],
            left=ends[_End.LEFT] + len(self._due),
        )

    async def work(self) -> None:
        """Deliver one notice after the other until none is left."""
        while notice := await self._next():
            self._ends[await self._one(notice)] += 1

    async def _next(self) -> DueNotice | None:
        async with self._turn:
            while not self._ready and self._due and not self._is_silent():
                most = CLAIMS_EACH * self.workers
                self._ready.extend(await self._claim([self._due.popleft() for _ in range(min(most, len(self._due)))]))
            return self._ready.popleft() if self._ready else None

    def _is_silent(self) -> bool:
        """Whether nothing gets through for anybody."""
        return self._silences >= 2 * self.workers

    async def _claim(self, batch: list[int]) -> list[DueNotice]:
        made = self._made
        try:
            return await self._in_database(
                lambda: claim_notices(made.store, batch, self._stamp, now=made.clock.now(), wall=made.wall.now())
            )
        except Exception as fault:  # noqa: BLE001 (what one row cannot do must not keep the others back)
            if len(batch) > 1:
                return [claimed for each in batch for claimed in await self._claim([each])]
            note_fault(made.settings.root, fault)
            self._ends[_End.LEFT] += 1
            return []

    def _stamp(self, dedupe: str) -> tuple[str, str]:
        key = self._made.mail_key
        return message_id(key, dedupe, self._made.settings.firm.mail_domain), reply_code(key, dedupe)

    async def _one(self, notice: DueNotice) -> _End:
        made = self._made
        if self._is_silent() or made.wall.now() > notice.claimed_until - LONGEST_SENDING:
            return await self._record(lambda: give_back(made.store, notice.id), _End.LEFT)
        try:
            mail = await asyncio.get_running_loop().run_in_executor(self._composing, notice_mail, made, notice)
            proof = await self._send(mail)
        except Exception as fault:  # noqa: BLE001 (one notice's failure never stops the others)
            return await self._note_failure(notice, fault)
        self._silences = 0
        return await self._prove(notice.id, proof)

    async def _prove(self, notice_id: int, proof: str) -> _End:
        """Record it at once; what was accepted while the database was busy is recorded together as soon as it is free.

        So each waits for one transaction of others at most. One that cannot be recorded keeps no other back.
        """
        self._proofs[notice_id] = proof
        async with self._proving:
            if notice_id in self._proofs:
                proofs, self._proofs = self._proofs, {}
                self._proved |= await self._record_proofs(proofs)
        return self._proved.pop(notice_id)

    async def _record_proofs(self, proofs: Mapping[int, str]) -> dict[int, _End]:
        made = self._made
        end = await self._record(lambda: mark_sent(made.store, proofs, made.law, made.clock.now()), _End.SENT)
        if end is _End.SENT or len(proofs) == 1:
            return dict.fromkeys(proofs, end)
        return {key: (await self._record_proofs({key: proof}))[key] for key, proof in proofs.items()}

    async def _send(self, mail: EmailMessage) -> str:
        """A connection that could not be had, or was lost before the text left, is tried once more at once."""
        try:
            return await self._made.mailer.send(mail)
        except Unreached:
            await asyncio.sleep(SECOND_TRY_SECONDS)
            return await self._made.mailer.send(mail)

    async def _note_failure(self, notice: DueNotice, fault: Exception) -> _End:
        made, now = self._made, self._made.clock.now()
        concerns_all = isinstance(fault, Unreached | FateUnknown | ServiceRefused)
        self._silences = self._silences + 1 if concerns_all else 0
        if isinstance(fault, ServiceRefused):
            self._no_service = fault
        said = _without_person(fault, notice)
        if isinstance(fault, Refused | ValueError) and not concerns_all:
            return await self._record(lambda: mark_failed(made.store, notice.id, said, now), _End.REFUSED)
        if not isinstance(fault, Unavailable | Refused):
            said = note_fault(made.settings.root, fault)
        unknown = isinstance(fault, FateUnknown)
        return await self._record(lambda: put_off(made.store, notice.id, said, now, unknown=unknown), _End.PUT_OFF)

    async def _record(self, change: Callable[[], bool | None], end: _End) -> _End:
        """Write what became of a notice; where even that fails, its claim stays and ends with its lease."""
        try:
            failed = await self._in_database(change) is False
        except Exception as fault:  # noqa: BLE001 (the others are recorded whatever became of this one)
            note_fault(self._made.settings.root, fault)
            return _End.LEFT
        return _End.REFUSED if failed else end

    async def tell_of_no_service(self) -> None:
        """The mail system takes nothing from the firm, for a reason that a person must mend: one task a day."""
        if self._no_service is None:
            return
        made, now, said = self._made, self._made.clock.now(), str(self._no_service)

        def tell() -> None:
            with made.store.write() as session:
                open_task(session, OfficeTaskKind.REFUSED, dedupe=f"relay:{japan_day(now)}", said=said, now=now)

        await self._record(tell, _End.LEFT)

    async def _in_database(self, change: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._database, change)


def _without_person(fault: Exception, notice: DueNotice) -> str:
    """What was said, without the recipient's address or name."""
    said = str(fault)
    for personal in filter(None, (notice.email, notice.name)):
        said = said.replace(personal, "<recipient>")
    return said
