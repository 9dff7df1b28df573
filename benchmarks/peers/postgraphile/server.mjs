// PostGraphile with its fast preset: lists and foreign keys of one tenant's schema, and a function that records a visit.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { pgSmartTags } from "postgraphile/utils";

const { PEERS_URL, PEERS_SCHEMA, PEERS_CONNECTIONS, PEERS_PORT, PEERS_SDL } = process.env;
// The foreign keys of the tables carry the division; no index begins with both columns, so they are named once more.
const tags = (match, foreignKey) => ({ kind: "class", match, tags: { foreignKey } });
const relations = pgSmartTags([
  tags("guardian", "(child_id) references child (id)"),
  tags("visit", "(child_id) references child (id)"),
  tags("child", "(division) references platform.divisions (code)"),
]);
const built = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  pgServices: [
    makePgService({
      connectionString: PEERS_URL,
      schemas: [PEERS_SCHEMA, "platform"],
      poolConfig: { max: Number(PEERS_CONNECTIONS) },
    }),
  ],
  schema: { defaultBehavior: "+list +array +filterBy +orderBy -connection", pgForbidSetofFunctionsToReturnNull: true },
  grafserv: { port: Number(PEERS_PORT), graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
});
if (PEERS_SDL) {
  const { printSchema } = await import("graphql");
  console.log(printSchema((await built.getSchemaResult()).schema));
  process.exit(0);
}
const server = createServer();
await built.createServ(grafserv).addTo(server);
server.keepAliveTimeout = 60_000;
server.listen(Number(PEERS_PORT), "127.0.0.1");
