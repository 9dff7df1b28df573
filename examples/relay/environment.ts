// Relay for Tonghu: its store, and a network layer that tells faults of a request from answers.
import { Environment, type FetchFunction, type GraphQLResponse, Network, RecordSource, Store } from "relay-runtime";

import { type Access, LANGUAGE } from "../shared/access.ts";
import { faults } from "../shared/show.ts";

export function makeEnvironment({ url, token }: Access): Environment {
  const ask: FetchFunction = async ({ name, text }, variables) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${await token()}`,
        accept: "application/graphql-response+json",
        "accept-language": LANGUAGE,
        "content-type": "application/json",
      },
      body: JSON.stringify({ query: text, variables, operationName: name }),
    });
    const answer = await response.json();
    if (answer.errors) throw new Error(JSON.stringify(faults(answer.errors)));
    return answer as GraphQLResponse;
  };
  return new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
}
