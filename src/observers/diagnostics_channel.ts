import type { FetchObserver } from "../outcome/observer.ts";

/** The part of the `node:diagnostics_channel` module that is used. */
export interface DiagnosticsChannels {
  /** Returns the channel of a name. */
  channel(name: string): {
    readonly hasSubscribers: boolean;
    publish(message: unknown): void;
  };
}

interface Runtime {
  readonly process?: { getBuiltinModule?(name: string): DiagnosticsChannels | undefined };
}

/**
 * Creates an observer that publishes each event on the diagnostics channel of its type, such as `firstbyte:attempt`.
 *
 * A message is the event itself. Subscribers of a channel are called synchronously.
 *
 * @param channels The `node:diagnostics_channel` module.
 * @default {the runtime's own, on Deno, Node 20.16 and later, and Bun}
 * @returns An observer for `onEvent`.
 * @throws {TypeError} If the runtime has no such module.
 *
 * @example Counting attempts anywhere in a process
 * ```ts
 * import * as channels from "node:diagnostics_channel";
 * import { createFetch, diagnosticsChannel } from "jsr:@firstbyte/fetch";
 *
 * let attempts = 0;
 * channels.subscribe("firstbyte:attempt", () => attempts++);
 * const fetch = createFetch({ onEvent: diagnosticsChannel(channels) });
 * await (await fetch("data:,hello")).text();
 * console.log(attempts); // 1
 * ```
 * @see {@link https://nodejs.org/api/diagnostics_channel.html}
 */
export function diagnosticsChannel(channels: DiagnosticsChannels | undefined = ofRuntime()): FetchObserver {
  if (typeof channels?.channel !== "function") {
    throw new TypeError(
      "Cannot use diagnosticsChannel: expected the module node:diagnostics_channel, which isn't here",
    );
  }
  return (event) => {
    const channel = channels.channel(`firstbyte:${event.type}`);
    if (channel.hasSubscribers) channel.publish({ ...event });
  };
}

function ofRuntime(): DiagnosticsChannels | undefined {
  return (globalThis as Runtime).process?.getBuiltinModule?.("node:diagnostics_channel");
}
