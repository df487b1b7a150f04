import { clearTimeout, setTimeout } from "node:timers";
import { ExchangeLog } from "../sharing/exchange_log.ts";
import { sharedOptions } from "../sharing/shared_options.ts";
import type { StateExchange } from "../sharing/state_exchange.ts";
import type { ProxyOptions } from "../options/proxy_options.ts";
import { fleetKey } from "./fleet_key.ts";
import type { RedisAddress } from "./redis_address.ts";
import { RedisConnection } from "./redis_connection.ts";
import { RedisPlace } from "./redis_place.ts";

// Milliseconds.
const INTERVAL = 1_000;
const MOST_INTERVAL = 5_000;
const TIMEOUT = 800;

/** Version of the keys and of the entries in them. */
const VERSION = 1;

/**
 * Shares breakers and learned cutoffs with other proxies through Redis.
 *
 * It exchanges them in the background, once a second. No request waits for it, and its timer doesn't keep the process
 * alive.
 */
export class RedisFleet {
  readonly #connection: RedisConnection;
  readonly #prefix: string;
  readonly #log: ExchangeLog;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #failures = 0;

  /**
   * Starts to connect.
   *
   * @param address The address of the Redis server.
   * @param write Is called with a log line when Redis is lost, and with one when it's back.
   */
  constructor(address: RedisAddress, write?: ConstructorParameters<typeof ExchangeLog>[0]) {
    this.#connection = new RedisConnection(address);
    this.#prefix = `${address.prefix}:${VERSION}`;
    this.#log = new ExchangeLog(write);
  }

  /** Returns the options of a proxy that takes part. Call it once: the exchange starts here. */
  readonly share = (options: ProxyOptions): ProxyOptions => {
    const shared = sharedOptions(options, { interval: 0, timeout: TIMEOUT }, (reason) => this.#note(reason));
    const place = new RedisPlace(this.#connection, `${this.#prefix}:{${fleetKey(options.upstreams)}}`);
    void this.#connection.tried.then(() => this.#exchange(shared.exchange, place));
    return shared.options;
  };

  /** Stops the exchange, and closes the connection. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  async #exchange(exchange: StateExchange, place: RedisPlace): Promise<void> {
    if (this.#isClosed) return;
    await exchange.begin(place);
    if (this.#isClosed) return;
    const delay = Math.min(INTERVAL * 2 ** this.#failures, MOST_INTERVAL);
    this.#timer = setTimeout(() => void this.#exchange(exchange, place), delay);
    this.#timer.unref();
  }

  #note(reason: string | undefined): void {
    if (this.#isClosed) return;
    this.#failures = reason === undefined ? 0 : this.#failures + 1;
    this.#log.note(reason);
  }
}
