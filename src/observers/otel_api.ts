/** Values of a span's attributes. */
export type OtelAttributes = Record<string, string | number | boolean>;

/** The part of a span that is used. */
export interface OtelSpan {
  /** Adds attributes, or replaces those with the same names. */
  setAttributes(attributes: OtelAttributes): unknown;
  /** Adds an event that happens now. */
  addEvent(name: string, attributes?: OtelAttributes): unknown;
  /** Sets its status, a `SpanStatusCode`. */
  setStatus(status: { code: number }): unknown;
  /** Ends it now. */
  end(): void;
}

/** The part of the `@opentelemetry/api` module that is used. */
export interface OtelApi<Context, Span extends OtelSpan> {
  /** Creates spans. */
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: OtelAttributes }, context: Context): Span;
    };
    setSpan(context: Context, span: Span): Context;
  };
  /** Knows which span is active. */
  readonly context: { active(): Context };
}
