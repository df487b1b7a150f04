import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchOnSecondAttempt } from "./call.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a first call is retried by Vitest's clock", async () => {
  const answer = fetchOnSecondAttempt()("http://upstream.test/");
  await vi.advanceTimersByTimeAsync(45_000);
  await vi.advanceTimersByTimeAsync(8_000);

  expect(await (await answer).text()).toBe("attempt 2");
});
