"""Addresses that a deadline mail can be sent to."""

import pytest

from models.answers.mail_addresses import is_mail_address


@pytest.mark.parametrize("text", ["attorney@example.jp", "a.b+c@mail.example.co.jp"])
def test_plain_addresses_pass(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@",
        "@example.jp",
        "a@b@c.jp",
        "a b@example.jp",
        "a@localhost",
        "ａ@example.jp",
        "a@.",
        "<a@example.jp>",
        "a..b@x.jp",
    ],
)
def test_what_no_header_can_carry_is_refused(text: str) -> None:
    assert not is_mail_address(text)
