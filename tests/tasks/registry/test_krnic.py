import pytest

from models.rules.registry_records import RecordKind, nested
from tasks.registry import krnic
from tasks.registry.answers import Decoded, UnusableAnswer
from tasks.registry.decoding import decode
from tasks.registry.reading import read

ANSWER = """query : 203.0.113.9


# KOREAN(UTF8)

조회하신 IPv4주소는 한국인터넷진흥원으로부터 아래의 관리대행자에게 할당되었으며, 할당 정보는 다음과 같습니다.

[ 네트워크 할당 정보 ]
IPv4주소           : 203.0.112.0 - 203.0.114.255 (/23+/24)
기관명             : 주식회사 견본통신
서비스명           : MIHONNET
주소               : 서울특별시 견본구
할당일자           : 20000921

이름               : 담당자

[ 네트워크 할당 정보 ]
IPv4주소           : 203.0.113.0 - 203.0.113.63 (/26)
기관명             : 견본상점
네트워크 구분      : CUSTOMER
할당내역 등록일    : 20061214


# ENGLISH

KRNIC is not an ISP but a National Internet Registry similar to APNIC.

[ Network Information ]
IPv4 Address       : 203.0.112.0 - 203.0.114.255 (/23+/24)
Organization Name  : Mihon Telecom
Service Name       : MIHONNET
Registration Date  : 20000921

--------------------------------------------------------------------------------

More specific assignment information is as follows.

[ Network Information ]
IPv4 Address       : 203.0.113.0 - 203.0.113.63 (/26)
Organization Name  : Mihon Shop
Network Type       : CUSTOMER
Registration Date  : 20061232
"""


def text(answer: str) -> Decoded:
    return Decoded(text=answer, decoder="test")


def test_both_languages_and_both_blocks_are_read() -> None:
    inner, outer = krnic.parse(text(ANSWER))
    assert (inner.names, str(inner.block), inner.kind) == (
        ("Mihon Shop", "견본상점"),
        "203.0.113.0/26",
        RecordKind.ASSIGNMENT,
    )
    assert (outer.names, outer.netname, outer.kind) == (
        ("Mihon Telecom", "주식회사 견본통신"),
        "MIHONNET",
        RecordKind.ALLOCATION,
    )
    assert (outer.country, str(outer.registered_on), inner.registered_on) == ("KR", "2000-09-21", None)
    assert nested((inner, outer))[0].uppers is not None


def test_the_old_korean_encoding_keeps_the_names() -> None:
    decoded = decode(ANSWER.encode("cp949"), "krnic")
    assert (decoded.decoder, decoded.lossy) == ("cp949", False)
    assert krnic.parse(decoded)[0].names == ("Mihon Shop", "견본상점")


@pytest.mark.parametrize("registry", ["krnic", "apnic"])
def test_the_form_of_the_answer_decides_how_it_is_read(registry: str) -> None:
    assert read(text(ANSWER), registry)[0].registry == "krnic"


def test_a_miss_is_no_record_and_anything_else_is_refused() -> None:
    assert krnic.parse(text("# ENGLISH\n\nThe IPv4 address is not allocated.\n")) == ()
    with pytest.raises(UnusableAnswer, match="answer_not_understood"):
        krnic.parse(text("IPv4 Address : nonsense\nOrganization Name : X\n"))
