/** A small change to a source text. */
export interface Mutation {
  /** The line it is on, from `1`. */
  readonly line: number;
  /** What the change is. */
  readonly operator: string;
  /** The line before, and after; empty where it is dropped. */
  readonly before: string;
  readonly after: string;
  /** The whole text, changed. */
  readonly text: string;
}

interface Operator {
  readonly name: string;
  readonly pattern: RegExp;
  readonly replace: (match: RegExpExecArray) => string;
}

const swap = (name: string, pattern: RegExp, by: string): Operator => ({ name, pattern, replace: () => by });

const OPERATORS: readonly Operator[] = [
  swap("=== to !==", / === /g, " !== "),
  swap("!== to ===", / !== /g, " === "),
  swap("< to <=", / < (?=[^<>]*$)/g, " <= "),
  swap("> to >=", / > (?=[^<>]*$)/g, " >= "),
  swap(">= to >", / >= /g, " > "),
  swap("<= to <", / <= /g, " < "),
  swap("&& to ||", / && /g, " || "),
  swap("|| to &&", / \|\| /g, " && "),
  // Beside another `??`, it would be no syntax.
  swap("?? to &&", /(?<!\?\?.*) \?\? (?!.*\?\?)/g, " && "),
  swap("+ to -", / \+ (?=[\w(])/g, " - "),
  swap("- to +", / - (?=[\w(])/g, " + "),
  swap("* to /", / \* (?=[\w(])/g, " / "),
  swap("true to false", /(?<!\| )\btrue\b(?! \|)/g, "false"),
  swap("false to true", /(?<!\| )\bfalse\b(?! \|)/g, "true"),
  swap("max to min", /\bMath\.max\b/g, "Math.min"),
  swap("min to max", /\bMath\.min\b/g, "Math.max"),
  swap("no negation", /(?<=[( ])!(?=[\w(])/g, ""),
  swap("no await", /\bawait /g, ""),
  // Of a rule only the digits are read. Those of a class in a regular expression are no number.
  {
    name: "number plus one",
    pattern: /(?<![\w.$"'`-]|≥ |\?\[)\d[\d_]*(?![\w.:])/g,
    replace: ([text]) => `${text} + 1`,
  },
  { name: "statement dropped", pattern: /^\s+[\w.?[\]]+\([^{}]*\);$/g, replace: () => "" },
  { name: "assignment dropped", pattern: /^\s+[\w.]+ (\?\?|\|\||\+|-)?= [^{}]*;$/g, replace: () => "" },
  { name: "condition dropped", pattern: /^\s+if \(.*\) (return|throw|continue).*;$/g, replace: () => "" },
];

// Types, documentation and messages decide nothing at run time that a test of behaviour could see.
const INERT =
  /^\s*(\/\/|\/\*|\*|import |export type |export interface |type |readonly |interface |declare )|[`"][A-Z][a-z]+ /;

/**
 * Lists the mutations of a module, a line at a time.
 *
 * @param source Its text.
 */
export function mutations(source: string): Mutation[] {
  const lines = source.split("\n");
  let isType = false;
  return lines.flatMap((before, index) => {
    const isWhole = /(^|[;{}]|\*\/|^\s*\/\/.*)$/.test(lines[index - 1] ?? "");
    if (/^(export )?(interface|type) .*[{|=]$/.test(before)) isType = true;
    const isInert = isType || INERT.test(before);
    if (isType && /^[})]|;$/.test(before) && !/^\s/.test(before)) isType = false;
    if (isInert) return [];
    return OPERATORS.filter(({ name }) => isWhole || !name.endsWith("dropped")).flatMap(({ name, pattern, replace }) =>
      [...before.matchAll(pattern)].map((match): Mutation => {
        const after = before.slice(0, match.index) + replace(match) + before.slice(match.index + match[0].length);
        const text = lines.with(index, after).join("\n");
        return { line: index + 1, operator: name, before: before.trim(), after: after.trim(), text };
      })
    );
  });
}
