// Alerts over one WebSocket, resumed where a lost connection left off.
import { type ApolloClient, CombinedGraphQLErrors } from "@apollo/client";

import { graphql } from "../gql/index.ts";
import type { AlertsSubscription } from "../gql/graphql.ts";
import { follow } from "../shared/follow.ts";
import { faults } from "../shared/show.ts";

const NEWEST = graphql(`
  query Newest {
    alerts(first: 1) { nodes { sequence } }
  }
`);

const ALERTS = graphql(`
  subscription Alerts($after: String) {
    alerts(after: $after) { id sequence kind severity summary occurredAt subject { id } }
  }
`);

export type Alert = AlertsSubscription["alerts"];

/** Tells of every alert from now on; `stale` is called when too much was missed and the screen is to be loaded anew. */
export function followAlerts(client: ApolloClient, heard: (alert: Alert) => void, stale: () => void): () => void {
  return follow<Alert>(
    {
      async newest() {
        const { data } = await client.query({ query: NEWEST, fetchPolicy: "no-cache" });
        return data!.alerts.nodes[0]?.sequence ?? "0";
      },
      open(after, ear) {
        let codes: string[] = [];
        const subscription = client.subscribe({ query: ALERTS, variables: { after }, fetchPolicy: "no-cache" }).subscribe({
          next({ data, error }) {
            if (data) ear.alert(data.alerts);
            if (error) codes = CombinedGraphQLErrors.is(error) ? faults(error.errors).map(({ code }) => code) : [];
          },
          complete: () => ear.lost(codes),
        });
        return () => subscription.unsubscribe();
      },
      stale,
    },
    heard,
  );
}
