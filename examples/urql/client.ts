// urql for Tonghu: documents are cached, subscriptions come as Server-Sent Events over fetch. No further package.
import { cacheExchange, Client, fetchExchange } from "@urql/core";

import { type Access, LANGUAGE } from "../shared/access.ts";

export async function makeClient({ url, token }: Access): Promise<Client> {
  let authorization = `Bearer ${await token()}`;
  setInterval(async () => (authorization = `Bearer ${await token()}`), 60_000).unref?.();
  return new Client({
    url,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: () => ({ headers: { authorization, "accept-language": LANGUAGE } }),
    fetchSubscriptions: true,
    preferGetMethod: false, // what is asked about persons belongs in a body, not in the addresses that proxies log
  });
}
