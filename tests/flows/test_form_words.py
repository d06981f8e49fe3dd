"""Every form, field and option has its words in both languages, and nothing else has."""

import pytest
from pydantic import BaseModel

from flows.shown_form import codes_of, row_models, shown_schema
from models.answers.reading import Form, WaitForm
from tasks.form_words import LANGUAGES, field_words, form_tables, form_title
from tests.flows.forms_of import every_form

BY_NAME = {form.__name__: form for form in every_form()}
KINDS = {"", "day", "moment", "choice", "choice_or_text", "rows"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", BY_NAME.values(), ids=BY_NAME)
def test_every_field_and_option_has_words(form: type[BaseModel], language: str) -> None:
    assert form_title(form, language)
    for name in form.model_fields:
        said = field_words(form, name, language)
        assert said.title
        assert said.kind in KINDS
        codes = [code for code in codes_of(form, name) if code]
        shown = [said.options[code] for code in codes]
        assert len(set(shown)) == len(shown), name  # a word stands for one code
    assert shown_schema(form, language)["title"] == form_title(form, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_over(language: str) -> None:
    for table, fields in form_tables(language).items():
        if table in {"shown", "places"}:
            continue
        form = BY_NAME[table]
        own = {name: field for name, field in fields.items() if isinstance(field, dict)}
        assert set(fields) - set(own) <= {"title", "state", "briefing"}, table
        bases = {Form, WaitForm} & set(form.__mro__[1:])
        inherited = {name for base in bases for name in base.model_fields} - set(form.__annotations__)
        assert set(own) <= set(form.model_fields), table
        assert not set(own) & inherited, table
        for name, field in own.items():
            assert set(field) <= {"title", "help", "needed", "kind", "options", "options_from"}, (table, name)
            assert set(field.get("options", {})) <= set(codes_of(form, name)), (table, name)


def test_both_languages_say_the_same_of_every_field() -> None:
    plain = {"title", "help", "options"}
    tables = [form_tables(language) for language in LANGUAGES]
    assert len({tuple(table) for table in tables}) == 1
    for form, words in tables[0].items():
        for name, field in words.items():
            if not isinstance(field, dict):
                assert type(tables[1][form][name]) is type(field)
                continue
            other = tables[1][form][name]
            assert set(other) == set(field), (form, name)
            assert {key: other[key] for key in set(field) - plain} == {key: field[key] for key in set(field) - plain}
            assert set(other.get("options", ())) == set(field.get("options", ()))


def test_rows_are_found() -> None:
    assert {name: part.__name__ for name, part in row_models(BY_NAME["PlatformAnswerForm"]).items()} == {
        "spent": "Spent",
        "rows": "DisclosedRow",
    }
