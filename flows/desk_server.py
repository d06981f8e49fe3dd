"""Prefect's server made patient on SQLite, so that staff never see `database is locked` and no answer is lost.

Prefect begins its transactions DEFERRED; two that read first and write later then fail at once, whatever the timeout.
Here they begin IMMEDIATE and wait for their turn. What is still answered with 503 is tried again, unseen.
"""

import asyncio
from typing import TYPE_CHECKING

from prefect.server.api.server import create_app
from prefect.server.database import configurations, orm_models

from flows.access_log import AccessLog
from flows.bodies import replay, whole_body
from flows.desk_access import DeskAccess, rules_of
from flows.desk_find import FindPage
from flows.desk_links import DeskLinks
from flows.desk_page import OurPages
from tasks.settings import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCKED = 503
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class RetryLocked:
    """Answers a request again while the server says 503; its transaction was rolled back, so that is safe."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass everything but API requests through."""
        if scope["type"] != "http" or "/api/" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        body = await whole_body(receive)
        for pause in PAUSES:
            answer = _Answer(send)
            await self._app(dict(scope), replay(body, receive), answer)
            if not answer.was_locked:
                return
            await asyncio.sleep(pause)
        await self._app(scope, replay(body, receive), send)


class _Answer:
    """Holds back an answer that says 503; lets every other one through."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self.was_locked = False

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start" and message["status"] == LOCKED:
            self.was_locked = True
        if not self.was_locked:
            await self._send(message)


def take_turns() -> None:
    """Begin Prefect's SQLite transactions IMMEDIATE (semi-private place of 3.8.8; a test guards it)."""

    def begin(_configuration: object, connection: "sa.Connection") -> None:
        if configurations.SQLITE_BEGIN_MODE.get() is not None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    configurations.AioSqliteConfiguration.begin_sqlite_stmt = begin  # type: ignore[assignment,method-assign]


def keep_schedules() -> None:
    """Let Prefect store the runs of its schedules: SQLAlchemy 2.1 refuses the `state` that it writes beside them.

    Prefect 3.8.8 inserts runs with a `state` that is no column and stores it by itself afterwards; without this no
    scheduled sweep is ever made. A test guards it.
    """

    def leave(_table: object, _row: object, _state: object) -> None: ...

    orm_models.FlowRun.__dict__["state"].bulk_dml_setter = leave


def create() -> "ASGIApp":
    """The server application for uvicorn's factory."""
    take_turns()
    keep_schedules()
    settings = Settings()
    log = AccessLog(settings.root / "logs" / "access.log")
    links = DeskLinks(RetryLocked(create_app(final=True)), settings.language)
    desk = OurPages(FindPage(links))
    return DeskAccess(desk, rules_of(settings), settings.access.users, log)
