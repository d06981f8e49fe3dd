"""下位情報 of a JPNIC answer: all that was assigned out of an allocation, or None when the list is not whole."""

import pytest

from tasks.registry import jpnic
from tasks.registry.answers import Decoded

HEAD = """Network Information: [ネットワーク情報]
[IPネットワークアドレス]        203.0.113.0/24
[ネットワーク名]
[組織名]                        架空通信株式会社
[割振年月日]                    2010/04/28

上位情報
----------
該当するデータがありません。

"""
LIST = """下位情報
----------
見本商店 (Mihon Shouten)
                     [割り当て]                                203.0.113.0/28
架空工業 (Kakuu Kougyou)
                     [割り当て]                                203.0.113.64 - 203.0.113.80
"""
ENGLISH = """
[ JPNIC database provides information regarding IP address and ASN. ]

Network Information:
[Network Number]                203.0.113.0/24
[Organization]                  Kakuu Tsuushin K.K.
"""


def lowers(text: str) -> tuple[str, ...] | None:
    found = jpnic.parse(Decoded(text=HEAD + text, decoder="test"))[0].lowers
    return None if found is None else tuple(map(str, found))


WHOLE = ("203.0.113.0/28", "203.0.113.64/28 203.0.113.80/32")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("下位情報\n----------\n該当するデータがありません。\n", ()),
        ("More Specific Info.\n----------\nNo match!!\n", ()),
        (LIST + "\n", WHOLE),
        (LIST + ENGLISH, WHOLE),
        (LIST, None),  # no empty line at the end: there may have been more
        (LIST.replace("203.0.113.0/28", "203.0.113.0/99") + "\n", None),
        (LIST.replace("[割り当て]", "[別の種別]", 1) + "\n", None),
        ("下位情報\n----------\n", None),
    ],
)
def test_the_list_counts_only_when_it_is_whole(text: str, expected: tuple[str, ...] | None) -> None:
    assert lowers(text) == expected
