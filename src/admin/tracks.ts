import type { Context } from "hono";
import * as z from "zod/mini";
import type { AddressKind } from "../core/flow.ts";
import { isUuid } from "../core/ids.ts";
import type { RedirectPolicy } from "../core/redirect.ts";
import { missingOf, type Track } from "../core/track.ts";
import { Hono } from "../http/hono.ts";
import { readJson } from "../http/json-body.ts";
import { otherVerbs, problem } from "../http/problem.ts";
import { withParameters } from "../http/with-parameter.ts";
import { transformed } from "../schema.ts";
import type { Services } from "../services.ts";
import { onePerson, personFields } from "./client-contracts.ts";
import { identifier } from "./contracts.ts";
import { instant, instantOrNull } from "./wire.ts";

const LONGEST_URL = 2_048;
const LONGEST_RESULT = 512;

/** What login servers call the two kinds of address. */
const mediums = { email: "email", mobile: "phone" } as const satisfies Record<string, AddressKind>;
const mediumOf = (kind: AddressKind): string => (kind === "email" ? "email" : "mobile");

/** A wish for a track. `continue_url` must be an address that `CONTINUE_URLS` has. */
const trackBody = (continueUrls: RedirectPolicy) =>
  transformed(
    z.strictObject({
      ...personFields,
      request_id: z.optional(identifier),
      continue_url: z.string().check(z.maxLength(LONGEST_URL)),
      required: z.array(z.enum(["email", "mobile"])).check(
        z.minLength(1),
        z.maxLength(2),
        z.refine((list) => new Set(list).size === list.length, {
          message: "Each once.",
          params: { code: "repeated" },
        }),
      ),
      result: z._default(z.enum(["code", "token"]), "code"),
    }),
    (body, refuse) => ({
      person: onePerson(body, refuse),
      continueUrl:
        continueUrls.allows(body.continue_url) ??
        refuse({
          path: ["continue_url"],
          message: "This is not an address that CONTINUE_URLS has.",
          params: { code: "target_not_allowed" },
        }),
      requestId: body.request_id ?? null,
      required: body.required.map((medium) => mediums[medium]),
      answer: body.result,
    }),
  );

const ResultBody = z.lazy(() =>
  z.strictObject({ code: z.string().check(z.minLength(1), z.maxLength(LONGEST_RESULT)) }),
);

/** A track as login servers see it: what is verified, and since when. */
function toWireTrack(track: Track) {
  const missing = missingOf(track);
  return {
    track_id: track.id,
    account_id: track.accountId,
    sub: track.sub,
    request_id: track.requestId,
    continue_url: track.continueUrl,
    required: track.required.map(mediumOf),
    verified: track.addresses.flatMap(({ kind, value, verifiedAt, verifiedVia }) =>
      verifiedAt === null
        ? []
        : [{ medium: mediumOf(kind), value, verified_at: instant(verifiedAt), verified_via: verifiedVia }],
    ),
    complete: missing.length === 0,
    changes: track.changes,
    continued_at: instantOrNull(track.continuedAt),
    redeemed_at: instantOrNull(track.redeemedAt),
    created_at: instant(track.createdAt),
    expires_at: instant(track.expiresAt),
  };
}

const notFound = (c: Context): Response => problem(c, { code: "not_found", detail: "There is no such track." });

/** Logins that wait for a verification: a login server makes them, and asks what came of them. */
export function trackRoutes({ tracks, settings, world }: Services): Hono {
  const app = new Hono();
  const Body = trackBody(settings.cidaas.continueUrls);
  const { init } = settings.cidaas.pages;

  /** Where the login server sends its person. */
  const urlOf = ({ id, requestId }: Track): string => withParameters(init, { track_id: id, trackId: id, requestId });

  app
    .post("/", async (c) => {
      const body = await readJson(c.req.raw, Body);
      if (!body.ok) return problem(c, body.failure);
      const opened = await tracks.open(body.value);
      if (!opened.ok) {
        const pointer = body.value.person.by === "id" ? "/account_id" : "/sub";
        const message = "There is no such account, or it may verify nothing.";
        return problem(c, { code: "invalid_fields", errors: [{ pointer, code: "unknown", message }] });
      }
      const track = opened.value;
      world.log({ event: "track_opened", by: "admin", track: track.id, account: track.accountId });
      return c.json({ ...toWireTrack(track), url: urlOf(track) }, 201, { Location: `/admin/tracks/${track.id}` });
    })
    .all(otherVerbs("POST"));

  app
    .post("/redeem", async (c) => {
      const body = await readJson(c.req.raw, ResultBody);
      if (!body.ok) return problem(c, body.failure);
      const redeemed = await tracks.redeem(body.value.code);
      if (!redeemed.ok) return problem(c, { code: redeemed.failure.reason });
      world.log({ event: "track_redeemed", by: "admin", track: redeemed.value.id });
      return c.json(toWireTrack(redeemed.value));
    })
    .all(otherVerbs("POST"));

  app
    .get("/:id", async (c) => {
      const id = c.req.param("id");
      const track = isUuid(id) ? await tracks.find(id) : undefined;
      return track ? c.json(toWireTrack(track)) : notFound(c);
    })
    .all(otherVerbs("GET, HEAD"));
  return app;
}
