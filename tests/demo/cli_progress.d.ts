// What the demo uses of cli-progress; `@types/cli-progress` would bring Node's global types along.

export interface Options {
  format?: string;
  barsize?: number;
  hideCursor?: boolean;
  linewrap?: boolean | null;
  noTTYOutput?: boolean;
  notTTYSchedule?: number;
}

export interface Preset {
  readonly barCompleteChar: string;
}

export interface SingleBar {
  increment(): void;
}

export class MultiBar {
  readonly isActive: boolean;
  constructor(options: Options, preset: Preset);
  create(total: number, startValue: number, payload: Record<string, string>): SingleBar;
  stop(): void;
}

export const Presets: { readonly shades_classic: Preset };
