import type { DevClient } from "../../test/support/dev-server.ts";
import { formOf, fromOurPage } from "../../test/support/form.ts";
import type { Journey } from "./journey.ts";

/** Of nobody's host: where the login server takes its person back. */
const BACK = "https://login.example.test/continue";

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Where a redirect leads. */
async function ledTo(response: Response): Promise<URL> {
  const location = response.headers.get("location");
  if (response.status !== 302 || location === null) throw new Error(`no redirect: ${response.status}`);
  const url = new URL(location);
  if (url.searchParams.has("error_code")) throw new Error(`${url.searchParams.get("error_description")}`);
  return url;
}

const post = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });

type Track = { readonly id: string; readonly requestId: string };

/** What a login server asks for before it sends its person here. */
async function interrupt({ admin }: DevClient, account_id: string, medium: "email" | "mobile"): Promise<Track> {
  const body = JSON.stringify({ account_id, continue_url: BACK, required: [medium] });
  const track = await bodyOf(await admin("/tracks", { method: "POST", body }));
  return { id: String(track["track_id"]), requestId: String(track["request_id"]) };
}

const initiate = async ({ origin }: DevClient, track: Track, fields: Readonly<Record<string, string>>): Promise<URL> =>
  ledTo(
    await post(`${origin}/verification-actions-srv/account/initiation`, {
      requestId: track.requestId,
      trackId: track.id,
      ...fields,
    }),
  );

/** The login goes on, and its server asks what was verified. */
async function goOn({ origin, admin }: DevClient, { id }: Track): Promise<void> {
  const back = await ledTo(await post(`${origin}/login-srv/precheck/continue/${id}`, { track_id: id }));
  if (!back.href.startsWith(BACK)) throw new Error("the login did not go on");
  const body = JSON.stringify({ code: back.searchParams.get("code") });
  const { complete } = await bodyOf(await admin("/tracks/redeem", { method: "POST", body }));
  if (complete !== true) throw new Error("the login server was not told that all is verified");
}

const codeJourney = (what: { readonly name: string; readonly address: string; readonly medium: string }): Journey => ({
  name: what.name,
  address: what.address,
  async run({ server, address, account, step }) {
    const kind = what.medium === "email" ? "email" : "mobile";
    const track = await step("interrupt the login", () => interrupt(server, account, kind));
    const fields = { processingType: "CODE", verificationMedium: what.medium };
    const page = await step("ask for a code; led to the page for it", () => initiate(server, track, fields));
    const { code } = await step("read the message in the outbox", () => server.mail(address));
    await step("hand the code in", async () => {
      const body = JSON.stringify({ accvid: page.searchParams.get("accvid"), code });
      const headers = { "content-type": "application/json" };
      await bodyOf(await fetch(`${server.origin}/verification-actions-srv/account`, { method: "POST", headers, body }));
    });
    await step("the login goes on, and its server finds out", () => goOn(server, track));
  },
});

const linkJourney: Journey = {
  name: "Interrupted login, a link by e-mail",
  address: "edith@example.com",
  async run({ server, address, account, step }) {
    const track = await step("interrupt the login", () => interrupt(server, account, "email"));
    await step("ask for a link; led to the page that waits", () => initiate(server, track, { processingType: "LINK" }));
    const { link } = await step("read the mail in the outbox", () => server.mail(address));
    const page = await step("open the link, which confirms nothing yet", async () => (await fetch(link ?? "")).text());
    await step("press its button", async () => {
      const { action, fields } = formOf(page);
      const pressed = { ...fromOurPage(fields, server.origin), redirect: "manual" } as const;
      await ledTo(await fetch(new URL(action, server.origin), pressed));
    });
    await step("the login goes on, and its server finds out", () => goOn(server, track));
  },
};

export const cidaasJourneys: readonly Journey[] = [
  codeJourney({ name: "Interrupted login, a code by e-mail", address: "emmy@example.com", medium: "email" }),
  codeJourney({ name: "Interrupted login, a code by text message", address: "+447700900610", medium: "sms" }),
  codeJourney({ name: "Interrupted login, a code by phone call", address: "+447700900611", medium: "ivr" }),
  linkJourney,
];
