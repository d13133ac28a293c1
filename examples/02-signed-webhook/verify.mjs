// Two ways to tell whether a webhook is genuine; either is enough. Needs nothing but Node 18.
//
// Reads deliveries as JSON lines, {"secret", "headers", "body" in Base64}, and says of each what the
// two find. A server of yours calls one of these functions with what it received instead.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

// region equal
function equal(one, other) {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
// endregion

// region plain
// Looks at X-Hmac-Signature. `body` is the Buffer that came over the wire, not JSON written anew.
export function isGenuine(secret, headers, body) {
  const digest = "sha256=" + createHmac("sha256", secret).update(body).digest("hex");
  // The second header is only there while a secret is rotated.
  const sent = [headers["x-hmac-signature"], headers["x-hmac-signature-next"]];
  return sent.some((it) => equal(it ?? "", digest));
}
// endregion

// region standard
// Looks at the Standard Webhooks headers: nobody can send an old event again.
export function isGenuineAndFresh(secret, headers, body) {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const at = headers["webhook-timestamp"] ?? "";
  if (!(Math.abs(Date.now() / 1000 - Number(at || NaN)) <= 5 * 60)) return false;
  const signed = createHmac("sha256", key).update(`${headers["webhook-id"]}.${at}.`).update(body);
  const digest = "v1," + signed.digest("base64");
  const sent = (headers["webhook-signature"] ?? "").split(" "); // two while a secret is rotated
  return sent.some((it) => equal(it, digest));
}
// endregion

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { secret, headers, body } = JSON.parse(line);
    const delivery = [secret, headers, Buffer.from(body, "base64")];
    const found = [isGenuine(...delivery), isGenuineAndFresh(...delivery)];
    console.log(found.map((it) => (it ? "genuine" : "forged")).join(" "));
  }
}
