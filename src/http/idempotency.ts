import { toBase64Url } from "../core/base64url.ts";
import { readAtMost } from "../core/bounded-body.ts";
import { clientSubject } from "../core/client-address.ts";
import type { Answer, Idempotency, RepeatFailure } from "../core/idempotency.ts";
import { BODY_LIMIT_BYTES } from "./body.ts";
import { clientIp } from "./client-ip.ts";

const HEADER = "idempotency-key";
const LONGEST = 255;

/** Visible ASCII: in quotes (RFC 9651, 3.3.3), or bare and without what only quotes can tell apart from a list. */
const QUOTED = /^"((?:[!#-[\]-~]|\\["\\])+)"$/;
const BARE = /^[!#-+\--:<-[\]-~]+$/;

/** The key, or undefined if the header holds none, or more than one: two headers arrive joined by a comma. */
export function readIdempotencyKey(header: string): string | undefined {
  const [, quoted] = QUOTED.exec(header) ?? [];
  const key = quoted?.replace(/\\(.)/g, "$1") ?? (BARE.test(header) ? header : undefined);
  return key !== undefined && key.length <= LONGEST ? key : undefined;
}

/** Why a request with a key is not answered; how that is told is for each edge. */
export type IdempotencyRefusal = {
  readonly reason: "key_malformed" | RepeatFailure["reason"];
  readonly status: 400 | 409 | 422;
  readonly message: string;
  readonly retryAfterS?: number;
};

const malformed: IdempotencyRefusal = {
  reason: "key_malformed",
  status: 400,
  message: `Idempotency-Key must be given once, and be 1 to ${LONGEST} visible characters`,
};

const repeatRefusals: Readonly<Record<RepeatFailure["reason"], IdempotencyRefusal>> = {
  other_body: {
    reason: "other_body",
    status: 422,
    message: "This Idempotency-Key was used with another request body",
  },
  still_running: {
    reason: "still_running",
    status: 409,
    message: "The first request with this Idempotency-Key is still being answered",
    retryAfterS: 1,
  },
};

async function toAnswer(response: Response): Promise<Answer> {
  return { status: response.status, headers: [...response.headers], body: await response.text() };
}

function toResponse({ status, headers, body }: Answer): Response {
  const response = new Response(body === "" ? null : body, { status });
  response.headers.delete("content-type");
  for (const [name, value] of headers) response.headers.append(name, value);
  return response;
}

/** Whoever shows the same credentials, or else comes from the same network. */
const callerOf = (headers: Headers): string => {
  const credentials = headers.get("authorization");
  return credentials === null ? `client|${clientSubject(clientIp(headers))}` : `authorization|${credentials}`;
};

type Edge = {
  readonly refuse: (refusal: IdempotencyRefusal) => Response | Promise<Response>;
  /** The most that the route reads. What is longer goes on to it, which refuses it in its own words. */
  readonly bodyLimit?: number;
  /** Who asks, where the edge can tell better than by credentials and network. */
  readonly caller?: string | undefined;
};

/**
 * Answers a request with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07) by running it once: a
 * repeat gets the answer of the first for a day. One without the header is just run. `run` may read the body. Call it
 * when it is known who asks, and for answers that are text; one that sets a cookie is given but not repeated.
 */
export async function answerOnce(
  idempotency: Idempotency,
  request: Request,
  { refuse, bodyLimit = BODY_LIMIT_BYTES, caller = callerOf(request.headers) }: Edge,
  run: () => Promise<Response>,
): Promise<Response> {
  const header = request.headers.get(HEADER);
  if (header === null) return run();
  const key = readIdempotencyKey(header);
  if (key === undefined) return refuse(malformed);
  const bytes = await readAtMost(request.clone(), bodyLimit);
  if (!bytes) return run();
  const { pathname, search } = new URL(request.url);
  const answered = await idempotency.once(
    {
      key,
      caller,
      method: request.method,
      path: pathname + search,
      body: toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))),
    },
    async () => toAnswer(await run()),
  );
  return answered.ok ? toResponse(answered.value) : refuse(repeatRefusals[answered.failure.reason]);
}
