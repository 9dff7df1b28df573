// A director's list of children, page by page, and one child's file.
import type { ApolloClient, ObservableQuery } from "@apollo/client";

import { graphql } from "../gql/index.ts";
import type { ChildrenQuery, ChildrenQueryVariables } from "../gql/graphql.ts";

export const CHILDREN = graphql(`
  query Children($first: Int!, $after: String) {
    children(first: $first, after: $after, orderBy: RISK_THEN_DUE) {
      totalCount
      edges {
        cursor
        node { id name residentId overdue nextVisitDue lastHouseholdVisit { id occurredAt } masked }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

export const CHILD = graphql(`
  query Child($id: ID!) {
    child(id: $id) {
      id
      name
      visits(first: 5) {
        edges { cursor node { id occurredAt mode outcome } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
`);

export type Children = ObservableQuery<ChildrenQuery, ChildrenQueryVariables>;

/** Watches the list; whatever the cache hears of one of its children shows in it. */
export function watchChildren(client: ApolloClient, first = 20): Children {
  return client.watchQuery({ query: CHILDREN, variables: { first } });
}

/** What is loaded so far, undefined before the first page. */
export function loaded(children: Children): ChildrenQuery["children"] | undefined {
  const { data, dataState } = children.getCurrentResult();
  return dataState === "complete" ? data.children : undefined;
}

/** Appends the next page; false when there is none. relayStylePagination joins the edges in the cache. */
export async function loadMore(children: Children): Promise<boolean> {
  const page = loaded(children)?.pageInfo;
  if (!page?.hasNextPage) return false;
  await children.fetchMore({ variables: { after: page.endCursor } });
  return true;
}
