"""Where files are kept: a folder, and a bucket of a real S3 server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import BadSettingsError, UnreachableError
from gateway.media.storage import Folder, Storage, connect
from tests.running import eventually, free_port, process

PEERS = Path(__file__).parent.parent / "peers" / "node_modules"
S3 = PEERS / "s3rver" / "bin" / "s3rver.js"
NAME = "a" * 32
KEYS = {"AWS_ACCESS_KEY_ID": "S3RVER", "AWS_SECRET_ACCESS_KEY": "S3RVER"}


def keeps(storage: Storage) -> None:
    """Assert that a storage does what it is for."""
    assert storage.get(NAME) is None
    storage.put(NAME, b"one")
    storage.put(NAME, b"two")
    assert storage.get(NAME) == b"two"
    for other in ("../secret", "a", "A" * 32, f"{NAME}.jpg", ""):
        assert storage.get(other) is None


def test_a_folder(tmp_path: Path) -> None:
    keeps(connect(str(tmp_path / "media"), ""))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreachableError, match="media folder"):
        Folder(tmp_path / "file" / "media").put(NAME, b"x")
    (tmp_path / NAME).mkdir()
    with pytest.raises(UnreachableError, match="media folder"):
        Folder(tmp_path).get(NAME)


@pytest.mark.parametrize("url", ["s3:///nothing", "ftp://host/x", "s3:"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadSettingsError, match="MEDIA_URL"):
        connect(url, "")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the address of an S3 server that others wrote."""
    if not (S3.exists() and shutil.which("node")):
        reason = "s3rver is missing; run tests/peers/setup.sh"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    for name, value in {**KEYS, "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    port, log = free_port(), tmp_path / "s3.log"
    command = ["node", str(S3), "-d", str(tmp_path / "s3"), "-a", "127.0.0.1", "-p", str(port)]
    with process([*command, "--configure-bucket", "kota"], log, {**os.environ, **KEYS}):
        assert eventually(lambda: "listening" in log.read_text()), log.read_text()
        yield f"http://127.0.0.1:{port}"


@pytest.mark.slow
def test_a_bucket(server: str) -> None:
    keeps(connect("s3://kota/foto/warga", server))


@pytest.mark.slow
def test_a_bucket_that_is_not_there(server: str) -> None:
    with pytest.raises(UnreachableError, match="media bucket: NoSuchBucket"):
        connect("s3://desa", server).put(NAME, b"x")


@pytest.mark.slow
def test_a_bucket_nobody_answers_for(server: str) -> None:
    assert server
    with pytest.raises(UnreachableError, match="media bucket: EndpointConnectionError"):
        connect("s3://kota", f"http://127.0.0.1:{free_port()}").put(NAME, b"x")
