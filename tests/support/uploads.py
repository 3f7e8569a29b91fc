"""Sends forms with files; whatever their size, the test client leaves no temporary file behind."""

import io
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart


def _file(content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), "a.jpg", content_type="application/octet-stream")


def post(client: FlaskClient, address: str, fields: Mapping[str, Any]) -> TestResponse:
    """Send a form.

    Args:
        client: the browser.
        address: where the form goes.
        fields: what is typed; bytes are the content of a file.
    """
    typed = {name: _file(one) if isinstance(one, bytes) else one for name, one in fields.items()}
    boundary, body = encode_multipart(typed)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return client.post(address, data=body, content_type=kind, buffered=True)
