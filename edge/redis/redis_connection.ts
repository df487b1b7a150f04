import createDebug from "debug";
import { Redis } from "ioredis";
import { StatePlaceError } from "../sharing/state_place.ts";
import type { RedisAddress } from "./redis_address.ts";
import type { RedisCommand, RedisTransactions } from "./redis_place.ts";

// Milliseconds.
const CONNECT_TIMEOUT = 2_000;
const HANDSHAKE_TIMEOUT = 2_000;
const DISCONNECT_TIME = 100;
const LEAST_DELAY = 250;
const MOST_DELAY = 5_000;

/**
 * A connection to Redis that reconnects with growing delays.
 *
 * It queues no command while it's down. A transaction that fails closes the connection: otherwise commands without a
 * reply would pile up on it, and the next connection may lead to a healthy server.
 */
export class RedisConnection implements RedisTransactions {
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly tried: Promise<void>;
  readonly #client: Redis;
  #isReady = false;
  #problem = "no connection";

  /** Starts to connect. */
  constructor({ host, port, isTls, username, password, database }: RedisAddress) {
    // If `DEBUG=*` is set, the client prints the password.
    createDebug.disable();
    this.#client = new Redis({
      host,
      port,
      username,
      password,
      db: database,
      tls: isTls ? {} : undefined,
      connectTimeout: CONNECT_TIMEOUT,
      commandTimeout: HANDSHAKE_TIMEOUT,
      disconnectTimeout: DISCONNECT_TIME,
      enableOfflineQueue: false,
      enableReadyCheck: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      disableClientInfo: true,
      retryStrategy: delayBefore,
    });
    this.#client.on("close", () => this.#isReady = false);
    this.tried = new Promise((resolve) => {
      this.#client.on("ready", () => {
        this.#isReady = true;
        resolve();
      });
      this.#client.on("error", (error) => {
        this.#problem = reasonOf(error);
        resolve();
      });
    });
  }

  async transact(commands: readonly RedisCommand[], signal: AbortSignal): Promise<readonly unknown[]> {
    if (!this.#isReady) throw new StatePlaceError(this.#problem);
    try {
      const results = await Promise.race([
        this.#client.multi(commands.map((one) => [...one])).exec(),
        rejectOnAbort(signal),
      ]);
      return (results ?? []).map(([error, reply]) => {
        if (error) throw error;
        return reply;
      });
    } catch (error) {
      this.#problem = reasonOf(error);
      this.#isReady = false;
      this.#client.disconnect(true);
      throw new StatePlaceError(this.#problem);
    }
  }

  /** Closes the connection, and stops reconnecting. */
  close(): void {
    this.#client.disconnect();
  }
}

/** Returns the milliseconds before a reconnect, with jitter, so that not all proxies reconnect at once. */
function delayBefore(retry: number): number {
  return Math.min(LEAST_DELAY * 2 ** (retry - 1), MOST_DELAY) * (0.5 + Math.random() / 2);
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Returns what can hold no secret: the code of a Redis or system error, or the error's name. */
function reasonOf(error: unknown): string {
  const { code, name, message, previousErrors } = Object(error);
  if (Array.isArray(previousErrors) && previousErrors.length > 0) return reasonOf(previousErrors[0]);
  if (typeof code === "string") return code;
  if (message === "Command timed out") return "TimeoutError";
  return /^[A-Z]{3,}(?= )/.exec(String(message))?.[0] ?? String(name);
}
