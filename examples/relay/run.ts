// node relay/run.ts CHILD_ID: the compiled queries against the server, a visit a page, as lines of JSON.
import { commitLocalUpdate, ConnectionHandler, fetchQuery } from "relay-runtime";

import { access } from "../shared/access.ts";
import page, { type ChildVisitsPageQuery } from "./__generated__/ChildVisitsPageQuery.graphql.ts";
import query, { type ChildVisitsQuery } from "./__generated__/ChildVisitsQuery.graphql.ts";
import { makeEnvironment } from "./environment.ts";

const environment = makeEnvironment(access);
const id = process.argv[2]!;

/** What the store holds of the connection, and where its next page begins. */
function visits(): { ids: unknown[]; after: string | null } {
  let found: { ids: unknown[]; after: string | null } = { ids: [], after: null };
  commitLocalUpdate(environment, (store) => {
    const connection = ConnectionHandler.getConnection(store.get(id)!, "ChildVisits_visits")!;
    const info = connection.getLinkedRecord("pageInfo")!;
    const ids = connection.getLinkedRecords("edges")!.map((edge) => edge!.getLinkedRecord("node")!.getValue("id"));
    found = { ids, after: info.getValue("hasNextPage") ? String(info.getValue("endCursor")) : null };
  });
  return found;
}

await fetchQuery<ChildVisitsQuery>(environment, query, { id, first: 1 }).toPromise();
for (let { ids, after } = visits(); ; { ids, after } = visits()) {
  console.log(JSON.stringify({ visits: ids }));
  if (after === null) break;
  await fetchQuery<ChildVisitsPageQuery>(environment, page, { id, first: 1, after }).toPromise();
}
