// Recording a visit: refusals by field, warnings, retries with the same key, and the cache afterwards.
import type { ApolloClient } from "@apollo/client";

import { graphql } from "../gql/index.ts";
import type { RecordVisitInput, RecordVisitMutation } from "../gql/graphql.ts";

export const RECORD_VISIT = graphql(`
  mutation RecordVisit($input: RecordVisitInput!) {
    recordVisit(input: $input) {
      visits { id occurredAt missingFindings }
      children { id overdue nextVisitDue lastHouseholdVisit { id occurredAt } }
      userErrors { code message path citation }
      warnings { code message path citation }
    }
  }
`);

export type VisitPayload = RecordVisitMutation["recordVisit"];

/** An empty form. Its key is made here, once: however often it is sent, it is one visit. */
export function newVisit(childId: string, occurredAt: Date): RecordVisitInput {
  return {
    childIds: [childId],
    mode: "HOUSEHOLD",
    occurredAt: occurredAt.toISOString(),
    idempotencyKey: crypto.randomUUID(),
  };
}

/** Sends a form. Refused is what `userErrors` says; a fault of the request or the server is thrown. */
export async function recordVisit(client: ApolloClient, input: RecordVisitInput): Promise<VisitPayload> {
  const { data } = await client.mutate({
    mutation: RECORD_VISIT,
    variables: { input },
    // The answer's children replace those in the cache by their ids. Where a visit stands in a child's list is the
    // server's to say: the list is forgotten, and asked for again by whoever shows it.
    update(cache, { data }) {
      for (const { id } of data?.recordVisit.children ?? []) {
        cache.evict({ id: cache.identify({ __typename: "Child", id })!, fieldName: "visits" });
      }
    },
  });
  return data!.recordVisit;
}
