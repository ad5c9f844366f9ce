import { accountWith, createAccount, newEmail } from "../../support/accounts.ts";
import { stopCodeIn } from "../../support/stop-links.ts";
import { follow, linkOf, newPhone, open, type PageState, press, type Stage } from "./stage.ts";

const BEGIN = "Before you go on";
const CODE = "Enter the code we emailed you";
const UNREACHED = "We could not reach that address";

type Interrupted = { readonly email: string; readonly track: Record<string, string> };

/** Somebody's login is interrupted, and their browser sent to the first page. */
async function interrupted(stage: Stage, required: readonly string[] = ["email"]): Promise<Interrupted> {
  const email = stage.address ?? newEmail();
  const account_id = await accountWith(stage.server, email);
  const continue_url = `${stage.server.origin}/identity/done`;
  const body = JSON.stringify({ account_id, required, continue_url });
  const track = (await (await stage.server.admin("/tracks", { method: "POST", body })).json()) as Record<
    string,
    string
  >;
  await open(stage, track["url"] ?? "");
  return { email, track };
}

async function askedForCode(stage: Stage): Promise<Interrupted & { readonly code: string; readonly link: string }> {
  const login = await interrupted(stage);
  await press(stage, "Email me a code");
  const message = await stage.server.mail(login.email);
  return { ...login, code: message.code ?? "", link: linkOf(message) };
}

async function typeCode({ page }: Stage, code: string): Promise<void> {
  await page.locator("[name=code]").fill(code);
}

/** What an app's own page asks for: ours offers codes. */
async function askedForLink(stage: Stage): Promise<Interrupted> {
  const login = await interrupted(stage);
  const reply = await fetch(`${stage.server.origin}/verification-actions-srv/account/initiation`, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      requestId: login.track["request_id"] ?? "",
      trackId: login.track["track_id"] ?? "",
      processingType: "LINK",
    }),
  });
  await open(stage, reply.headers.get("location") ?? "");
  return login;
}

/** Of logins that wait until something is verified. */
export const logins: readonly PageState[] = [
  {
    name: "login interrupted",
    heading: BEGIN,
    async reach(stage) {
      await interrupted(stage, ["email", "mobile"]);
    },
  },
  {
    name: "login, code asked for",
    heading: CODE,
    async reach(stage) {
      await askedForCode(stage);
    },
  },
  {
    name: "login, wrong code",
    heading: CODE,
    isProblem: true,
    async reach(stage) {
      const { code } = await askedForCode(stage);
      await typeCode(stage, code === "000000" ? "000001" : "000000");
      await press(stage, "Confirm email address");
    },
  },
  {
    name: "login, new code sent",
    heading: CODE,
    async reach(stage) {
      await askedForCode(stage);
      await press(stage, "Send a new code");
    },
  },
  {
    name: "login, code worn out",
    heading: "That code no longer works",
    async reach(stage) {
      const { code } = await askedForCode(stage);
      for (const isLast of [false, true]) {
        for (let guess = 0; guess < 5; guess += 1) {
          await typeCode(stage, code === "000000" ? "000001" : "000000");
          await press(stage, "Confirm email address");
        }
        if (!isLast) await press(stage, "Send a new code");
      }
    },
  },
  {
    name: "login, code for a phone",
    heading: "Enter the code we texted you",
    async reach(stage) {
      const { server } = stage;
      const mobile = newPhone();
      const account_id = await createAccount(server, mobile);
      const continue_url = `${server.origin}/identity/done`;
      const body = JSON.stringify({ account_id, required: ["mobile"], continue_url });
      const track = (await (await server.admin("/tracks", { method: "POST", body })).json()) as { url: string };
      await open(stage, track.url);
      await press(stage, "Text me a code");
    },
  },
  {
    name: "login, another address",
    heading: "Use a different email address",
    async reach(stage) {
      await askedForCode(stage);
      await follow(stage, "Use a different email address");
    },
  },
  {
    name: "login, an address that is none",
    heading: "Use a different email address",
    isProblem: true,
    async reach(stage) {
      await askedForCode(stage);
      await follow(stage, "Use a different email address");
      await stage.page.locator("[name=email]").fill("none");
      await press(stage, "Send a code there");
    },
  },
  {
    name: "login, mail that came back",
    heading: UNREACHED,
    async reach(stage) {
      await interrupted({ ...stage, address: `bounce+${crypto.randomUUID()}@verify.test` });
      await press(stage, "Email me a code");
      // It comes back after the page was answered.
      const title = stage.page.locator("h1");
      while ((await title.textContent()) !== UNREACHED) await stage.page.reload();
    },
  },
  {
    name: "login, link asked for",
    heading: "Open the link we emailed you",
    async reach(stage) {
      await askedForLink(stage);
    },
  },
  {
    name: "login, link opened",
    heading: "Confirm this email address?",
    async reach(stage) {
      await open(stage, (await askedForCode(stage)).link);
    },
  },
  {
    name: "login, confirmed",
    heading: "Email address confirmed",
    async reach(stage) {
      const { code } = await askedForCode(stage);
      await typeCode(stage, code);
      await press(stage, "Confirm email address");
    },
  },
  {
    name: "login, nothing left to confirm",
    heading: "All is confirmed",
    async reach(stage) {
      const { code, track } = await askedForCode(stage);
      await typeCode(stage, code);
      await press(stage, "Confirm email address");
      await open(stage, track["url"] ?? "");
    },
  },
  {
    name: "login without a track",
    heading: "What is your email address?",
    async reach(stage) {
      await open(stage, "/identity/verification_init?requestId=some-request");
    },
  },
  {
    name: "login without a track, nothing typed",
    heading: "What is your email address?",
    isProblem: true,
    async reach(stage) {
      await open(stage, "/identity/verification_init?requestId=some-request");
      await press(stage, "Continue");
    },
  },
  {
    name: "login without a track, a slip",
    heading: "Check your email address",
    async reach(stage) {
      await open(stage, "/identity/verification_init?requestId=some-request");
      await stage.page.locator("[name=email]").fill("grace@gmial.com");
      await press(stage, "Continue");
    },
  },
  {
    name: "login, a number to add",
    heading: "Add your phone number",
    async reach(stage) {
      await interrupted(stage, ["mobile"]);
      await follow(stage, "Add your phone number");
    },
  },
  {
    name: "login, a number without its country",
    heading: "Add your phone number",
    isProblem: true,
    async reach(stage) {
      await interrupted(stage, ["mobile"]);
      await follow(stage, "Add your phone number");
      await stage.page.locator("[name=phone]").fill("0206 555 1234");
      await press(stage, "Continue");
    },
  },
  {
    name: "login, stopped",
    heading: "This request was stopped",
    async reach(stage) {
      const { email } = await askedForCode(stage);
      const waits = stage.page.url();
      await open(stage, `/s?${stopCodeIn(await stage.server.mail(email))}`);
      await press(stage, "Stop this request");
      await open(stage, waits);
    },
  },
  {
    name: "login, a link that leads nowhere",
    heading: "This link does not work",
    reach: (stage) => open(stage, "/c?none"),
  },
  {
    name: "login that leads nowhere",
    heading: "This page does not work",
    reach: (stage) => open(stage, "/identity/verification_complete?accvid=none"),
  },
];
