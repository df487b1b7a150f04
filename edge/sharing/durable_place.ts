import { type News, type Post, readNews, writeMessage } from "./shared_entry.ts";
import { type StatePlace, StatePlaceError } from "./state_place.ts";

/** The part of a Durable Object's binding that is used. */
export interface StateNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/** A place for shared state in a Durable Object, for the isolates of a Worker. */
export class DurablePlace implements StatePlace {
  readonly #namespace: StateNamespace;
  readonly #name: string;

  /**
   * Constructs a new {@linkcode DurablePlace} instance.
   *
   * @param namespace The binding.
   * @param name Name of the object; isolates in the same data centre share one.
   */
  constructor(namespace: StateNamespace, name: string) {
    this.#namespace = namespace;
    this.#name = name;
  }

  async exchange(post: Post, signal: AbortSignal): Promise<News> {
    const object = this.#namespace.get(this.#namespace.idFromName(this.#name));
    const response = await object.fetch("https://shared-state/", { method: "POST", body: writeMessage(post), signal });
    const text = await response.text();
    if (!response.ok) throw new StatePlaceError(`status ${response.status}`);
    const news = readNews(text);
    if (!news) throw new StatePlaceError("answer not understood");
    return news;
  }
}
