from pathlib import Path
from typing import Any

import pytest

from tasks.access import AccessFault, access_faults, access_notes, headers, is_guarded, password, password_file
from tasks.settings import AccessSection, Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104 (nothing listens here)
HEADER = "X-Kaiji-User"


@pytest.fixture
def home(tmp_path: Path, plain_environment: None) -> Path:
    del plain_environment
    return tmp_path


def made(home: Path, access: AccessSection | None = None, **told: Any) -> Settings:
    return Settings(home=home, access=access or AccessSection(), **told)


@pytest.mark.parametrize(
    ("access", "told", "guarded"),
    [
        pytest.param({}, {}, False, id="this-machine-alone"),
        pytest.param({}, {"host": "localhost"}, False, id="this-machine-by-name"),
        pytest.param({}, {"host": "::1"}, False, id="this-machine-over-ipv6"),
        pytest.param({}, {"public_url": "http://127.0.0.1:4200"}, False, id="links-to-this-machine"),
        pytest.param({}, {"host": EVERYWHERE}, True, id="the-whole-network"),
        pytest.param({}, {"host": "192.0.2.5"}, True, id="one-address-of-the-office"),
        pytest.param({}, {"host": "desk.firm.example"}, True, id="a-name"),
        pytest.param({}, {"public_url": "https://desk.firm.example"}, True, id="a-proxy-in-front"),
        pytest.param({"user_header": HEADER}, {}, True, id="a-proxy-that-names-people"),
        pytest.param({"auth": "on"}, {}, True, id="asked-for"),
        pytest.param({"auth": "off"}, {"host": EVERYWHERE}, False, id="declined-by-an-explicit-setting"),
    ],
)
def test_a_password_as_soon_as_others_can_reach_the_desk(
    home: Path, access: dict[str, Any], told: dict[str, Any], *, guarded: bool
) -> None:
    settings = made(home, AccessSection(**access), **told)
    assert is_guarded(settings) is guarded
    assert (password(settings) is not None) is guarded
    assert bool(headers(settings)) is guarded
    assert password_file(settings).exists() is guarded


def test_the_password_is_made_once_and_for_its_owner_alone(home: Path) -> None:
    settings = made(home / "new", host=EVERYWHERE)
    settings.root.mkdir()
    told = password(settings)
    assert told
    assert told.startswith("kaiji:")
    assert len(told) > 30
    assert password(settings) == told
    assert password_file(settings).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.root.iterdir()] == ["password"]
    assert told not in repr(settings)


def test_a_password_that_others_can_read_is_refused(home: Path) -> None:
    settings = made(home, host=EVERYWHERE)
    password(settings)
    password_file(settings).chmod(0o640)
    with pytest.raises(AccessFault, match="chmod 600"):
        password(settings)


@pytest.mark.parametrize("told", ["", "xyz", "xyz:", ":word", "xyz:two words", "xyz:暗証", "xyz:a\nxyz:b"])
def test_a_password_that_no_header_can_carry_is_refused_without_being_told(home: Path, told: str) -> None:
    settings = made(home, host=EVERYWHERE)
    password_file(settings).write_text(told, encoding="utf-8")
    password_file(settings).chmod(0o600)
    with pytest.raises(AccessFault, match="delete it") as found:
        password(settings)
    assert not told or told not in str(found.value)


@pytest.mark.parametrize(
    ("access", "said"),
    [
        pytest.param({"auth": "off", "user_header": HEADER}, "leave access.auth out", id="names-without-a-password"),
        pytest.param({"proxies": [], "user_header": HEADER}, "name the proxy's address", id="names-from-nowhere"),
        pytest.param({"proxies": ["desk"], "user_header": HEADER}, "'desk' is no address", id="a-proxy-by-name"),
        pytest.param({"users": {"hanako": "見本"}}, "name the header", id="people-without-a-header"),
    ],
)
def test_what_would_let_somebody_pass_for_another_is_refused(home: Path, access: dict[str, Any], said: str) -> None:
    (fault,) = access_faults(made(home, AccessSection(**access)))
    assert said in fault
    assert "見本" not in fault


def test_what_is_sound_has_no_fault(home: Path) -> None:
    users = {"hanako": "見本"}
    sound = AccessSection(user_header=HEADER, proxies=["10.0.0.0/24", "::1"], users=users)
    assert access_faults(made(home, sound)) == ()
    assert access_faults(made(home)) == ()


@pytest.mark.parametrize(
    ("access", "told", "said"),
    [
        pytest.param({}, {}, [], id="this-machine-alone"),
        pytest.param({}, {"host": EVERYWHERE}, ["asks for its password", "unencrypted"], id="the-network"),
        pytest.param({"auth": "off"}, {"host": EVERYWHERE}, ["everybody who reaches", "unencrypted"], id="off"),
        pytest.param(
            {"user_header": HEADER},
            {"public_url": "https://desk.firm.example"},
            ["asks for its password", "whom X-Kaiji-User names, from 127.0.0.1"],
            id="a-proxy",
        ),
    ],
)
def test_each_start_says_who_can_come_in(
    home: Path, access: dict[str, Any], told: dict[str, Any], said: list[str]
) -> None:
    notes = access_notes(made(home, AccessSection(**access), **told))
    assert len(notes) == len(said)
    assert all(part in note for part, note in zip(said, notes, strict=True))
