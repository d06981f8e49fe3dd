"""Photograph every mail as a reader sees it: `python -m tests.browser.mail_pictures FOLDER` (needs Chromium).

Each kind in both languages, on a telephone (390 px) and on a desk (1000 px); nothing may be asked of any host.
"""

import base64
import sys
from email.message import EmailMessage
from pathlib import Path

from flows.running import say
from models.terms import NoticeKind
from tests.browser.chromium import chromium, open_page
from tests.tasks.mail.notices import make_mail, make_notice, with_picture

WIDTHS = {"phone": 390, "desk": 1000}
HEIGHT = 844


def main(folder: Path) -> int:
    """Photograph, and say where the pictures are; 1 when there is no browser or a page asked for anything."""
    browser = chromium()
    if browser is None:
        say("Chromium is missing: apt install chromium fonts-noto-cjk")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    asked: set[str] = set()
    with open_page(browser, asked) as page:
        for name, mail in mails().items():
            page.set_content(shown(mail))
            for device, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": HEIGHT})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    say(f"{name}: wider than a {device}")
                page.screenshot(path=folder / f"{name}-{device}.png", full_page=True)
    say(f"pictures in {folder}; asked of other hosts: {sorted(asked) or 'nothing'}")
    return 1 if asked else 0


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
    sys.exit(main(Path(sys.argv[1])))
