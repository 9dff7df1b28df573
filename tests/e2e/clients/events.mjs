// Speaks graphql-sse's protocol with the server by its own client: node events.mjs ADDRESS TOKEN
// Prints a line of JSON for the answer to a query, and for the first alert after a sequence of 0.
import { createClient } from "graphql-sse";

const [url, token] = process.argv.slice(2);
const client = createClient({ url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });

for (const query of ["{ viewer { subject } }", 'subscription { alerts(after: "0") { sequence kind } }']) {
  for await (const result of client.iterate({ query })) {
    console.log(JSON.stringify(result));
    break;
  }
}
client.dispose();
