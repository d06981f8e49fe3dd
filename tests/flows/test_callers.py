"""What the desk refuses before the engine sees it: a table of requests."""

from ipaddress import ip_network

import pytest

from flows.callers import Asked, Rules, address_of, login_of, refusal

SECRET = "Basic a2FpamM6eA=="
GUARDED = Rules(
    authorization=SECRET,
    user_header="x-kaiji-user",
    proxies=(ip_network("127.0.0.1"), ip_network("10.0.0.0/24")),
    names=frozenset({"desk.firm.example"}),
)
PLAIN = Rules(authorization=None, user_header=None, proxies=(), names=frozenset({"localhost", "desk.firm.example"}))
OURS = {"host": "127.0.0.1:4200"}
WORD = OURS | {"authorization": SECRET}


def ask(
    method: str = "GET", path: str = "/runs", address: str = "127.0.0.1", **headers: str | tuple[str, ...]
) -> Asked:
    told = {name.replace("_", "-"): (value,) if isinstance(value, str) else value for name, value in headers.items()}
    return Asked(method=method, path=path, address=address, headers=told)


def status(asked: Asked, rules: Rules) -> int | None:
    found = refusal(asked, rules)
    return found.status if found else None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(ask(**WORD), None, id="the-desks-password"),
        pytest.param(ask(**OURS), 401, id="nothing"),
        pytest.param(ask(**OURS, authorization="Basic eDp5"), 401, id="another-password"),
        pytest.param(ask(**OURS, authorization=SECRET + "\u3042"), 401, id="signs-no-password-has"),
        pytest.param(ask(path="/api/health", **OURS), None, id="a-sign-of-life-needs-none"),
        pytest.param(ask("POST", "/api/health", **OURS), 401, id="but-only-a-sign-of-life"),
        pytest.param(ask(path="/api/health/x", **OURS), 401, id="nothing-below-it"),
        pytest.param(ask("WEBSOCKET", "/api/events/in", **OURS), None, id="a-socket-says-its-word-later"),
        pytest.param(
            ask("WEBSOCKET", "/api/events/in", **OURS, authorization="x"), 401, id="a-socket-with-a-wrong-word"
        ),
        pytest.param(ask(**WORD, x_kaiji_user="hanako"), None, id="the-proxy-names-somebody"),
        pytest.param(ask(address="10.0.0.7", **WORD, x_kaiji_user="hanako"), None, id="a-proxy-of-that-network"),
        pytest.param(ask(address="10.0.1.7", **WORD, x_kaiji_user="hanako"), 403, id="somebody-else-names-somebody"),
        pytest.param(ask(address="", **WORD, x_kaiji_user="hanako"), 403, id="nobody-knows-who-names-somebody"),
        pytest.param(ask(**OURS, x_kaiji_user="hanako"), 401, id="a-name-is-no-password"),
        pytest.param(ask(**WORD, x_kaiji_user=("hanako", "taro")), 400, id="two-names"),
        pytest.param(ask(**WORD, x_kaiji_user="hana\tko"), 400, id="a-name-that-breaks-the-log"),
        pytest.param(ask(**WORD, x_kaiji_user="h" * 121), 400, id="a-name-without-end"),
        pytest.param(ask(**WORD, x_kaiji_user=""), None, id="our-own-worker-through-the-proxys-address"),
    ],
)
def test_a_guarded_desk(asked: Asked, expected: int | None) -> None:
    assert status(asked, GUARDED) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(ask("POST", "/api/x", host="localhost:4200"), None, id="our-own-client"),
        pytest.param(ask(host="[::1]:4200"), None, id="an-address-is-no-name"),
        pytest.param(ask(host="192.0.2.5"), None, id="any-address"),
        pytest.param(ask(host="desk.firm.example"), None, id="the-public-name"),
        pytest.param(ask(host="evil.example:4200"), 421, id="a-name-that-was-bent-to-our-address"),
        pytest.param(ask(), 421, id="no-name-at-all"),
        pytest.param(ask("POST", "/api/x", **OURS, origin="http://127.0.0.1:4200"), None, id="our-own-page"),
        pytest.param(ask("POST", "/api/x", **OURS, origin="http://127.0.0.1:8000"), 403, id="another-program-here"),
        pytest.param(ask("POST", "/api/x", **OURS, origin="null"), 403, id="a-page-without-a-site"),
        pytest.param(ask("GET", "/api/x", **OURS, origin="https://evil.example"), 403, id="a-foreign-page-reads"),
        pytest.param(ask("POST", "/api/x", **OURS, sec_fetch_site="same-origin"), None, id="the-browser-says-ours"),
        pytest.param(ask("POST", "/api/x", **OURS, sec_fetch_site="cross-site"), 403, id="the-browser-says-foreign"),
        pytest.param(ask("POST", "/api/x", **OURS, sec_fetch_site="same-site"), 403, id="a-neighbour"),
        pytest.param(ask(**OURS, sec_fetch_site="cross-site", sec_fetch_mode="navigate"), None, id="a-link-in-a-mail"),
        pytest.param(
            ask("POST", "/desk/door/x", **OURS, sec_fetch_site="cross-site", sec_fetch_mode="navigate"),
            403,
            id="a-foreign-form",
        ),
        pytest.param(
            ask(path="/api/x", **OURS, sec_fetch_site="cross-site", sec_fetch_mode="navigate"), 403, id="a-link-to-data"
        ),
        pytest.param(ask(**OURS, sec_fetch_site="none", sec_fetch_mode="navigate"), None, id="typed-into-the-bar"),
        pytest.param(
            ask("WEBSOCKET", "/api/x", **OURS, origin="https://evil.example"), 403, id="a-foreign-pages-socket"
        ),
        pytest.param(
            ask("WEBSOCKET", "/api/x", **OURS, origin="http://127.0.0.1:4200", sec_fetch_site="cross-site"),
            None,
            id="our-own-pages-socket",
        ),
    ],
)
def test_a_desk_for_this_machine_alone(asked: Asked, expected: int | None) -> None:
    assert status(asked, PLAIN) == expected


def test_without_a_proxy_nobody_is_named() -> None:
    assert login_of(ask(**OURS, x_kaiji_user="hanako"), PLAIN) is None
    assert login_of(ask(**WORD, x_kaiji_user="hanako"), GUARDED) == "hanako"
    assert login_of(ask(**WORD), GUARDED) is None


@pytest.mark.parametrize(
    ("address", "told", "expected"),
    [
        pytest.param("127.0.0.1", "198.51.100.1, 192.0.2.9", "192.0.2.9", id="the-proxys-own-word-is-the-last"),
        pytest.param("127.0.0.1", "nonsense", "127.0.0.1", id="no-address"),
        pytest.param("203.0.113.5", "192.0.2.9", "203.0.113.5", id="not-a-proxy"),
    ],
)
def test_where_a_person_sits(address: str, told: str, expected: str) -> None:
    assert address_of(ask(address=address, x_forwarded_for=told), GUARDED) == expected
