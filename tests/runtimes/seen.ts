/** A request as the upstream was sent it. */
export interface SeenRequest {
  readonly method: string;
  readonly body: string;
  readonly type: string | null;
  readonly tag: string | null;
}

/** Returns what the upstream was sent in this case. */
export async function allRequests(url: string): Promise<SeenRequest[]> {
  return await (await fetch(`${url}requests`)).json();
}

/** Resolves when the upstream has been sent `count` requests in this case. */
export async function received(url: string, count: number): Promise<void> {
  await (await fetch(`${url}received?count=${count}`)).text();
}

/** Resolves when the upstream saw the connections close that the first `count` requests of this case came on. */
export async function closed(url: string, count: number): Promise<void> {
  await (await fetch(`${url}closed?count=${count}`)).text();
}

/** Closes the connections of this case's requests from the upstream's end. */
export async function breakOff(url: string): Promise<void> {
  await (await fetch(`${url}break`)).text();
}
