"""Where kept files are: a folder, or a bucket of anything that speaks S3."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from gateway.errors import BadSettingsError, UnreachableError

NAME = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}\.(?:jpg|png)")
"""Names of kept files; the second kind is of the first releases."""
SECONDS = 10


class Storage(Protocol):
    """Keeps files by name."""

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`, whole or not at all. Raises `UnreachableError`."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return what is kept under `name`, if anything. Raises `UnreachableError`."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """Files in a folder."""

    path: Path

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`; another process sees the whole file or none."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            part = self.path / f".{name}.part"
            part.write_bytes(content)
            part.replace(self.path / name)
        except OSError as error:
            raise UnreachableError(f"media folder: {error.strerror}") from error

    def get(self, name: str) -> bytes | None:
        """Return the file, if there is one."""
        try:
            return (self.path / name).read_bytes() if NAME.fullmatch(name) else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreachableError(f"media folder: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Bucket:
    """Files in a bucket, through boto3."""

    client: Any
    name: str
    prefix: str

    def put(self, name: str, content: bytes) -> None:
        """Keep `content`."""
        self._call("put_object", Key=self.prefix + name, Body=content)

    def get(self, name: str) -> bytes | None:
        """Return the object, if there is one."""
        if not NAME.fullmatch(name):
            return None
        found = self._call("get_object", Key=self.prefix + name)
        return None if found is None else bytes(found["Body"].read())

    def _call(self, what: str, **given: Any) -> Any:
        from botocore.exceptions import (  # noqa: PLC0415 - an extra
            BotoCoreError,
            ClientError,
        )

        try:
            return getattr(self.client, what)(Bucket=self.name, **given)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in {"NoSuchKey", "404"}:
                return None
            raise UnreachableError(f"media bucket: {code}") from error
        except BotoCoreError as error:
            raise UnreachableError(f"media bucket: {type(error).__name__}") from error


def connect(url: str, endpoint: str) -> Storage:
    """Return the storage at `url`: a folder, or `s3://bucket/prefix` at `endpoint` or Amazon.

    Keys come from the environment, as boto3 reads them. Raises `BadSettingsError`.
    """
    address = urlsplit(url)
    if not address.scheme:
        return Folder(Path(url))
    if address.scheme != "s3" or not address.netloc:
        raise BadSettingsError("MEDIA_URL: must be a folder, or look like s3://bucket/folder")
    try:
        import boto3  # noqa: PLC0415 - an extra; installed where it is asked for
        from botocore.config import Config  # noqa: PLC0415 - likewise
    except ImportError as error:
        raise BadSettingsError("MEDIA_URL: s3:// needs `pip install kentongan[s3]`") from error
    patience = Config(
        connect_timeout=SECONDS, read_timeout=SECONDS, retries={"max_attempts": 2}
    )
    client = boto3.client("s3", endpoint_url=endpoint or None, config=patience)
    folder = address.path.strip("/")
    return Bucket(client, address.netloc, f"{folder}/" if folder else "")
