import assert from "node:assert/strict";
import { respond } from "../../fixtures/scripts.ts";
import type { Exchange, Script } from "../../fixtures/upstream.ts";
import { testsOn } from "../fixtures/proxy_test_case.ts";
import { rawClient } from "../fixtures/raw_client.ts";
import type { ProxyRuntime } from "../fixtures/running_proxy.ts";

/** Where clients are sent on to, and by which headers of a gateway's. */
export function locationsSuite(runtime: ProxyRuntime): void {
  const test = testsOn(runtime);

  const BASE = { UPSTREAMS: '{"api":"UPSTREAM/base","other":"UPSTREAM/else"}' };
  const places: Record<string, string> = {
    "/base/v1/x?a=b#c": "/api/v1/x?a=b#c",
    "UPSTREAM/base": "/api",
    "next": "/api/a/next",
    "../c": "/api/c",
    "?q=1": "/api/a/b?q=1",
    "UPSTREAM/else/x": "/other/x",
    "//elsewhere.example/x": "http://elsewhere.example/x",
    "https://elsewhere.example/x": "https://elsewhere.example/x",
    "UPSTREAM/basement": "UPSTREAM/basement",
  };
  for (const [location, expected] of Object.entries(places)) {
    test(`maps a redirect to ${location} to its mount`, [redirects(location)], BASE, async (bench) => {
      const response = await fetch(`${bench.proxy.url}/api/a/b`, { redirect: "manual" });
      await response.body?.cancel();
      const to = expected.replace("UPSTREAM", bench.upstream.url);

      assert.equal(response.headers.get("location"), to);
      assert.equal(response.headers.get("content-location"), to);
      const polled = to.startsWith("/") ? bench.proxy.url + to : to;
      assert.equal(response.headers.get("operation-location"), polled);
      assert.equal(response.headers.get("refresh"), `5; url=${to}`);
      assert.equal(response.headers.get("link"), `<${to}>; rel="next, or so", <${to}>; rel=prev`);
    });
  }

  const guarded = { ...BASE, PROXY_TOKENS: "token" };
  const strange = ["https://elsewhere.example/x", "//elsewhere.example/x", "UPSTREAM/basement", "http://[bad"];
  for (const location of strange) {
    test(`forwards no token to ${location}`, [redirects(location), kin(location)], guarded, async ({ proxy }) => {
      const init: RequestInit = { redirect: "manual", headers: { "x-firstbyte-token": "token" } };
      const refused = await fetch(`${proxy.url}/api/a`, init);
      const { error } = await refused.json();
      const followed = await fetch(`${proxy.url}/api/a`, init);
      await followed.body?.cancel();

      assert.deepEqual([refused.status, error.code, followed.status], [502, "upstream_redirect", 200]);
      for (const name of ["location", "content-location", "operation-location", "link", "refresh"]) {
        assert.equal(refused.headers.get(name) ?? followed.headers.get(name), null, name);
      }
    });
  }

  test(
    "forwards headers for Cloudflare's gateways, and none that its edge sets",
    [respond("ok")],
    {},
    async (bench) => {
      const kept = ["cf-aig-authorization", "cf-aig-metadata", "cf-access-client-id", "cf-access-client-secret"];
      const dropped = [
        "cf-connecting-ip",
        "cf-ray",
        "cf-ipcountry",
        "cf-visitor",
        "cf-worker",
        "cf-ew-via",
        "cdn-loop",
      ];
      const headers = [...kept, ...dropped, "cf_ray", "cf-access-jwt-assertion"].map((name) => `${name}: planted\r\n`);
      const head = `GET / HTTP/1.1\r\nHost: p\r\nConnection: close\r\n${headers.join("")}\r\n`;
      using client = await rawClient(bench.proxy.url, head);
      await client.response();

      const [request] = bench.upstream.requests;
      assert.deepEqual(kept.map((name) => request?.headers.get(name)), kept.map(() => "planted"));
      const left = [...request?.headers ?? []].filter(([name, value]) =>
        !kept.includes(name) && value.includes("planted")
      );
      assert.deepEqual(left, []);
    },
  );
}

/** Redirects to a place, in every way that there is; `UPSTREAM` stands for its own origin. */
function redirects(place: string): Script {
  return (exchange) =>
    respond("", { status: 307, headers: { location: here(place, exchange), ...all(place, exchange) } })(exchange);
}

/** Names a place in every way but by a redirect. */
function kin(place: string): Script {
  return (exchange) => respond("ok", { headers: all(place, exchange) })(exchange);
}

function all(place: string, exchange: Exchange): Record<string, string> {
  const to = here(place, exchange);
  return {
    "content-location": to,
    "operation-location": to,
    link: `<${to}>; rel="next, or so", <${to}>; rel=prev`,
    refresh: `5; url=${to}`,
  };
}

function here(place: string, { request }: Exchange): string {
  return place.replace("UPSTREAM", `http://${request.headers.get("host")}`);
}
