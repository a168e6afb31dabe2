"""Sealed records before programs of others: poppler reads the seal and the letters, openssl stamps the time."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import agreements
from tests.builders import District
from tests.services.test_agreement_record import codes, edited, made, records
from workflow_app.pdf import sealing
from workflow_app.services import job, seal

CONFIG = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def pdfsig(folder: Path, data: bytes) -> str:
    (folder / "x.pdf").write_bytes(data)
    done = subprocess.run(("pdfsig", "-nocert", "x.pdf"), cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.tool("pdfsig")
def test_poppler_sees_exactly_one_valid_seal_over_all_of_it_and_every_letter(
    district: District, tmp_path: Path
) -> None:
    _, data = made(district)
    said = pdfsig(tmp_path, data)
    assert said.count("Signature #") == 1 and "Total document signed" in said
    assert "Signature Validation: Signature is Valid" in said and "ETSI.CAdES.detached" in said
    half = len(data) // 3
    assert "Signature is Valid" not in pdfsig(tmp_path, data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :])
    assert "Total document signed" not in pdfsig(tmp_path, edited(data))
    (tmp_path / "x.pdf").write_bytes(data)
    letters = " ".join(run(tmp_path, "pdftotext", "-layout", "x.pdf", "-").split())
    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "BẢN XÁC NHẬN KÝ KẾT", "Các bên đã ký", "Dấu điện tử của cơ quan"):
        assert words in letters
    told = run(tmp_path, "pdfinfo", "-struct-text", "x.pdf")
    assert re.search(r"^ *(H1|Title)", told, re.M) and "Table" in told and "Figure" in told


@pytest.fixture
def stamping(tmp_path: Path) -> Iterator[str]:
    """A timestamping service on this machine: openssl behind a local address."""
    folder = tmp_path / "tsa"
    folder.mkdir()
    (folder / "serial").write_text("01\n", encoding="utf-8")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder), encoding="utf-8")
    usage = "extendedKeyUsage=critical,timeStamping"
    run(folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
        "-days", "3650", "-subj", "/CN=TSA", "-addext", usage)  # fmt: skip

    class Stamps(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            run(folder, "openssl", "ts", "-reply", "-queryfile", "q", "-out", "r", "-config", "tsa.cnf",
                "-signer", "cert.pem", "-inkey", "key.pem")  # fmt: skip
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write((folder / "r").read_bytes())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Stamps) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.tool("openssl")
def test_a_timestamping_service_stamps_the_seal_and_one_that_is_away_delays_it(
    district: District, stamping: str
) -> None:
    house = district.house
    seal.create(house, "Huyện ủy")
    agreements.in_force(district)
    away = replace(house, settings=replace(house.settings, timestamps_url="http://127.0.0.1:9/"))
    job.run_due(away)
    assert not records(house), "nothing is sealed at a lower level than was asked for"
    district.house.clock.advance(hours=2)  # type: ignore[attr-defined]
    job.run_due(replace(house, settings=replace(house.settings, timestamps_url=stamping)))
    [(_, file)] = records(house)
    data = house.files.read(file.sha256)
    read = sealing.read_sealed(data)
    assert read.stamped_at is not None and codes(data, house.keys.verifiers.text()) == []
    bad = data.replace(b"PAdES", b"PAdEs", 1) if b"PAdES" in data else data[:900] + b"x" + data[901:]
    assert codes(bad, house.keys.verifiers.text()) == ["seal-broken"]
