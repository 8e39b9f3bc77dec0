"""A telephone company that accepts every SMS and delivers none: Twilio's one endpoint we use."""

import json
import re
import secrets
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

from clinic.demo.inbox import keep_sms

ENDPOINT = re.compile(r"/2010-04-01/Accounts/(\w+)/Messages\.json")
ACCOUNT = "ACdemo"
SENDER = "+16045550100"


class SmsSink:
    """Listens on a free port of this machine; keeps what it receives in `inbox`."""

    def __init__(self, inbox: Path) -> None:
        self.inbox = inbox
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _endpoint_of(self))
        self.server.daemon_threads = True
        self.thread = Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )

    @property
    def url(self) -> str:
        """What SMS_URL must be for messages to land here."""
        host = f"127.0.0.1:{self.server.server_port}"
        return f"twilio+http://{ACCOUNT}:demo-only@{host}?from=%2B{SENDER.lstrip('+')}"

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def receive(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Takes one message; gives the status and the body that Twilio would answer with."""
        to, sender, body = (
            form.get("To", ""),
            form.get("From", ""),
            form.get("Body", ""),
        )
        if not to or not body:
            return 400, {"code": 21604, "message": "A 'To' and a 'Body' are required."}
        keep_sms(self.inbox, to=to, sender=sender, body=body)
        sid = f"SM{secrets.token_hex(16)}"
        return 201, {
            "sid": sid,
            "status": "queued",
            "to": to,
            "from": sender,
            "body": body,
        }


def _endpoint_of(sink: SmsSink) -> type[BaseHTTPRequestHandler]:
    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            if ENDPOINT.fullmatch(self.path):
                self._answer(*sink.receive(dict(parse_qsl(text))))
            else:
                self._answer(404, {"code": 20404, "message": "There is no such resource."})

        def _answer(self, status: int, body: dict[str, object]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Says nothing: the message is in the inbox."""

    return Endpoint
