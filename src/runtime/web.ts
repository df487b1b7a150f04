import { DefaultBody } from "./default_body.ts";
import type { Runtime } from "./runtime.ts";

/** Browsers and Workers, where connections can't be controlled. It's the base class of the other runtimes. */
export const web: Runtime = {
  connect: () => undefined,
  openBody: (_response, body) => new DefaultBody(body),
  isPlatformTimeout: () => false,
  marksDecoded: () => false,
  fetchMembers: {},
  blobType: () => undefined,
};
