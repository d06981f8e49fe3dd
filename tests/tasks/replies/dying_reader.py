"""Processes that read what came in and kill themselves at a point of the way, like a power cut."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.context import ForkServerProcess
from typing import Any

import pytest
from imap_tools import BaseMailBox

from tasks.case_store.mail_in import keep
from tasks.replies.handling import handle
from tasks.replies.maildir_box import MaildirBox
from tasks.replies.reading import read_replies
from tasks.wiring import services
from tests.tasks.dying_sender import and_die, die

POINTS: Mapping[str, tuple[tuple[str, Callable[..., Any]], ...]] = {
    "fetched": (("tasks.replies.reading.keep", die),),
    "kept": (("tasks.replies.reading.keep", and_die(keep)),),
    "owned": tuple((f"tasks.replies.handling.{step}", die) for step in ("_close", "close_mail", "queue_mail")),
    "acted": (("tasks.replies.reading.handle", and_die(handle)),),
    "moving": (("tasks.replies.maildir_box.MaildirBox._move", die), ("imap_tools.BaseMailBox.move", die)),
    "moved": (
        ("tasks.replies.maildir_box.MaildirBox._move", and_die(MaildirBox._move)),
        ("imap_tools.BaseMailBox.move", and_die(BaseMailBox.move)),
    ),
}


def _read(environment: Mapping[str, str], point: str) -> None:
    os.environ.update(environment)
    for place, step in POINTS[point]:
        pytest.MonkeyPatch().setattr(place, step)
    read_replies(services())


def start_reader(environment: Mapping[str, str], point: str) -> ForkServerProcess:
    """A process of its own, forked from a server that has imported everything once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_read, args=(dict(environment), point))
    process.start()
    return process
