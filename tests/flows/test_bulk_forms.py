"""The forms of the office's pages: words in both languages, a list to leave some out, every fault at once."""

import pytest
from pydantic import BaseModel

from flows.shown_form import Choice, shown_schema
from flows.typed_form import typed_values
from models.answers.bulk import BulkConfirmed, BulkForm, BulkReleaseForm, read_bulk
from models.answers.faults import Faults
from models.answers.finding import FindForm, read_find

CHOICES = {
    "confirm": [Choice(key="K7QF-2M9X", said="上の2件を行う")],
    "leave_out": [Choice(key="12", said="2026-0001 催促書"), Choice(key="13", said="2026-0002 催促書")],
}


@pytest.mark.parametrize("form", [FindForm, BulkForm, BulkReleaseForm], ids=lambda form: form.__name__)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_field_has_its_words(form: type[BaseModel], language: str) -> None:
    schema = shown_schema(form, language, CHOICES if issubclass(form, BulkForm) else None)
    assert set(schema["properties"]) == set(form.model_fields)
    assert all(field["title"] for field in schema["properties"].values())


def test_what_is_left_out_is_chosen_from_a_list_of_several() -> None:
    schema = shown_schema(BulkReleaseForm, "ja", CHOICES)
    several = schema["properties"]["leave_out"]
    assert several["type"] == "array"
    assert several["items"]["enum"] == ["2026-0001 催促書｜12", "2026-0002 催促書｜13"]
    typed = {"confirm": "上の2件を行う｜K7QF-2M9X", "leave_out": ["2026-0002 催促書｜13"]}
    assert typed_values(BulkReleaseForm, typed) == {"confirm": "K7QF-2M9X", "leave_out": ["13"]}


def test_every_fault_at_once() -> None:
    with pytest.raises(Faults) as refused:
        read_bulk(BulkReleaseForm, {"confirm": " "})
    assert [fault.field for fault in refused.value.faults] == ["confirm", "entered_by", "attorney"]
    with pytest.raises(Faults) as refused:
        read_bulk(BulkForm, {"confirm": "K7QF-2M9X", "attorney": "例示 太郎"})
    assert [fault.field for fault in refused.value.faults] == ["attorney"]  # no such field where nothing is released


def test_a_confirmation_names_nobody_in_its_repr() -> None:
    typed = {"confirm": "K7QF-2M9X", "attorney": " 例示 太郎 ", "entered_by": "事務", "leave_out": ["12"]}
    read = read_bulk(BulkReleaseForm, typed)
    assert read == BulkConfirmed(token="K7QF-2M9X", without=frozenset({"12"}), attorney="例示 太郎", entered_by="事務")
    assert "例示" not in repr(read)


def test_words_to_find() -> None:
    assert read_find({"words": " 植込　花子 "}) == ("植込", "花子")
    for typed in ({}, {"words": "　"}, {"other": "x"}):
        with pytest.raises(Faults):
            read_find(typed)
