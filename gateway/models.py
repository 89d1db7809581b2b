"""`GET /api/nlu/model`: the newest trained model, for understanding processes on other hosts.

They ask again and again with the ETag of the model they have (`NLU_MODEL_URL`), and get the
file only when there is another one. The token is `RASA_TOKEN`.
"""

import hmac
from pathlib import Path

from flask import Blueprint, Response, request, send_file

from nlu.models import newest

MODELS = Path("var/models")


def blueprint(folder: Path, token: str) -> Blueprint:
    """Return the address that serves the newest model in `folder`."""
    api = Blueprint("nlu_model", __name__)

    @api.get("/api/nlu/model")
    def model() -> Response:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = bool(token) and hmac.compare_digest(
            given.encode("utf-8", "replace"), token.encode()
        )
        if not known:
            return Response("RASA_TOKEN is needed\n", 403, content_type="text/plain")
        file = newest(folder)
        if file is None:
            return Response("no model is trained\n", 404, content_type="text/plain")
        if request.if_none_match.contains(file.name):
            return Response(status=304, headers={"ETag": f'"{file.name}"'})
        answer = send_file(file.resolve(), mimetype="application/gzip", etag=False)
        answer.headers |= {"ETag": f'"{file.name}"', "filename": file.name}
        return answer

    return api
