from pathlib import Path
from typing import Any, get_args

import pytest

from models.answers.faults import Faults
from tasks.access import headers
from tasks.proxy_files import Places, Proxy, proxy_files
from tasks.settings import AccessSection, Settings

PLACES = Places(
    certificate=Path("/etc/ssl/desk.pem"),
    key=Path("/etc/ssl/desk.key"),
    users=Path("/etc/desk users"),
    log=Path("/log"),
)
SOUND: dict[str, Any] = {
    "public_url": "https://desk.firm.example:8443",
    "port": 4711,
    "access": AccessSection(user_header="X-Kaiji-User"),
}


@pytest.mark.usefixtures("plain_environment")
@pytest.mark.parametrize("proxy", get_args(Proxy))
def test_the_files_say_what_this_desk_needs_and_keep_its_password_apart(tmp_path: Path, proxy: Proxy) -> None:
    settings = Settings(home=tmp_path, **SOUND)
    (main, text), (secret, word) = proxy_files(settings, proxy, PLACES, Path("/etc/x")).items()
    for part in ("desk.firm.example", "8443", "127.0.0.1:4711", "X-Kaiji-User", "/etc/ssl/desk.pem", "/etc/desk users"):
        assert part in text
    assert str(secret) in text
    assert main.parent == Path("/etc/x")
    assert headers(settings)["Authorization"] in word
    assert headers(settings)["Authorization"] not in text


@pytest.mark.usefixtures("plain_environment")
@pytest.mark.parametrize(
    ("told", "places", "field"),
    [
        pytest.param({"public_url": None}, {}, "public_url", id="no-name"),
        pytest.param({"public_url": "http://desk.firm.example"}, {}, "public_url", id="no-tls"),
        pytest.param({"public_url": "https://desk;x"}, {}, "public_url", id="a-name-that-ends-the-line"),
        pytest.param({"access": AccessSection()}, {}, "access.user_header", id="no-header"),
        pytest.param({"access": AccessSection(user_header="X User")}, {}, "access.user_header", id="no-such-header"),
        pytest.param({}, {"users": Path('/etc/"; x')}, "users", id="a-path-that-ends-the-line"),
        pytest.param({}, {"key": Path("/etc/${key}")}, "key", id="a-path-that-is-a-variable"),
        pytest.param(
            {"access": AccessSection(user_header="X-U", proxies=[])}, {}, "config.toml", id="settings-that-cannot-be"
        ),
    ],
)
def test_what_cannot_be_written_is_refused(
    tmp_path: Path, told: dict[str, Any], places: dict[str, Path], field: str
) -> None:
    settings = Settings(home=tmp_path, **SOUND | told)
    wanted = Places(
        **{name: places.get(name, getattr(PLACES, name)) for name in ("certificate", "key", "users", "log")}
    )
    with pytest.raises(Faults) as found:
        proxy_files(settings, "nginx", wanted, Path("/etc/x"))
    assert [fault.field for fault in found.value.faults] == [field]
    assert not (tmp_path / "password").exists()


@pytest.mark.usefixtures("plain_environment")
def test_every_fault_at_once(tmp_path: Path) -> None:
    with pytest.raises(Faults) as found:
        proxy_files(Settings(home=tmp_path), "caddy", PLACES, Path("/etc/x"))
    assert [fault.field for fault in found.value.faults] == ["public_url", "access.user_header"]
