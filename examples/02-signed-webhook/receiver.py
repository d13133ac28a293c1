"""Receives webhooks and shows those whose signature is right; anything else gets 401.

    WEBHOOK_SECRET=whsec_... python3 receiver.py [port]

Needs nothing but Python's standard library. Port 8091 when left out.
"""

import hashlib
import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ.get("WEBHOOK_SECRET", "")
MAX_BODY = 1024 * 1024


# region verify
def is_genuine(body: bytes, headers) -> bool:
    """Whether X-Hmac-Signature fits the body, the exact bytes as they came over the wire."""
    expected = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    # While a secret is rotated the older signs in the first header, the newer in the second.
    sent = [headers.get("X-Hmac-Signature", ""), headers.get("X-Hmac-Signature-Next", "")]
    return any(hmac.compare_digest(expected, it) for it in sent)
# endregion


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept for the next event
    timeout = 60  # seconds without a request, then a kept connection is closed
    seen = set()  # an event may come twice; its id and status tell

    def do_POST(self):
        size = int(self.headers.get("Content-Length") or 0)
        if size > MAX_BODY:
            self.close_connection = True  # the body is not read
            return self.answer(413)
        body = self.rfile.read(size)
        if not is_genuine(body, self.headers):
            print("refused: the signature is wrong", flush=True)
            return self.answer(401)
        event = json.loads(body)
        key = (event["message_id"], event["status"])
        self.answer(204)  # first answer, then work: the sender waits only for some seconds
        if key not in self.seen:
            self.seen.add(key)
            print(json.dumps(event, ensure_ascii=False), flush=True)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format, *args):
        pass  # only events are shown


if __name__ == "__main__":
    if not SECRET:
        sys.exit("Set WEBHOOK_SECRET to the secret your webhooks are signed with.")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8091
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    except OSError as problem:
        sys.exit(f"Port {port}: {problem.strerror}. Give another: python3 receiver.py 8092")
    print(f"Listening on http://127.0.0.1:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
