import type { LogLine } from "../../edge/log/log_line.ts";

/** Variables to run a proxy with. */
export type Variables = Record<string, string>;

/** A proxy that serves on a socket. */
export interface RunningProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  readonly log: LogBook;
}

/** A runtime to run proxies on. */
export interface ProxyRuntime {
  readonly name: string;
  start(variables: Variables): Promise<RunningProxy>;
}

/** Keeps what a proxy logs. */
export class LogBook {
  /** The lines so far, as text. */
  readonly text: string[] = [];
  #changed = Promise.withResolvers<void>();

  /** Adds a line. */
  write(line: string): void {
    this.text.push(line);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves to the first `count` lines, when there are as many. */
  async lines(count: number): Promise<LogLine[]> {
    while (this.text.length < count) await this.#changed.promise;
    return this.text.slice(0, count).map((line) => JSON.parse(line) as LogLine);
  }
}
