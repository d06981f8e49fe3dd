"""A page as pictures: every PDF page and the full-page PNG say where and when; what is too long is cut and says so."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tasks.capture.printing import (
    MOST_HEIGHT,
    MOST_PAGES,
    WIDTH,
    Imprint,
    band,
    footer,
    header,
    top_margin_mm,
)

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

_SCALE: Final = 0.7
_STEP, _PAUSE = 900, 0.05
_HEIGHT: Final = "Math.max(document.documentElement.scrollHeight, document.body ? document.body.scrollHeight : 0)"
_NO_JAPANESE: Final = "この機械に日本語の書体がないため、文字が表示されていません"
_GLYPHS: Final = """() => {
  const draw = (sign) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 40;
    const pen = canvas.getContext('2d');
    pen.font = '30px sans-serif';
    pen.fillText(sign, 2, 32);
    return canvas.toDataURL();
  };
  return draw('漢') !== draw('愛') && draw('あ') !== draw('ん');
}"""


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """The files of a page that show it, and what they leave out."""

    pdf: bytes = field(repr=False)
    png: bytes = field(repr=False)
    html: bytes = field(repr=False)
    height: int
    notes: tuple[str, ...] = ()


async def take_pictures(page: "Page", url: str, moment: datetime, notes: tuple[str, ...]) -> Pictures:
    """Print and photograph the page as it stands. Raises playwright's Error."""
    rendered = (await page.content()).encode("utf-8", "surrogatepass")
    await _scroll(page)
    height = int(await page.evaluate(_HEIGHT))
    found = await _notes(page.context, height)
    imprint = Imprint(
        asked=url, final=page.url, moment=moment, notes=tuple(f"注意: {each}" for each in (*notes, *found))
    )
    png = await _photograph(page, imprint, height)
    pdf = await _print(page, imprint)
    return Pictures(pdf=pdf, png=png, html=rendered, height=height, notes=found)


async def _scroll(page: "Page") -> None:
    """Down once, so that pictures that load late are there, and back."""
    place = 0
    while place < min(int(await page.evaluate(_HEIGHT)), MOST_HEIGHT):
        place += _STEP
        await page.evaluate(f"window.scrollTo(0, {place})")
        await asyncio.sleep(_PAUSE)
    await page.evaluate("window.scrollTo(0, 0)")


async def _notes(context: "BrowserContext", height: int) -> tuple[str, ...]:
    notes = []
    if height > MOST_HEIGHT:
        notes.append(
            f"ページの高さ {height}px のうち、画像は上から {MOST_HEIGHT}px まで、PDF は最大 {MOST_PAGES} ページです"
        )
    probe = await context.new_page()
    try:
        if not await probe.evaluate(_GLYPHS):
            notes.append(_NO_JAPANESE)
    finally:
        await probe.close()
    return tuple(notes)


async def _photograph(page: "Page", imprint: Imprint, height: int) -> bytes:
    shown = max(1, min(height, MOST_HEIGHT))
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": shown}
    picture = await page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type] # a plain dict
    browser = page.context.browser
    if browser is None:  # a context that outlives its browser: there is none
        return picture
    quiet = await browser.new_context(viewport={"width": WIDTH, "height": 800}, java_script_enabled=False)
    try:
        frame = await quiet.new_page()
        await frame.set_content(band(imprint, picture, shown), wait_until="load")
        return await frame.screenshot(full_page=True)
    finally:
        await quiet.close()


async def _print(page: "Page", imprint: Imprint) -> bytes:
    await page.emulate_media(media="screen")
    return await page.pdf(
        format="A4",
        scale=_SCALE,
        print_background=True,
        display_header_footer=True,
        header_template=header(imprint),
        footer_template=footer(),
        page_ranges=f"1-{MOST_PAGES}",
        margin={"top": f"{top_margin_mm(imprint)}mm", "bottom": "14mm", "left": "12mm", "right": "12mm"},
    )
