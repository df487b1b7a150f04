import type { Effort } from "../../request/stream_request.ts";
import type { JsonObject } from "../messages/classify.ts";

// Above this many reasoning tokens, an answer begins after minutes.
const MOST_OF_MEDIUM = 16_000;

const EFFORTS: readonly (readonly [RegExp, Effort])[] = [
  [/none|off|disabled|minimal|low/, "low"],
  [/medium|auto/, "medium"],
  [/xhigh|max|ultra/, "max"],
  [/high/, "high"],
];

/**
 * Returns the reasoning effort that the body of any API asks for; `undefined` if it doesn't say.
 *
 * Reasoning without a level counts as high.
 *
 * @param body The body.
 * @see {@link https://platform.openai.com/docs/guides/reasoning} for `reasoning.effort`
 * @see {@link https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking} for `thinking`
 * @see {@link https://ai.google.dev/gemini-api/docs/thinking} for `thinkingConfig`
 * @see {@link https://docs.ollama.com/capabilities/thinking} for `think`
 */
export function effortOf(body: JsonObject): Effort | undefined {
  const { reasoning, thinking, output_config, think, enable_thinking, chat_template_kwargs } = body;
  const config = Object(body.generationConfig ?? body.generation_config) as JsonObject;
  const thinkingConfig = Object(config.thinkingConfig ?? config.thinking_config ?? config) as JsonObject;
  const switches = [
    member(thinking, "type"),
    think,
    enable_thinking,
    member(chat_template_kwargs, "enable_thinking"),
    member(reasoning, "enabled"),
  ];
  if (switches.includes("disabled") || switches.includes(false)) return "low";
  const words = [
    member(reasoning, "effort"),
    body.reasoning_effort,
    member(output_config, "effort"),
    think,
    thinkingConfig.thinkingLevel,
    thinkingConfig.thinking_level,
  ];
  const budgets = [
    member(thinking, "budget_tokens"),
    member(thinking, "token_budget"),
    member(reasoning, "max_tokens"),
    thinkingConfig.thinkingBudget,
    thinkingConfig.thinking_budget,
  ];
  return effortInWords(words) ?? effortOfBudget(budgets) ??
    (switches.some((value) => value === true || value === "enabled" || value === "adaptive") ? "high" : undefined);
}

function effortInWords(words: readonly unknown[]): Effort | undefined {
  const word = words.find((word) => typeof word === "string")?.toLowerCase();
  return EFFORTS.find(([pattern]) => word && pattern.test(word))?.[1];
}

function effortOfBudget(budgets: readonly unknown[]): Effort | undefined {
  const budget = budgets.find((value): value is number => typeof value === "number");
  if (budget === undefined || budget < 0) return undefined;
  if (budget === 0) return "low";
  return budget > MOST_OF_MEDIUM ? "high" : "medium";
}

function member(value: unknown, name: string): unknown {
  return (Object(value) as JsonObject)[name];
}
