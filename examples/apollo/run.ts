// node apollo/run.ts day | alerts: what a director's page does, as lines of JSON.
import { CombinedGraphQLErrors } from "@apollo/client";

import { access, now } from "../shared/access.ts";
import { faults, refusals, shown } from "../shared/show.ts";
import { followAlerts } from "./alerts.ts";
import { CHILD, CHILDREN, loaded, loadMore, watchChildren } from "./children.ts";
import { makeClient } from "./client.ts";
import { newVisit, recordVisit } from "./visits.ts";

const client = makeClient(access);
const say = (line: object): void => console.log(JSON.stringify(line));
const painted = (): Promise<void> => new Promise((resolve) => setTimeout(resolve)); // the cache tells who watches a moment later

async function day(): Promise<void> {
  await client.query({ query: CHILDREN, variables: { first: 2 } });
  const children = watchChildren(client, 2);
  const watching = children.subscribe(() => {}); // as the list on the screen does
  const ids = (): string[] => loaded(children)!.edges.map(({ node }) => node.id);
  say({ page: ids() });
  await loadMore(children);
  await painted();
  say({ more: ids(), total: loaded(children)!.totalCount });

  const child = loaded(children)!.edges[0]!.node;
  say({ residentId: shown(child, "residentId", child.residentId) });
  const file = { query: CHILD, variables: { id: child.id } };
  await client.query(file);

  const form = newVisit(child.id, now());
  const visited = await recordVisit(client, form);
  const again = await recordVisit(client, form); // as after a lost answer
  await painted();
  const listed = loaded(children)!.edges.find(({ node }) => node.id === child.id)!.node;
  const { data } = await client.query(file);
  say({
    visit: visited.visits.map(({ id }) => id),
    again: again.visits.map(({ id }) => id),
    inList: listed.lastHouseholdVisit?.id,
    inFile: data!.child!.visits.edges[0]?.node.id,
    warnings: refusals(visited.warnings),
  });

  const tomorrow = new Date(now().getTime() + 86_400_000);
  say({ refused: refusals((await recordVisit(client, newVisit(child.id, tomorrow))).userErrors) });

  try {
    await client.query({ query: CHILDREN, variables: { first: 1000 }, fetchPolicy: "network-only" });
  } catch (error) {
    if (!CombinedGraphQLErrors.is(error)) throw error;
    say({ faults: faults(error.errors) });
  }
  watching.unsubscribe();
}

if (process.argv[2] === "alerts") followAlerts(client, say, () => say({ stale: true }));
else await day();
