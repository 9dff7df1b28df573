// node urql/run.ts day | alerts: what a county's desk does, as lines of JSON.
import { CombinedError } from "@urql/core";

import { access, now } from "../shared/access.ts";
import { refusals, shown } from "../shared/show.ts";
import { followReports } from "./alerts.ts";
import { makeClient } from "./client.ts";
import { acknowledge, faultsOf, type Report, reports } from "./reports.ts";

const client = await makeClient(access);
const say = (line: object): void => console.log(JSON.stringify(line));

async function day(): Promise<void> {
  const found: Report[] = [];
  for await (const report of reports(client, 1)) found.push(report);
  const [report] = found;
  say({ reports: found.map(({ id }) => id), narrative: shown(report!, "narrative", report!.narrative) });

  const form = {
    reportId: report!.id,
    recipient: "CIVIL_AFFAIRS" as const, // ours: others take in what is addressed to them
    at: now().toISOString(),
    measures: "已联系村儿童主任，当日入户",
    idempotencyKey: crypto.randomUUID(),
  };
  const done = await acknowledge(client, form);
  const again = await acknowledge(client, form); // as after a lost answer
  const at = (given: typeof done) => given.report?.recipients.find(({ recipient }) => recipient === form.recipient);
  say({ acknowledged: at(done)?.acknowledgedAt, again: at(again)?.acknowledgedAt });

  const other = { ...form, reportId: "report_00000000-0000-7000-8000-000000000000", idempotencyKey: crypto.randomUUID() };
  say({ refused: refusals((await acknowledge(client, other)).userErrors) });

  try {
    await reports(client, 1000).next();
  } catch (error) {
    if (!(error instanceof CombinedError)) throw error;
    say({ faults: faultsOf(error) });
  }
}

if (process.argv[2] === "alerts") followReports(client, say, () => say({ stale: true }));
else await day();
