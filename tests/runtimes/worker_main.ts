// The main of workerd: runs the suite, inside a request, against the upstream named by a binding; or reconnects, as the
// body of a POST has it.
import * as library from "../../mod.ts";
import { reconnect } from "./reconnect.ts";
import { runSuite } from "./suite.ts";

export default {
  async fetch(request: Request, env: { UPSTREAM_URL: string }): Promise<Response> {
    if (request.method === "POST") return Response.json(await reconnect(library, await request.json()));
    return Response.json(await runSuite(library, env.UPSTREAM_URL));
  },
};
