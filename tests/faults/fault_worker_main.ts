// The main of workerd: plays the fault table, inside a request, as the body has it.
import * as library from "../../mod.ts";
import { runFaults } from "./fault_suite.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await runFaults(library, await request.json()));
  },
};
