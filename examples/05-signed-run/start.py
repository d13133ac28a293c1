"""Starts a run with a password, in a signed request. Needs nothing but Python.

Usage: start.py WORKFLOW_ID URL < password
Environment: NEN_API_URL, NEN_API_KEY, NEN_SIGNING_SECRET (`handwright keys signing create`).
"""

import hashlib
import hmac
import json
import os
import sys
import time
import urllib.request


# region sign
def sign(secret, method, path, body):
    """The headers that sign a request; path without the query, body as the bytes sent."""
    timestamp = str(int(time.time()))
    body_hash = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}\n{timestamp}\n{body_hash}"
    signature = hmac.new(secret.encode(), canonical.encode(), hashlib.sha256).hexdigest()
    return {"x-timestamp": timestamp, "x-signature": signature}
# endregion


def main():
    workflow, url = sys.argv[1:]
    password = sys.stdin.readline().rstrip("\n")
    # region send
    body = json.dumps(
        {
            "workflow_id": workflow,
            "workflow_params": {"URL": url},
            "secure_workflow_params": {"password": password},
        }
    ).encode()
    request = urllib.request.Request(
        os.environ["NEN_API_URL"] + "/runs",
        data=body,
        headers={
            "Content-Type": "application/json",
            "x-api-key": os.environ["NEN_API_KEY"],
            **sign(os.environ["NEN_SIGNING_SECRET"], "POST", "/runs", body),
        },
    )
    with urllib.request.urlopen(request) as answer:
        print(json.load(answer)["messageId"])
    # endregion


main()
