"""Who holds a lease: dead is said only of a process that is surely dead."""

import os
import socket
import subprocess
import sys

import pytest

from tasks.process_identity import is_surely_dead, me

HOST = socket.gethostname()
SAY_WHO = "import sys; from tasks.process_identity import me; print(me(), flush=True); sys.stdin.read()"


def test_this_process_lives() -> None:
    assert me() == me()
    assert not is_surely_dead(me())


def test_another_process_lives_until_it_ends() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SAY_WHO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    owner = process.stdout.readline().strip()
    assert owner != me()
    alive = is_surely_dead(owner)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    as_zombie = is_surely_dead(owner)
    process.communicate()
    assert (alive, as_zombie, is_surely_dead(owner)) == (False, True, True)


def test_a_process_id_used_again_is_another_process() -> None:
    host, pid, _ = me().rsplit(":", 2)
    assert is_surely_dead(f"{host}:{pid}:1")


@pytest.mark.parametrize(
    "owner",
    ["another-host:1:1", f"{HOST}:x:1", f"other:{HOST}:{os.getpid()}:1"],
    ids=["another host", "no number", "another boot"],
)
def test_what_cannot_be_known_is_not_dead(owner: str) -> None:
    assert not is_surely_dead(owner)


def test_a_child_of_a_fork_is_itself() -> None:
    parent = me()
    child = os.fork()
    if child == 0:
        os._exit(0 if me() != parent and not is_surely_dead(me()) and not is_surely_dead(parent) else 1)
    assert os.waitpid(child, 0)[1] == 0
