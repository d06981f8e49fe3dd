"""A small site on this machine: pages that show themselves, refuse, are gone, lead elsewhere or never end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POST = "植込さんは経費を横領した"
THREAD = f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>見本掲示板</title>
<link rel="stylesheet" href="/style.css"></head><body><h1>見本掲示板</h1>
<img src="http://10.0.0.7/inside.png" alt=""><p>101 名無し: {POST}。</p></body></html>"""
TALL = '<!DOCTYPE html><meta charset="utf-8"><h1>塔の頂</h1><div style="height:200000px"></div>'
LOGIN = '<!DOCTYPE html><meta charset="utf-8"><form>ログインしてください<input type="password"></form>'
PIECE = b"<!-- " + b"x" * 65_000 + b" -->"


@dataclass
class Site:
    """`said` replaces what a path answers: status and page. `asked` are the paths, with their headers."""

    port: int
    said: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    """Answers from PAGES and from what the site was told to say."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:  # the name is http.server's
        self.site.asked.append((self.path, dict(self.headers.items())))
        path = self.path.partition("?")[0]
        if path in LEADS_TO:
            self._answer(302, "", Location=LEADS_TO[path])
        elif path == "/silent":
            self.site.ended.wait(30)
        elif path == "/endless":
            self._endless()
        else:
            self._answer(*self.site.said.get(path, PAGES.get(path, (404, "<p>Not Found</p>"))))

    def _answer(self, status: int, page: str, **headers: str) -> None:
        body = page.encode()
        self.send_response(status)
        kind = "text/css" if self.path.endswith(".css") else "text/html; charset=utf-8"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.site.ended.is_set():
                self.wfile.write(PIECE)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[Site]:
    """Serve until the block ends."""
    site = Site(port=0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {"site": site}))
    server.daemon_threads = True
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        site.ended.set()
        server.shutdown()
        server.server_close()


LEADS_TO = {"/moved": "/thread?<b>&x=1", "/inward": "http://169.254.169.254/latest/meta-data/"}
PAGES = {
    "/thread": (200, THREAD),
    "/style.css": (200, "p { color: #123456 }"),
    "/tall": (200, TALL),
    "/login": (200, LOGIN),
    "/bare": (410, ""),
    "/forbidden": (403, "<h1>Forbidden</h1>"),
}
