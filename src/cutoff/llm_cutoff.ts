import { check } from "../checks/check.ts";
import type { CutoffContext } from "../options/fetch_options.ts";

/** Options for {@linkcode llmCutoff}. */
export interface LlmCutoffOptions {
  /**
   * Milliseconds ≥ 0 for a small prompt without reasoning; `0` gives a request without a body no cutoff.
   *
   * @default {45000}
   */
  base?: number | undefined;
  /**
   * Further milliseconds ≥ 0 for each mebibyte of the body: its upload and its reading.
   *
   * @default {60000}
   */
  perMebibyte?: number | undefined;
  /**
   * Least cutoff at medium reasoning effort, in milliseconds ≥ 0.
   *
   * @default {120000}
   */
  mediumEffort?: number | undefined;
  /**
   * Least cutoff at high reasoning effort, in milliseconds ≥ 0.
   *
   * @default {300000}
   */
  highEffort?: number | undefined;
}

interface LlmBody {
  readonly reasoning?: { readonly effort?: string };
  readonly reasoning_effort?: string;
  readonly thinking?: { readonly type?: string; readonly budget_tokens?: number };
  readonly output_config?: { readonly effort?: string };
}

/**
 * Creates a `ttfbTimeout` for requests to a large language model. A large input and a high reasoning effort get more
 * time. Both are read from the JSON body.
 *
 * The defaults come from reports from the field. Agents that cut off small prompts after 12 s or 45 s killed healthy
 * calls, and settled at 45 to 120 s. At high effort, 100 to 170 s of healthy silence were measured, and three identical
 * attempts ran into the same wall; hence 300 s. Each further attempt has twice the time. Some APIs send a first event
 * before they reason, such as `response.created` of the OpenAI Responses API. For them, `base` is enough.
 *
 * @param options Times that replace the defaults.
 * @returns A function for `ttfbTimeout`.
 * @throws {TypeError | RangeError} If an option isn't a number of milliseconds ≥ 0.
 * @see {@link https://platform.openai.com/docs/guides/reasoning} for `reasoning.effort`
 * @see {@link https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking} for `thinking.budget_tokens`
 *
 * @example A cutoff by size and effort
 * ```ts
 * import { createFetch, llmCutoff } from "jsr:@firstbyte/fetch";
 *
 * const fetch = createFetch({ ttfbTimeout: llmCutoff() });
 * console.log(await (await fetch("data:,hello")).text()); // "hello"
 * ```
 */
export function llmCutoff(options: LlmCutoffOptions = {}): (attempt: CutoffContext) => number {
  check("options", "an object", options);
  const { base = 45_000, perMebibyte = 60_000, mediumEffort = 120_000, highEffort = 300_000 } = options;
  for (const [name, value] of Object.entries({ base, perMebibyte, mediumEffort, highEffort })) {
    check(name, "a number of milliseconds ≥ 0", value);
  }
  return ({ attempt, request, bodyBytes = 0 }) => {
    const least = { low: 0, medium: mediumEffort, high: highEffort }[effortOf(request.json())];
    return (Math.max(base, least) + perMebibyte * bodyBytes / 2 ** 20) * 2 ** (attempt - 1);
  };
}

function effortOf(json: unknown): "low" | "medium" | "high" {
  const { reasoning, reasoning_effort, thinking, output_config } = Object(json) as LlmBody;
  const effort = reasoning?.effort ?? reasoning_effort ?? output_config?.effort;
  if (/^(high|xhigh|max)$/.test(String(effort)) || Number(thinking?.budget_tokens) > 16_000) return "high";
  return effort === "medium" || thinking?.type === "enabled" || thinking?.type === "adaptive" ? "medium" : "low";
}
