/** A `fetch` that another is made of: the platform's, a wrapper of it, or an app's `request` method. */
export type UnderlyingFetch = (input: string | URL | Request, init?: RequestInit) => Response | Promise<Response>;
