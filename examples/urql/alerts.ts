// Alerts as Server-Sent Events, resumed where a lost connection left off.
import type { Client } from "@urql/core";

import { graphql } from "../gql/index.ts";
import type { AddressedSubscription } from "../gql/graphql.ts";
import { follow } from "../shared/follow.ts";
import { faultsOf } from "./reports.ts";

const NEWEST = graphql(`
  query NewestAlert {
    alerts(first: 1) { nodes { sequence } }
  }
`);

const ALERTS = graphql(`
  subscription Addressed($where: AlertWhere, $after: String) {
    alerts(where: $where, after: $after) { id sequence kind severity summary occurredAt subject { id } }
  }
`);

export type Alert = AddressedSubscription["alerts"];

/** Tells of every report from now on; `stale` is called when too much was missed and the screen is to be loaded anew. */
export function followReports(client: Client, heard: (alert: Alert) => void, stale: () => void): () => void {
  return follow<Alert>(
    {
      async newest() {
        const { data, error } = await client.query(NEWEST, {}, { requestPolicy: "network-only" });
        if (error) throw error;
        return data!.alerts.nodes[0]?.sequence ?? "0";
      },
      open(after, ear) {
        let codes: string[] = [];
        const where = { kinds: ["REPORT_FILED" as const, "REPORT_ADDRESSED" as const] };
        const subscription = client.subscription(ALERTS, { where, after }).subscribe(({ data, error, hasNext }) => {
          if (data) ear.alert(data.alerts);
          if (error) codes = faultsOf(error).map(({ code }) => code);
          if (!hasNext) ear.lost(codes);
        });
        return () => subscription.unsubscribe();
      },
      stale,
    },
    heard,
  );
}
