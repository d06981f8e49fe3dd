"""Names of organisations are shown; what may be a person's name is not."""

import pytest

from models.rules.organisation_names import is_organisation


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("みほん通信株式会社", True),
        ("㈱みほん", True),
        ("見本大学", True),
        ("Mihon Networks", True),
        ("MIHON, Inc.", True),
        ("Mihon GmbH", True),
        ("見本 太郎", False),
        ("Mihon Taro", False),
        ("SUBA-123", False),
        ("", False),
    ],
)
def test_what_is_plainly_an_organisation(name: str, *, organisation: bool) -> None:
    assert is_organisation(name) is organisation
