// A child's visits with a button for more: a refetchable fragment over the connection, typed by relay-compiler.
import { graphql, usePaginationFragment } from "react-relay";

import type { ChildVisits_child$key } from "./__generated__/ChildVisits_child.graphql.ts";
import type { ChildVisitsPageQuery } from "./__generated__/ChildVisitsPageQuery.graphql.ts";

export const query = graphql`
  query ChildVisitsQuery($id: ID!, $first: Int!) {
    child(id: $id) {
      id
      name
      ...ChildVisits_child @arguments(first: $first)
    }
  }
`;

export function ChildVisits({ child }: { child: ChildVisits_child$key }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<ChildVisitsPageQuery, ChildVisits_child$key>(
    graphql`
      fragment ChildVisits_child on Child
      @refetchable(queryName: "ChildVisitsPageQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
        visits(first: $first, after: $after) @connection(key: "ChildVisits_visits") {
          edges {
            node {
              id
              occurredAt
              mode
            }
          }
        }
      }
    `,
    child,
  );
  return (
    <section>
      <ol>
        {data.visits.edges.map(({ node }) => (
          <li key={node.id}>
            {node.occurredAt} {node.mode}
          </li>
        ))}
      </ol>
      {hasNext && (
        <button disabled={isLoadingNext} onClick={() => loadNext(20)}>
          更多
        </button>
      )}
    </section>
  );
}
