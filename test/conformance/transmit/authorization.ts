import { request } from "node:http";
import { expect } from "vitest";
import { newEmail } from "../../support/accounts.ts";

export type RawAnswer = { readonly status: number; readonly challenge: string | undefined; readonly body: unknown };

/** The answer to whoever brought a token that is not accepted: the same, whatever is wrong with it. */
export const refused: RawAnswer = {
  status: 401,
  challenge: expect.stringMatching(/^Bearer .*error="invalid_token"/),
  body: { message: expect.stringMatching(/\S/), error_code: 401 },
};

/** Asks for a passcode with exactly these `Authorization` headers; `fetch` would join and trim them. */
export function askWith(origin: string, ...authorization: readonly string[]): Promise<RawAnswer> {
  const url = new URL("/v1/verification/otp/email/send", origin);
  const body = JSON.stringify({ email: newEmail() });
  const headers = ["host", url.host, "content-type", "application/json", "content-length", `${body.length}`];
  headers.push(...authorization.flatMap((value) => ["authorization", value]));
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: "POST", headers }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      const { statusCode: status = 0, headers: answered } = response;
      const isJson = answered["content-type"]?.startsWith("application/json") ?? false;
      resolve({ status, challenge: answered["www-authenticate"], body: isJson ? JSON.parse(text) : text });
    });
    asking.on("error", reject);
    asking.end(body);
  });
}
