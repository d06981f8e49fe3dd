"""② プロバイダの特定.

Asked: who held that address at that moment, of the registries (JPNIC port 43, RDAP); of a person where they do not
settle it.
Rules: models/rules/progress/provider_identification, models/rules/identification. No letter.
Leaves behind: a provider hop with the clock of that provider's log, and the registry's raw answer as evidence.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

from prefect import task
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.faults import kept_out
from models.rules.attempts import delays_within
from models.rules.progress.plan import Identify, Todo
from models.terms import ProviderCategory, Stage
from tasks.case_store.identifying import address_of, record_identification
from tasks.ports import Identification, Unavailable
from tasks.registry.answers import Unsettled
from tasks.wiring import Services, services

STAGE = Stage.PROVIDER_IDENTIFICATION
SHORT_SECONDS = 10.0
TRIES = 3


@task(name=STAGE, task_run_name="②provider_identification", persist_result=False)
def run(case_id: str, todos: tuple[Todo, ...]) -> None:
    """Identify every address that waits for it; registries that stay silent are asked again by a later sweep."""
    del case_id
    with kept_out():
        for todo in todos:
            if isinstance(todo, Identify):
                _identify(todo)


def _identify(todo: Identify) -> None:
    delays = delays_within(TRIES, SHORT_SECONDS)
    asking = ask_registries.with_options(
        retries=len(delays), retry_delay_seconds=delays, retry_condition_fn=_may_work_later
    )
    state = asking(todo.observation_id, todo.attempt, return_state=True)
    if state.is_failed():
        record_silence(todo, _silence(state))


@task(name="ask_registries", task_run_name="observation-{observation_id}-try-{attempt}", persist_result=False)
def ask_registries(observation_id: int, attempt: int) -> str:
    """Ask the registries about one observation and record what they say. Returns the outcome."""
    made = services()
    with kept_out():
        wanted = address_of(made.store, observation_id)
        try:
            found = asyncio.run(made.registry.identify(wanted.ip, port=wanted.port, at=wanted.at))
        except Unsettled as silence:
            raise Unsettled(_unspoken(silence), silence.found) from None
        except Unavailable as silence:
            raise _unspoken(silence) from None
        todo = Identify(stage=STAGE, observation_id=observation_id, attempt=attempt)
        return record_identification(made, todo, found).value


def _may_work_later(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    try:
        state.result()
    except Unavailable as silence:
        return (silence.retry_after or 0.0) < SHORT_SECONDS
    except Exception:  # noqa: BLE001 (anything else will not mend itself in seconds)
        return False
    return False


def _unspoken(silence: Unavailable) -> Unavailable:
    """The same without the words of the registry or of the net: the engine shows an exception's text."""
    return Unavailable("no registry answered", retry_after=silence.retry_after)


def _silence(state: State[str]) -> Unavailable | None:
    """What kept the registries silent; None where the run failed for another reason."""
    try:
        state.result()
    except Unavailable as silence:
        return silence
    except Exception:  # noqa: BLE001 (its own run shows it)
        return None
    return None


def record_silence(todo: Identify, silence: Unavailable | None) -> None:
    """Record that a registry that decides was silent, with what the others said: evidence and a candidate to review."""
    made = services()
    found = silence.found if isinstance(silence, Unsettled) else _nothing(made, todo)
    pause = silence.retry_after if silence else None
    again_at = None if pause is None else made.clock.now() + timedelta(seconds=pause)
    record_identification(made, todo, replace(found, status="unavailable"), again_at)


def _nothing(made: Services, todo: Identify) -> Identification:
    return Identification(
        status="unavailable",
        ip=address_of(made.store, todo.observation_id).ip,
        holder=None,
        provider=None,
        category=ProviderCategory.UNKNOWN,
        role="",
        prefix=None,
        registry=None,
        needs_review=True,
        reasons=("registries_silent",),
        chain=(),
        evidence=(),
    )
