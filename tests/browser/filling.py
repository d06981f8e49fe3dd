"""Fills the form of a run as a person does: each field by its title, lists by their words, days by the picker."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from flows.shown_form import PARTS

DATE = re.compile(r"^(日付を選ぶ|Select date)$|\d{4}")  # a form that was refused shows the day typed before
APPLY = re.compile("^(決定|Apply)$")
ADD = re.compile("^(追加|Add item)$")


def fill(page: Page, window: Locator, schema: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
    """Type `shown` (field → what the page would hold) into the window's form; `schema` is the form's own."""
    for name, value in shown.items():
        field = schema["properties"][name]
        _fill(page, _property(window, str(field["title"])), field, value, schema)


def property_of(window: Locator, title: str) -> Locator:
    """The field with this title: the innermost that has it."""
    return _property(window, title)


def _property(place: Locator, title: str) -> Locator:
    label = place.page.locator(".schema-form-property__label").filter(has_text=_title(title))
    return place.locator(".schema-form-property").filter(has=label).last


def _title(title: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(title)}( \(Optional\))?\s*$")


def _fill(page: Page, place: Locator, field: Mapping[str, Any], value: Any, schema: Mapping[str, Any]) -> None:
    part = schema.get(PARTS, {}).get(
        str(field.get("$ref") or field.get("items", {}).get("$ref", "")).rpartition("/")[2]
    )
    inner = {**part, PARTS: schema[PARTS]} if part else {}
    if part and isinstance(value, list):
        _rows(page, place, inner, value)
    elif part:
        fill(page, place, inner, value)
    elif isinstance(value, list):
        for item in value:
            _choose(page, place, item)
        page.keyboard.press("Escape")
    elif field.get("format") == "date":
        place.locator(".schema-form-property__fields").get_by_text(DATE).first.click()
        page.locator(".p-pop-over-content input[type=date]").fill(value)
        page.locator(".p-pop-over-content").get_by_role("button", name=APPLY).click()
    elif "enum" in field:
        _choose(page, place, value)
    elif field.get("type") == "boolean":
        if value:
            place.locator(".p-toggle__control, [role=switch], input[type=checkbox]").first.click(force=True)
    else:
        place.locator("textarea, input").first.fill(str(value))


def _choose(page: Page, place: Locator, said: str) -> None:
    if place.locator(".p-select-button__value").first.inner_text().strip() == said:
        return
    options = page.locator(".p-select-option")
    if not options.count():
        place.locator(".p-select-button").first.click()
    options.get_by_text(said, exact=True).first.click()
    expect(place.locator(".p-select-button").first).to_contain_text(said)


def _rows(page: Page, place: Locator, inner: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> None:
    items = place.locator(".schema-form-property-array-item")
    for number, row in enumerate(rows):
        if items.count() <= number:
            place.get_by_role("button", name=ADD).last.click()
        fill(page, items.nth(number), inner, row)
