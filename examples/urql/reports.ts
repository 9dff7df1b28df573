// A county desk: all pages of reports, and taking one in.
import type { Client, CombinedError } from "@urql/core";

import { graphql } from "../gql/index.ts";
import type { AcknowledgeReportInput, AcknowledgeMutation, ReportsQuery } from "../gql/graphql.ts";
import { type Fault, faults } from "../shared/show.ts";

const REPORTS = graphql(`
  query Reports($first: Int!, $after: String) {
    reports(first: $first, after: $after) {
      nodes {
        id
        circumstance
        narrative
        recipients { recipient dueAt acknowledgedAt citation }
        masked
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const ACKNOWLEDGE = graphql(`
  mutation Acknowledge($input: AcknowledgeReportInput!) {
    acknowledgeReport(input: $input) {
      report { id recipients { recipient dueAt acknowledgedAt citation } }
      userErrors { code message path citation }
      warnings { code message path citation }
    }
  }
`);

export type Report = ReportsQuery["reports"]["nodes"][number];
export type Acknowledged = AcknowledgeMutation["acknowledgeReport"];

/** Reads page after page. A cursor stays right while rows come and go: none is given twice, none left out. */
export async function* reports(client: Client, first = 50): AsyncGenerator<Report> {
  let page: { hasNextPage: boolean; endCursor?: string | null } = { hasNextPage: true };
  while (page.hasNextPage) {
    const { data, error } = await client.query(REPORTS, { first, after: page.endCursor ?? null });
    if (error) throw error;
    yield* data!.reports.nodes;
    page = data!.reports.pageInfo;
  }
}

/** Takes a report in. `idempotencyKey` is made with the form; the same key twice is one acknowledgement. */
export async function acknowledge(client: Client, input: AcknowledgeReportInput): Promise<Acknowledged> {
  const { data, error } = await client.mutation(ACKNOWLEDGE, { input });
  if (error) throw error;
  return data!.acknowledgeReport;
}

/** The faults of a request, also where it never reached the server. */
export function faultsOf(error: CombinedError): Fault[] {
  if (error.networkError) return [{ code: "NETWORK", message: error.networkError.message, requestId: null }];
  return faults(error.graphQLErrors);
}
