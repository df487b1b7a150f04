/** A `fetch` that another one calls: the platform's, a wrapper of it, or the `request` method of an app. */
export type UnderlyingFetch = (input: string | URL | Request, init?: RequestInit) => Response | Promise<Response>;
