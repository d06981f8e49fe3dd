"""Photograph mails as a reader sees them: `python -m tests.browser.mail_pictures [FOLDER]` (needs Chromium).

Each kind in both languages, on a telephone (390 px) and on a desk (1000 px), into FOLDER; without one only those of
the documentation, into their place. Nothing may be asked of any host, and nothing may be wider than the screen.
"""

import base64
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from flows.running import say
from models.terms import NoticeKind
from tests.browser.chromium import chromium, open_page
from tests.browser.make_pictures import PICTURES
from tests.tasks.mail.notices import make_mail, make_notice, with_picture

WIDTHS = {"phone": 390, "desk": 1000}
HEIGHT = 844
KEPT = {"deadline.ja-phone": "mail-deadline", "digest.ja-phone": "mail-digest"}


def main(folder: Path | None) -> int:
    """Photograph, and say where the pictures are; 1 when there is no browser or something is wrong with a page."""
    browser = chromium()
    if browser is None:
        say("Chromium is missing: apt install chromium fonts-noto-cjk")
        return 1
    (folder or PICTURES).mkdir(parents=True, exist_ok=True)
    asked: set[str] = set()
    too_wide: list[str] = []
    with open_page(browser, asked) as page:
        for name, html, width in pages():
            if folder is None and name not in KEPT:
                continue
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.set_content(html)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append(name)
            page.screenshot(path=folder / f"{name}.png" if folder else PICTURES / f"{KEPT[name]}.png", full_page=True)
    say(f"pictures in {folder or PICTURES}; asked of hosts: {sorted(asked)}; wider than the screen: {too_wide}")
    return 1 if asked or too_wide else 0


def pages() -> Iterator[tuple[str, str, int]]:
    """Each mail on each device: a name, what is shown, how wide."""
    for name, mail in mails().items():
        html = shown(mail)
        for device, width in WIDTHS.items():
            yield f"{name}-{device}", html, width


def mails() -> dict[str, EmailMessage]:
    """Every kind in both languages, by name."""
    return {
        f"{kind}.{language}": make_mail(with_picture(make_notice(kind, language)))
        for kind in NoticeKind
        for language in ("ja", "en")
    }


def shown(mail: EmailMessage) -> str:
    """The HTML as mail programs show it: the picture put in by its Content-ID."""
    body = mail.get_body(("html",))
    assert body is not None
    html: str = body.get_content()
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            data = base64.b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:image/png;base64,{data}")
    return html


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
