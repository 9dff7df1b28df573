// Runs graphql-http's audits of a server (GraphQL over HTTP): node audits.mjs ADDRESS TOKEN
// Prints a line of JSON for each: its id, name, status ("ok", "notice", "warn", "error"), and why it is not ok.
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);

const fetchFn = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
