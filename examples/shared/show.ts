// What users see of values that a policy masks, and of refusals.

/** A value as its viewer may see it: `masked` names the fields that this role sees in part or not at all. */
export function shown(of: { masked: readonly string[] }, field: string, value: string | null | undefined): string {
  if (value == null) return of.masked.includes(field) ? "（无权查看）" : "（未登记）";
  return of.masked.includes(field) ? `${value}（部分隐藏）` : value;
}

export interface Refusal {
  code: string;
  path: readonly string[];
  message: string;
  citation?: string | null;
}

/** What was refused or warned of, a line each: by `path` a form finds the field, `citation` is the rule behind it. */
export function refusals(errors: readonly Refusal[]): string[] {
  return errors.map(({ path, message, citation }) => `${path.join(".")}: ${message}${citation ? `（${citation}）` : ""}`);
}

/** A fault of the request or the server; `requestId` is what support asks for. */
export interface Fault {
  code: string;
  message: string;
  requestId: string | null;
}

interface GraphQLFault {
  message: string;
  extensions?: { [name: string]: unknown } | undefined;
}

export function faults(errors: readonly GraphQLFault[]): Fault[] {
  return errors.map(({ message, extensions }) => ({
    message,
    code: String(extensions?.code ?? "NETWORK"),
    requestId: typeof extensions?.requestId === "string" ? extensions.requestId : null,
  }));
}
