const { createFetch, timingOf } = require("@firstbyte/fetch");

test("a call is retried by the package as Jest requires it", async () => {
  const fetch = createFetch({ ttfbTimeout: ({ attempt }) => attempt === 1 ? 200 : 20_000 });
  const response = await fetch(process.env.UPSTREAM_URL);

  expect(await response.text()).toBe("hello");
  expect(timingOf(response).attempts).toHaveLength(2);
});
