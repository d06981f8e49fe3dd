"""Exhibits: what was asked of whom and when, the hash, every sign of the answer; stored once, refused when changed."""

import hashlib
import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from flows.cli import app
from tasks.case_store import docket
from tasks.case_store.exhibits import NoAnswers, list_exhibits, make_exhibits
from tasks.case_store.facts import case_row, key_of
from tasks.exhibits import exhibit_answer
from tasks.ports import RegistryEvidence
from tasks.wiring import Services
from tests.fakes import START, DictRegistry, identification
from tests.tasks.case_store.cases import MOBILE_IP, disclosed

pytestmark = pytest.mark.one_database("nothing here depends on its kind")

RAW = "a. [IPネットワークアドレス] 203.0.113.0/24\r\nf. [組織名] <みほん>通信株式会社\u202e\r\n".encode(
    "iso2022_jp_ext", "ignore"
)
JPNIC_ADDRESS = "東京都千代田区架空町 架空ビル4F"
"""Stands for the address of the registry's own office, which APNIC prints in answers about Japanese blocks."""


def evidence(raw: bytes, query: str = MOBILE_IP, decoder: str = "iso2022_jp_ext") -> RegistryEvidence:
    return RegistryEvidence(
        server="whois.nic.example:43",
        query=query,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        fetched_at=START,
        decoder=decoder,
        parser="kaiji-registry-9",
    )


def answered(registry: DictRegistry, *kept: RegistryEvidence) -> None:
    registry.answers[MOBILE_IP] = replace(identification(MOBILE_IP, "sample_mobile"), evidence=kept)


def words(pdf: bytes) -> str:
    """The words of a PDF without blanks and page numbers: lines are broken where the page ends."""
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "".join(re.sub(r"－\s*\d+\s*－", "", text).split())


def line_of(made: Services, ref: str) -> int:
    return make_exhibits(made, ref)[0].observation_id


def test_an_exhibit_says_all_that_proves_the_answer(services: Services, registry: DictRegistry) -> None:
    answered(registry, evidence(RAW), evidence(b'{"name": "<script>"}', "<an address of 203.0.113.0/24>", "utf-8-sig"))
    ref = disclosed(services)
    first = make_exhibits(services, ref)[0]
    pdf = services.documents.get(first.path)
    text = words(pdf)
    for said in (
        "whois.nic.example:43",
        MOBILE_IP,
        "２０２６年１月１３日１０時００分００秒",
        "２０２６年１月１３日０１時００分００秒",
        hashlib.sha256(RAW).hexdigest(),
        "iso2022_jp_ext",
        "kaiji-registry-9",
        "f.[組織名]<みほん>通信株式会社",
        "同じ範囲の別のアドレスについて受信した回答",
        '{"name":"<script>"}',
    ):
        assert said in text, said
    assert hashlib.sha256(pdf).hexdigest() == first.sha256


def test_the_same_answers_are_one_paper_and_one_entry(services: Services) -> None:
    ref = disclosed(services)
    assert len(make_exhibits(services, ref)) == 2
    again = make_exhibits(services, ref, line_of(services, ref))
    assert next(item.path for item in list_exhibits(services, ref)) == again[0].path
    with services.store.read() as session:
        events = [entry.event for entry in docket.entries(session, key_of(case_row(session, ref)))]
    assert events.count("exhibit_made") == 2
    with pytest.raises(NoAnswers, match="番号は"):
        make_exhibits(services, ref, 999)


def test_an_answer_that_was_changed_on_disk_is_no_exhibit(services: Services, registry: DictRegistry) -> None:
    answered(registry, evidence(RAW))
    ref = disclosed(services)
    kept = next((services.settings.root / "documents").rglob("registry-*-1-*.txt"))
    folder = kept.parent
    for path in folder.glob("registry-*.txt"):
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ValueError, match="ハッシュ値"):
        make_exhibits(services, ref)
    assert list_exhibits(services, ref) == ()


def test_what_a_decoder_could_not_read_is_told() -> None:
    broken = b"name: \xff\xfe"
    origin = {"server": "s", "query": "q", "fetched_at": START.isoformat(), "parser": "p"}
    sha = hashlib.sha256(broken).hexdigest()
    assert exhibit_answer(broken, sha, origin | {"decoder": "ascii/replace"}).lossy
    assert exhibit_answer(broken, sha, origin | {"decoder": "of-a-later-version"}).lossy
    fine = exhibit_answer(b"a\r\nb\rc", hashlib.sha256(b"a\r\nb\rc").hexdigest(), origin | {"decoder": "utf-8"})
    assert (fine.text, fine.lossy, fine.size) == ("a\nb\nc", False, 6)


def test_an_address_in_a_registrys_answer_never_reaches_a_letter(services: Services, registry: DictRegistry) -> None:
    answer = f"netname: MIHON-NET\r\ndescr: {JPNIC_ADDRESS}\r\naddress: {JPNIC_ADDRESS}\r\n".encode()
    found = replace(identification(MOBILE_IP, "sample_mobile"), holder=JPNIC_ADDRESS, evidence=(evidence(answer),))
    registry.answers[MOBILE_IP] = found
    ref = disclosed(services)
    papers = sorted((services.settings.root / "documents").rglob("*.html"))
    letters = [path.read_text(encoding="utf-8") for path in papers]
    assert not [text for text in letters if "架空町" in text]
    profile = services.law.provider("sample_mobile")
    notice = next(text for text in letters if profile.legal_name in text)
    assert all(line in notice for line in profile.address)
    assert len(make_exhibits(services, ref)) == 2


def test_the_command_makes_and_lists(services: Services) -> None:
    ref = disclosed(services)
    runner = CliRunner()
    made = runner.invoke(app, ["exhibit", "registry", ref])
    assert (made.exit_code, made.output.count("KAIJI_HOME/documents/")) == (0, 2)
    listed = runner.invoke(app, ["exhibit", "registry", ref, "--list", "--json"])
    assert listed.output.count('"sha256"') == 2
    assert isinstance(runner.invoke(app, ["exhibit", "registry", ref, "99"]).exception, ValueError)
