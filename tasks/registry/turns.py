"""Asking the registries at their pace: a turn is a token, a connection and a breaker that is closed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from models.rules.registry_pacing import Pace, answered, left_as_it_was, limited, silent
from tasks.case_store.engine import Store
from tasks.case_store.registry_turns import StateAfter, end_turn, take_turn
from tasks.ports import Clock, Unavailable
from tasks.registry.answers import Deferred, Elsewhere, Limited, UnusableAnswer
from tasks.registry.findings import Service


class PacedTurns:
    """Turns of all processes that share the case database; a question before its turn is deferred, never slept for."""

    def __init__(self, store: Store, clock: Clock, paces: Mapping[str, Pace]) -> None:
        self._store = store
        self._clock = clock
        self._paces = paces

    @asynccontextmanager
    async def turn(self, registry: str, service: Service) -> AsyncIterator[None]:
        """Hold while one question is asked and read; what comes of it decides when the next may be asked.

        Raises Deferred with the seconds to wait, or Unavailable when RDAP rests: port 43 may answer instead.
        """
        name, pace = f"{registry}.{service}", self._paces[registry]
        lease = await self._taken(name, pace, service)
        after: StateAfter = left_as_it_was
        said = ""
        try:
            yield
            after = answered
        except (UnusableAnswer, Elsewhere):
            after = answered
            raise
        except Limited as error:
            after, said = partial(limited, pace=pace, now=self._clock.now(), retry_after=error.retry_after), str(error)
            raise
        except Unavailable as error:
            after, said = partial(silent, now=self._clock.now(), retry_after=error.retry_after), str(error)
            raise
        finally:
            await asyncio.to_thread(end_turn, self._store, name, lease, after, said)

    async def _taken(self, name: str, pace: Pace, service: Service) -> str:
        """The lease of a connection."""
        turn = await asyncio.to_thread(take_turn, self._store, name, pace, self._clock.now())
        if turn.lease:
            return turn.lease
        if turn.resting and service == "rdap":
            raise Unavailable(f"{name}: left alone for now", retry_after=turn.wait_seconds)
        raise Deferred(f"{name}: not our turn yet", retry_after=turn.wait_seconds)
