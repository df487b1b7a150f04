import { fetchOnSecondAttempt } from "./call.js";

const { jest } = import.meta;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a first call is retried by Jest's clock", async () => {
  const answer = fetchOnSecondAttempt()("http://upstream.test/");
  await jest.advanceTimersByTimeAsync(45_000);
  await jest.advanceTimersByTimeAsync(8_000);

  expect(await (await answer).text()).toBe("attempt 2");
});
