/** Cuts a body at the ends of its messages, so that a last message can be appended if the body breaks off. */
export interface Boundary {
  /**
   * Takes the next bytes.
   *
   * @param chunk The bytes.
   * @returns The bytes to pass on: whole messages, or nothing.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Returns the bytes still held, when the body ended without an error. */
  rest(): Uint8Array;
  /** Text that separates an appended message from the bytes passed on; `undefined` if no message can be appended. */
  readonly separator: string | undefined;
  /** Whether a message was passed on. */
  readonly hasBegun: boolean;
}
