/** Values of attributes that spans are given. */
export type OtelAttributes = Record<string, string | number | boolean>;

/** What is used of a span. */
export interface OtelSpan {
  /** Adds attributes, or replaces those of the same names. */
  setAttributes(attributes: OtelAttributes): unknown;
  /** Adds an event that happens now. */
  addEvent(name: string, attributes?: OtelAttributes): unknown;
  /** Sets how it went, by a `SpanStatusCode`. */
  setStatus(status: { code: number }): unknown;
  /** Ends it now. */
  end(): void;
}

/** What is used of the `@opentelemetry/api` module. */
export interface OtelApi<Context, Span extends OtelSpan> {
  /** Makes spans. */
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: OtelAttributes }, context: Context): Span;
    };
    setSpan(context: Context, span: Span): Context;
  };
  /** Knows which span is active. */
  readonly context: { active(): Context };
}
