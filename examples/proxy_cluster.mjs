// Serves the proxy with several processes on Node: node proxy_cluster.mjs PROXY_JS [PROCESSES]
import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import process from "node:process";

const [file, processes = availableParallelism()] = process.argv.slice(2);
let isEnding = false;

cluster.setupPrimary({ exec: file, args: [] });
for (let index = 0; index < Number(processes); index++) cluster.fork();

// A process that crashed is replaced, with a pause in case that each does.
cluster.on("exit", () => setTimeout(() => isEnding || cluster.fork(), isEnding ? 0 : 1_000));

process.on("SIGTERM", () => {
  isEnding = true;
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
});
// A terminal sends it to each process. A second one would end those at once.
process.on("SIGINT", () => isEnding = true);
