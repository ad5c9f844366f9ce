import type { Context } from "hono";
import * as z from "zod/mini";
import type { AccountStore } from "../core/account.ts";
import { randomId } from "../core/ids.ts";
import type { World } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { readBody } from "../http/body.ts";
import { Hono } from "../http/hono.ts";
import { parseJson } from "../http/json-body.ts";
import type { Refusal } from "../http/problem.ts";
import type { DevIssuer } from "./issuer.ts";

const CLIENT = "dev-client";
const CLIENT_SCOPE = "apps:execute";
const LONGEST_LIFE_SECONDS = 86_400;

// Functions, because a build without development leaves out a function that nobody calls, and no schema.
const text = () => z.string().check(z.minLength(1), z.maxLength(255));
const lifetime = () => z._default(z.int().check(z.gte(1), z.lte(LONGEST_LIFE_SECONDS)), 3_600);

const userToken = () =>
  z
    .strictObject({
      account_id: z.optional(text()),
      sub: z.optional(text()),
      app_id: z.optional(text()),
      app_name: z.optional(text()),
      tid: z.optional(text()),
      expires_in: lifetime(),
    })
    .check(
      z.refine(
        ({ account_id, sub }) => (account_id === undefined) !== (sub === undefined),
        "Exactly one of account_id and sub.",
      ),
    );

const clientToken = () => z.strictObject({ expires_in: lifetime() });

type Wiring = {
  readonly issuer: Pick<DevIssuer, "sign">;
  readonly accounts: Pick<AccountStore, "find">;
  readonly world: Pick<World, "now" | "random">;
};

/** A refusal in one sentence for whoever tries things out. */
const told = ({ detail, errors = [] }: Refusal): string =>
  [detail, ...errors.map((error) => `${"pointer" in error ? error.pointer : ""} ${error.message}`.trim())]
    .filter((sentence) => sentence !== undefined)
    .join(" ");

/** Read whatever its content type, and an empty body as `{}`: these are typed into a terminal. */
async function read<Output>(request: Request, schema: z.ZodMiniType<Output>): Promise<Result<Output, string>> {
  const body = await readBody(request);
  if (!body.ok) return fail("The body is too large, or not UTF-8.");
  const value = parseJson(body.value.text || "{}", schema);
  return value.ok ? ok(value.value) : fail(told(value.failure));
}

/** Tokens for the asking, as an identity system would issue them: for a person, and for a program of the app's own. */
export function createTokenRoutes({ issuer, accounts, world }: Wiring): Hono {
  async function issue(
    c: Context,
    claims: Readonly<Record<string, string>>,
    lifetimeSeconds: number,
  ): Promise<Response> {
    const iat = Math.floor(world.now() / 1_000);
    const times = { iat, exp: iat + lifetimeSeconds, jti: randomId(world.random) };
    const token = await issuer.sign(claims, times);
    return c.json({ access_token: token, token_type: "Bearer", expires_in: lifetimeSeconds });
  }

  return new Hono()
    .post("/user-token", async (c) => {
      const body = await read(c.req.raw, userToken());
      if (!body.ok) return c.json({ error: body.failure }, 400);
      const { account_id: id, expires_in: lifetimeSeconds, sub, ...rest } = body.value;
      const account = id === undefined ? undefined : await accounts.find({ by: "id", text: id });
      const subject = sub ?? account?.sub ?? account?.id;
      if (subject === undefined) return c.json({ error: "There is no such account." }, 404);
      return issue(c, { sub: subject, ...defined(rest) }, lifetimeSeconds);
    })
    .post("/client-token", async (c) => {
      const body = await read(c.req.raw, clientToken());
      if (!body.ok) return c.json({ error: body.failure }, 400);
      return issue(c, { sub: CLIENT, client_id: CLIENT, scope: CLIENT_SCOPE }, body.value.expires_in);
    });
}

/** The members that have a value. */
const defined = (claims: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(claims).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
