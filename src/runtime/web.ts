import { DefaultBody } from "./default_body.ts";
import type { Runtime } from "./runtime.ts";

/** Browsers and Workers, which leave their connections to nobody; a base for the runtimes that do more. */
export const web: Runtime = {
  connect: () => undefined,
  openBody: (_response, body) => new DefaultBody(body),
  isPlatformTimeout: () => false,
  marksDecoded: () => false,
  blobType: () => undefined,
};
