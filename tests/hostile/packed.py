"""Hostile archives and mail: bombs, nests, lying sizes and names that climb."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable

from tests.hostile.row import Row, article
from tests.ingest.texts import HARBOUR

MEGA = 1_000_000
WHEN = "Tue, 3 Mar 2026 10:00:00 +0000"
HEAD = f"From: Ana <ana@wire.example>\r\nTo: desk@example.org\r\nSubject: A pier\r\nDate: {WHEN}\r\n"


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return written.getvalue()


def zip_nest() -> bytes:
    data = article(11).encode()
    for depth in range(60):
        data = zipped([(f"{depth}.zip" if depth else "a.txt", data)])
    return data


def zip_overlapping() -> bytes:
    """A bomb whose members all inflate fully, each within every ratio."""
    noise = "".join(f"{n * n} " for n in range(120_000)).encode()
    return zipped((f"{n}.txt", noise + str(n).encode()) for n in range(140))


def climbing() -> bytes:
    names = ("../../up.txt", "/etc/passwd", "..\\..\\up.txt", "a/../../b.txt", "C:\\x.txt")
    return zipped((name, article(20 + n).encode()) for n, name in enumerate(names))


def furniture() -> bytes:
    """What a saved site holds beside its pages."""
    return zipped(
        [
            ("site.js", b"function open() { return document.title; }\n" * 50),
            ("site.css", b"body { color: black; }\n" * 50),
            ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(300)),
            ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"),
            ("font.woff2", b"wOF2" + bytes(300)),
            ("a.txt", article(12).encode()),
        ]
    )


def links() -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for number in range(3_000):
            entry = tarfile.TarInfo(f"link{number}")
            entry.type = tarfile.SYMTYPE if number % 2 else tarfile.LNKTYPE
            entry.linkname = f"link{(number + 1) % 3_000}"
            archive.addfile(entry)
        entry = tarfile.TarInfo("a.txt")
        data = article(13).encode()
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return written.getvalue()


def holes() -> bytes:
    """A GNU sparse file of a terabyte that takes no room."""
    header = tarfile.TarInfo("holes.txt")
    header.type = tarfile.GNUTYPE_SPARSE
    raw = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    raw[386:398], raw[398:410], raw[483:495] = b"00000000000\0", b"00000000000\0", b"17777777777\0"
    raw[148:156] = b" " * 8
    raw[148:156] = b"%06o\0 " % sum(raw[:512])
    return bytes(raw) + bytes(1024)


def attachment() -> bytes:
    body = base64.encodebytes(b"".join(b"%d the pier is open " % n for n in range(1_400_000))[: 36 * MEGA])
    return (
        (
            f'{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
            f"Content-Type: text/plain\r\n\r\n{HARBOUR[0]}\r\n--x\r\nContent-Type: application/octet-stream\r\n"
            'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="big.txt"\r\n\r\n'
        ).encode()
        + body
        + b"\r\n--x--\r\n"
    )


def parts() -> bytes:
    each = f"--x\r\nContent-Type: text/plain\r\n\r\n{HARBOUR[0]}\r\n"
    head = f'{HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
    return (head + each * 10_000 + "--x--\r\n").encode()


def nested_messages() -> bytes:
    return (
        f"{HEAD}MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" * 1_000 + HEAD + "\r\n" + HARBOUR[0]
    ).encode()


def nested_parts() -> bytes:
    boundaries = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3_000))
    return f"{HEAD}MIME-Version: 1.0\r\n{boundaries}Content-Type: text/plain\r\n\r\n{HARBOUR[0]}\r\n".encode()


def mailbox() -> bytes:
    return b"".join(b"From ana@wire.example Tue Mar  3 10:00:%02d 2026\n\nx\n\n" % (n % 60) for n in range(100_000))


def header() -> bytes:
    return (
        HEAD + "X-Long: " + "a " * MEGA + "\r\nSubject: " + "=?utf-8?q?a?= " * 100_000 + "\r\n\r\n" + HARBOUR[0]
    ).encode()


def lying_record() -> bytes:
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{HARBOUR[0]}</p>"
    record = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://wire.example/{n}\r\n"
        "WARC-Date: 2026-03-03T10:00:00Z\r\nContent-Type: application/http;msgtype=response\r\n"
        "Content-Length: {size}\r\n\r\n{page}\r\n\r\n"
    )
    sizes = (len(page), 10**15, -5, 3, len(page))
    return "".join(record.format(n=n, size=size, page=page) for n, size in enumerate(sizes)).encode()


ROWS = (
    Row(
        told="a ZIP member of 90 MB of zeros",
        file="ratio.zip",
        make=lambda: zipped([("a.txt", bytes(90 * MEGA))]),
        quick=True,
    ),
    Row(told="a ZIP of 140 members, 100 MB and more in all", file="sum.zip", make=zip_overlapping),
    Row(told="ZIP archives nested 60 deep", file="nest.zip", make=zip_nest, quick=True),
    Row(
        told="a ZIP of 100,000 members",
        file="many.zip",
        make=lambda: zipped(((f"{n}.txt", b"") for n in range(100_000)), zipfile.ZIP_STORED),
    ),
    Row(
        told="a ZIP of 3,000 tiny articles",
        file="tiny.zip",
        make=lambda: zipped((f"{n}.txt", article(n).encode()) for n in range(3_000)),
    ),
    Row(told="a ZIP whose names climb out", file="climb.zip", make=climbing, quick=True),
    Row(told="a saved site's scripts and pictures in a ZIP", file="site.zip", make=furniture, quick=True),
    Row(told="a gzip bomb of 1 GB", file="bomb.txt.gz", make=lambda: gzip.compress(bytes(1000 * MEGA), 6)),
    Row(
        told="gzip in gzip in gzip, 300 MB",
        file="bomb.gz",
        make=lambda: gzip.compress(gzip.compress(gzip.compress(bytes(300 * MEGA)))),
    ),
    Row(told="a tar of 3,000 links in a ring", file="links.tar", make=links, quick=True),
    Row(told="a tar member of a terabyte of holes", file="holes.tar", make=holes, quick=True),
    Row(told="50 MB mail with one attachment", file="big.eml", make=attachment),
    Row(told="a mail of 10,000 parts", file="parts.eml", make=parts),
    Row(told="messages in messages, 1,000 deep", file="deep.eml", make=nested_messages, quick=True),
    Row(told="parts in parts, 3,000 deep", file="parts-deep.eml", make=nested_parts, quick=True),
    Row(told="a mail with a header of 2 MB", file="header.eml", make=header),
    Row(told="a mailbox of 100,000 messages of one letter", file="all.mbox", make=mailbox),
    Row(told="web archive records that lie about their length", file="lies.warc", make=lying_record, quick=True),
)
