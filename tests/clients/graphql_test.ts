import assert from "node:assert/strict";
import { Client, fetchExchange, gql } from "@urql/core";
import { createFetch } from "../../mod.ts";
import { reset, respond } from "../fixtures/scripts.ts";
import { type Script, scripted } from "../fixtures/upstream.ts";

const ORDER = gql`
  mutation {
    order {
      id
    }
  }
`;
const ANSWER = JSON.stringify({ data: { order: { __typename: "Order", id: "1" } } });
/** Answers as another script does, but late. */
const late = (ms: number, script: Script): Script => async (exchange) => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await script(exchange);
};
const json = { headers: { "content-type": "application/json" } };

Deno.test("createFetch() runs the mutation of a real GraphQL client once if the answer is slow", async () => {
  await using upstream = await scripted(late(500, respond(ANSWER, json)));
  const client = new Client({
    url: upstream.url,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetch: createFetch({ ttfbTimeout: 50 }) as typeof fetch,
  });

  const { data, error } = await client.mutation(ORDER, {}).toPromise();

  assert.equal(error, undefined);
  assert.equal(data.order.id, "1");
  assert.equal(upstream.requests.length, 1);
  assert.match(upstream.requests[0]?.headers.get("accept") ?? "", /text\/event-stream/);
});

Deno.test("createFetch() runs the mutation of a real GraphQL client once if the connection is reset", async () => {
  await using upstream = await scripted(reset(), respond(ANSWER, json));
  const client = new Client({
    url: upstream.url,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetch: createFetch({ ttfbTimeout: 50 }) as typeof fetch,
  });

  const { error } = await client.mutation(ORDER, {}).toPromise();

  assert.ok(error?.networkError);
  assert.equal(upstream.requests.length, 1);
});
