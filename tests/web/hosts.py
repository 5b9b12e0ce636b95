"""The web servers that a desk may stand behind, each started with the sample configuration from docs/serving/."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.web.server import Server
from tests.desks import ROOT

SAMPLES = ROOT / "docs" / "serving"
#: the programs that each host needs, in the places where systems keep them
PROGRAMS = {"digest": "", "nginx": "nginx", "apache": "apache2", "caddy": "caddy"}
_MODULES = ("mpm_event", "authz_core", "mime", "dir", "env", "filter", "deflate", "headers", "rewrite")


def program(host: str) -> str | None:
    """The path of a host's program; None where it is not installed, "" for our own."""
    name = PROGRAMS[host]
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin") if name else ""


@contextmanager
def serving(host: str, root: Path, work: Path) -> Iterator[int]:
    """Serve the folder `root` by `host` on a port of this machine; `work` takes its logs and settings."""
    if host == "digest":
        server = Server(root, "127.0.0.1", 0)
        server.start()
        yield int(server.url.rstrip("/").rpartition(":")[2])
        server.stop()
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = {"nginx": _nginx, "apache": _apache, "caddy": _caddy}[host](port, root, work)
    with (work / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(program(host)), *command], stdout=log, stderr=log, env={**os.environ, "HOME": str(work)}
        )
        try:
            _wait(port, process, work / "log")
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _nginx(port: int, root: Path, work: Path) -> list[str]:
    site = _sample("nginx.conf", {"listen 80;": f"listen 127.0.0.1:{port};"} | _own(root, "/var/log/nginx", work))
    user = "user root;" if os.geteuid() == 0 else ""
    paths = " ".join(
        f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"{user} daemon off; worker_processes 1; pid {work}/pid; error_log {work}/error.log; events {{}}"
    (work / "nginx.conf").write_text(f"{main}\nhttp {{ access_log off; {paths}\n{site}\n}}\n")
    return ["-c", str(work / "nginx.conf"), "-p", str(work)]


def _apache(port: int, root: Path, work: Path) -> list[str]:
    site = _sample("apache.conf", {"*:80": f"127.0.0.1:{port}"} | _own(root, "/var/log/apache2", work))
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in _MODULES)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    # as Debian comes: it packs these types itself where it is not told otherwise
    packing = "AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css application/xml"
    main = f'PidFile "{work}/pid"\nErrorLog "{work}/error.log"\nServerName localhost\nListen 127.0.0.1:{port}\n'
    main += 'LogFormat "%h %l %u %t \\"%r\\" %>s %O" combined\n'
    types = "TypesConfig /etc/mime.types\nAddType application/x-gzip .gz"
    (work / "apache.conf").write_text(f"{modules}\n{main}{user}\n{types}\n{packing}\n{site}")
    return ["-D", "FOREGROUND", "-d", str(work), "-f", str(work / "apache.conf")]


def _own(root: Path, logs: str, work: Path) -> dict[str, str]:
    return {"/srv/desk/feeds": str(root), logs: str(work)}


def _caddy(port: int, root: Path, work: Path) -> list[str]:
    site = _sample("Caddyfile", {"news.example.org {": f"http://127.0.0.1:{port} {{", "/srv/desk/feeds": str(root)})
    (work / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{site}")
    return ["run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


def _sample(name: str, own: dict[str, str]) -> str:
    """The sample as a person would make it their own: the marked values replaced."""
    text = (SAMPLES / name).read_text()
    for sample, value in own.items():
        assert sample in text, f"{name} no longer says {sample}"
        text = text.replace(sample, value)
    return text


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.02)
        else:
            return
