// What others' WhatsApp client makes of calls of Meta's, and of messages we want sent.
// Standard input: {secret, calls: [{body, signature}], sends: [[method, parameters]]}.
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";

let text = "";
for await (const part of process.stdin) text += part;
const { secret, calls = [], sends = [], url = "" } = JSON.parse(text);

const read = calls.map(({ body, signature }) => {
  const genuine = verifySignature({ appSecret: secret, rawBody: body, signatureHeader: signature });
  return { genuine, ...normalizeWebhook(JSON.parse(body)) };
});
const client = new WhatsAppClient({ accessToken: "t", baseUrl: url || "http://127.0.0.1:9", graphVersion: "v25.0" });
const sent = [];
for (const [method, parameters] of sends) {
  try {
    await client.messages[method](parameters);
    sent.push("");
  } catch (error) {
    sent.push(String(error.message));
  }
}
process.stdout.write(JSON.stringify({ read, sent }));
