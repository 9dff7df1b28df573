// Apollo Client for Tonghu: pages of connections joined in the cache, retries that double nothing, one socket.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { RetryLink } from "@apollo/client/link/retry";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import { map } from "rxjs";

import { type Access, LANGUAGE } from "../shared/access.ts";

const BUSY = ["UNAVAILABLE", "RATE_LIMITED"];
const SILENCE = 60_000; // milliseconds: the server pings every 25 s, so the line is dead

export function makeClient({ url, token }: Access): ApolloClient {
  const authorization = async (): Promise<string> => `Bearer ${await token()}`;

  let silent: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: async () => ({ Authorization: await authorization(), "Accept-Language": LANGUAGE }),
    retryAttempts: 0, // it would open the same subscription again and miss what happened meanwhile: see follow.ts
    on: {
      message() {
        clearTimeout(silent);
        silent = setTimeout(() => socket.terminate(), SILENCE);
      },
      closed: () => clearTimeout(silent),
    },
  });

  const authorized = new SetContextLink(async ({ headers }) => ({
    headers: { ...headers, authorization: await authorization(), "accept-language": LANGUAGE },
  }));
  // "Come again later" is an error for RetryLink, like a lost connection.
  const busy = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      map((result) => {
        const later = result.errors?.some(({ extensions }) => BUSY.includes(String(extensions?.code)));
        if (later) throw new CombinedGraphQLErrors(result);
        return result;
      }),
    ),
  );
  const http = ApolloLink.from([
    // Mutations are tried again, too: each carries an idempotencyKey.
    new RetryLink({ delay: { initial: 500, max: 10_000, jitter: true }, attempts: { max: 5 } }),
    busy,
    authorized,
    new HttpLink({ uri: url }),
  ]);

  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      http,
    ),
    cache: new InMemoryCache({
      typePolicies: {
        Query: { fields: { children: relayStylePagination(["where", "orderBy"]) } },
        Child: { fields: { visits: relayStylePagination() } },
      },
    }),
  });
}
