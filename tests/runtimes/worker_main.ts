// The main of workerd: runs the suite, inside a request, against the upstream named by a binding.
import * as library from "../../mod.ts";
import { runSuite } from "./suite.ts";

export default {
  async fetch(_request: Request, env: { UPSTREAM_URL: string }): Promise<Response> {
    return Response.json(await runSuite(library, env.UPSTREAM_URL));
  },
};
