"""Three ways to tell whether a webhook is genuine; any one of them is enough.

Reads deliveries as JSON lines, {"secret", "headers", "body" in Base64}, and says of each what the
three find. A server of yours calls one of these functions with what it received instead.
"""

import base64
import hashlib
import hmac
import json
import sys
import time

from standardwebhooks import Webhook, WebhookVerificationError


# region plain
def is_genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Looks at X-Hmac-Signature. `body` is what came over the wire, not JSON written anew."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    # The second header is only there while a secret is rotated.
    sent = [headers.get("x-hmac-signature", ""), headers.get("x-hmac-signature-next", "")]
    return any(hmac.compare_digest("sha256=" + digest, it) for it in sent)
# endregion


# region standard
def is_genuine_and_fresh(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Looks at the Standard Webhooks headers: nobody can send an old event again."""
    whsec = secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_")) if whsec else secret.encode()
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > 5 * 60:
        return False
    signed = f"{headers.get('webhook-id')}.{at}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    sent = headers.get("webhook-signature", "").split(" ")  # two while a secret is rotated
    return any(hmac.compare_digest("v1," + digest, it) for it in sent)
# endregion


# region library
def verified(secret: str, headers: dict[str, str], body: bytes) -> dict | None:
    """The same with a Standard Webhooks library (pip install standardwebhooks)."""
    if not secret.startswith("whsec_"):
        # A secret you brought yourself: the library wants the Base64 of its bytes.
        secret = base64.b64encode(secret.encode()).decode()
    try:
        return Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return None
# endregion


if __name__ == "__main__":
    for line in sys.stdin:
        one = json.loads(line)
        delivery = (one["secret"], one["headers"], base64.b64decode(one["body"]))
        found = [is_genuine(*delivery), is_genuine_and_fresh(*delivery), verified(*delivery)]
        print(*("genuine" if it else "forged" for it in found))
