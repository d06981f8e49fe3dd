"""Turns within one process: first come first served, across threads and loops, and nobody who left is called."""

import asyncio
import threading

import pytest

from tasks.registry.single_flight import Queue, neighbourhood


@pytest.mark.parametrize(
    ("ip", "block"),
    [("203.0.113.9", "203.0.0.0/16"), ("203.0.255.255", "203.0.0.0/16"), ("2001:db8:1::5", "2001:db8::/32")],
)
def test_neighbours_share_a_block(ip: str, block: str) -> None:
    assert neighbourhood(ip) == block


def test_turns_are_given_in_the_order_of_coming_and_other_names_pass() -> None:
    async def run() -> list[int]:
        queue, order = Queue(), list[int]()

        async def take(number: int) -> None:
            async with queue.turn("a"):
                order.append(number)
                await asyncio.sleep(0)
                order.append(number)

        async with queue.turn("a"):
            waiting = [asyncio.create_task(take(number)) for number in range(4)]
            await asyncio.sleep(0)
            async with queue.turn("b"):
                assert order == []
        await asyncio.gather(*waiting)
        return order

    assert asyncio.run(run()) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_turns_hold_between_threads_that_have_loops_of_their_own() -> None:
    queue, inside, most = Queue(), list[int](), list[int]()

    async def take(number: int) -> None:
        async with queue.turn("a"):
            inside.append(number)
            most.append(len(inside))
            await asyncio.sleep(0.001)
            inside.remove(number)

    async def several(first: int) -> None:
        await asyncio.gather(*(take(first + number) for number in range(5)))

    threads = [threading.Thread(target=asyncio.run, args=(several(10 * number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most)) == (1, 20)


def test_who_gives_up_waiting_is_passed_over() -> None:
    async def run() -> list[str]:
        queue, order = Queue(), list[str]()

        async def take(name: str) -> None:
            async with queue.turn("a"):
                order.append(name)

        async with queue.turn("a"):
            gone, stays = asyncio.create_task(take("gone")), asyncio.create_task(take("stays"))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        await asyncio.wait_for(stays, 5)
        return order

    assert asyncio.run(run()) == ["stays"]


def test_who_is_called_just_as_it_gives_up_calls_the_next() -> None:
    async def run() -> list[str]:
        queue, order = Queue(), list[str]()

        async def take(name: str) -> None:
            async with queue.turn("a"):
                order.append(name)

        async with queue.turn("a"):
            gone, stays = asyncio.create_task(take("gone")), asyncio.create_task(take("stays"))
            await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        await asyncio.wait_for(stays, 5)
        return order

    assert asyncio.run(run()) == ["stays"]
