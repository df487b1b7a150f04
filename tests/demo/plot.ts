// @ts-types="@types/asciichart"
import { blue, green, magenta, plot as chart, red } from "asciichart";
import { inField } from "./scale.ts";
import { quantile, type Summary } from "./summary.ts";

const COLUMNS = 64;
const ROWS = 5;
// Each step up is so many times as long: from 500 s down to 2 s, so that a hedge's tail can be told from a cutoff's.
const STEP = 3;
// Columns of " 500 s " and the axis.
const LABEL = 8;
const COLORS = [red, green, magenta, blue];

/** How a {@linkcode plot} is drawn. */
export interface PlotOptions {
  /** Whether the terminal shows colors. */
  colors: boolean;
}

/** Draws each contender's waiting times, the shortest on the left, all on one logarithmic scale. */
export function plot(summaries: readonly Summary[], options: PlotOptions): string {
  const max = height(Math.max(...summaries.map(({ worst }) => worst)));
  const min = max - ROWS;
  const format = (steps: number) => `${inField(STEP ** steps).padStart(6)} `;
  const charts = summaries.map(({ name, waits }, index) => {
    const line = Array.from({ length: COLUMNS }, (_, x) => Math.max(min, height(quantile(waits, (x + 1) / COLUMNS))));
    const colors = options.colors ? [COLORS[index % COLORS.length]] : [];
    const drawn = chart(line, { min, max, height: ROWS, offset: 2, format, colors });
    return `${name}\n${drawn.replace(/ +$/gm, "")}`;
  });
  const title = `Waiting times, the shortest on the left; each step up is ${STEP} times as long`;
  return [title, ...charts].join("\n\n") + `\n${axis()}`;
}

function height(ms: number): number {
  return Math.log(ms) / Math.log(STEP);
}

function axis(): string {
  let line = "";
  for (const percent of [25, 50, 75, 100]) {
    line += `${percent} %`.padStart(LABEL + COLUMNS * percent / 100 - line.length);
  }
  return line;
}
