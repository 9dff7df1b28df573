/*
 * Receives Tonghu's webhooks: checks who sent them, passes over what came before, keeps the rest.
 *
 *   npm install && npm run build
 *   TONGHU_WEBHOOK_KEYS="whpk_..." npm start -- 9000 received.jsonl
 *
 * TONGHU_WEBHOOK_KEYS are the keys of the endpoint with spaces between: `whpk_` (ed25519, the public half) or `whsec_`
 * (HMAC); two of them while a key is being replaced. Put TLS in front of it.
 */
import { createPublicKey, verify } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";

const LARGEST = 1_000_000; // bytes
const TOLERANCE = 300; // seconds that a message may be old, or ahead of our clock

type Headers = Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>;

/** Whether one of the keys signed these headers and this body within the last minutes. */
function verified(keys: string[], headers: Headers, body: Buffer): boolean {
  return keys.some((key) => (key.startsWith("whpk_") ? byPair(key, headers, body) : bySecret(key, headers, body)));
}

/** HMAC: the official library checks the signature and the time. */
function bySecret(key: string, headers: Headers, body: Buffer): boolean {
  try {
    new Webhook(key).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

/** ed25519: the official JavaScript library does not know it yet, so these lines follow the specification (v1a). */
function byPair(key: string, headers: Headers, body: Buffer): boolean {
  const at = headers["webhook-timestamp"];
  if (!/^[0-9]+$/.test(at) || Math.abs(Date.now() / 1000 - Number(at)) > TOLERANCE) return false;
  const x = Buffer.from(key.slice("whpk_".length), "base64").toString("base64url");
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${at}.`), body]);
  return headers["webhook-signature"].split(" ").some((one) => {
    const [version, signature] = one.split(",");
    return version === "v1a" && verify(null, signed, publicKey, Buffer.from(signature ?? "", "base64"));
  });
}

function headersOf(all: IncomingHttpHeaders): Headers {
  const one = (name: string) => String(all[name] ?? "");
  return {
    "webhook-id": one("webhook-id"),
    "webhook-timestamp": one("webhook-timestamp"),
    "webhook-signature": one("webhook-signature"),
  };
}

const [port, store] = process.argv.slice(2);
const keys = (process.env["TONGHU_WEBHOOK_KEYS"] ?? "").split(" ").filter(Boolean);
if (!port || !store || keys.length === 0) throw new Error("usage: TONGHU_WEBHOOK_KEYS=... npm start -- PORT FILE");

const kept = existsSync(store) ? readFileSync(store, "utf8").split("\n").filter(Boolean) : [];
const seen = new Set(kept.map((line) => (JSON.parse(line) as { id: string }).id));

/** Answers 2xx only once the message is kept: whatever else it answers, the message comes again. */
async function receive(request: IncomingMessage): Promise<number> {
  if (!(Number(request.headers["content-length"]) <= LARGEST)) return 413;
  const body = Buffer.concat(await request.toArray());
  const headers = headersOf(request.headers);
  if (!verified(keys, headers, body)) return 401;
  const id = headers["webhook-id"];
  // The same event has the same id, however often it is sent.
  if (!seen.has(id)) {
    appendFileSync(store as string, `${JSON.stringify({ id, body: body.toString() })}\n`, { flush: true });
    seen.add(id);
    console.log("received", id);
  }
  return 204;
}

createServer({ requestTimeout: 10_000 }, (request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(500).end(),
  );
}).listen(Number(port), "127.0.0.1");
