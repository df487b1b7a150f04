/**
 * What only the runtimes of servers have, or need. Apart from the core, so that no
 * browser loads it.
 *
 * @module
 */

export { freshConnection } from "./connection.ts";
export { frugalBody } from "./frugal_body.ts";
export { wholeBody } from "./whole_body.ts";
