import { configuredProxy } from "../../edge/configured_proxy.ts";
import { LogBook, type ProxyRuntime } from "./running_proxy.ts";

/** The proxy under `Deno.serve`, in this process. */
export const denoRuntime: ProxyRuntime = {
  name: "Deno",
  start(variables) {
    const log = new LogBook();
    const { fetch } = configuredProxy(variables, (line) => log.write(JSON.stringify(line)));
    const controller = new AbortController();
    const server = Deno.serve({
      port: 0,
      hostname: "127.0.0.1",
      signal: controller.signal,
      onListen() {},
      // Told of bodies that broke off, as they are to.
      onError: () => new Response(null, { status: 500 }),
    }, (request) => fetch(request));
    return Promise.resolve({
      url: `http://127.0.0.1:${server.addr.port}`,
      log,
      async [Symbol.asyncDispose]() {
        controller.abort();
        await server.finished;
      },
    });
  },
};
