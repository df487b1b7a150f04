// Reads an answer by which MSW stands in for the network, once it has put classes of its own in the platform's place;
// prints what came of it. Its last argument holds, as JSON, where MSW's interceptors are.
import type { ClientRequestInterceptor } from "@mswjs/interceptors/ClientRequest";
import type { FetchInterceptor } from "@mswjs/interceptors/fetch";

interface Interceptors {
  readonly ClientRequestInterceptor: typeof ClientRequestInterceptor;
  readonly FetchInterceptor: typeof FetchInterceptor;
}

const { process } = globalThis as unknown as { process: { argv: string[] } };
const modules = await Promise.all(JSON.parse(process.argv.at(-1) ?? "").map((url: string) => import(url)));
const interceptors: Interceptors = Object.assign({}, ...modules);
// The one of node:http replaces Headers, Request and Response.
new interceptors.ClientRequestInterceptor().apply();
const mock = new interceptors.FetchInterceptor();
mock.apply();
mock.on("request", ({ controller }) => controller.respondWith(Response.json({ a: 1 })));

const { createFetch } = await import("../../mod.ts");
const response = await createFetch()("https://upstream.example/path");
const clone = response.clone();
const type = response.headers.get("content-type");
console.log(JSON.stringify([response.url, type, await response.json(), await clone.text()]));
