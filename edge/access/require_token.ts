import type { MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { problem } from "../answer/problem.ts";
import { optionError } from "../checks/option_error.ts";

/** Header that clients send their token in. */
const TOKEN_HEADER = "x-firstbyte-token";

// A scheme that no browser knows: for one that it does, it would ask for a password.
const CHALLENGE = `${TOKEN_HEADER} realm="proxy"`;

/** Tells whether something is a token that can be sent. */
export function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[\w.~+/-]+=*$/.test(value);
}

/**
 * Makes a middleware that lets through who sends one of the tokens, each of them
 * compared in constant time.
 *
 * @param tokens The tokens; where there are none, nobody is let through.
 * @throws {TypeError} If one of them cannot be sent.
 */
export function requireToken(tokens: readonly string[]): MiddlewareHandler {
  if (!Array.isArray(tokens) || !tokens.every(isToken)) {
    throw optionError("tokens", "a list of tokens of letters, digits and ._~+/-", tokens);
  }
  const refuse = () => {
    const detail = `Cannot tell who is asking: expected a valid token in the header ${TOKEN_HEADER}`;
    return problem({ status: 401, code: "invalid_token", detail, headers: { "www-authenticate": CHALLENGE } });
  };
  return bearerAuth({
    token: [...tokens],
    headerName: TOKEN_HEADER,
    prefix: "",
    noAuthenticationHeader: { message: refuse },
    invalidAuthenticationHeader: { message: refuse },
    invalidToken: { message: refuse },
  });
}
