import { beforeEach, describe, expect, it } from "vitest";
import { readSettings } from "../../../src/env.ts";
import { call } from "../../support/admin.ts";
import { settingsWith } from "../../support/world.ts";
import { BACK, INITIATION, type LoginBed, ledTo, loginBed, OLD_INITIATION, PUBLIC } from "./bed.ts";

const H = "evil.example";
const A = "https://app.example";

/** Spellings that a browser, a proxy or a parser might read as another host, or as more than a page. */
const corpus: readonly string[] = [
  ...[`https://${H}`, `//${H}`, `///${H}`, `////${H}`, `/\\${H}`, `\\\\${H}`, `\\/${H}`, `/\t/${H}`, `/\n/${H}`],
  ...[` https://${H}`, `https:${H}`, `https:/${H}`, `https:\\\\${H}`, `https:///${H}`, `${A}@${H}`, `${A}:443@${H}`],
  ...[
    `${A}%40${H}`,
    `${A}%2e${H}`,
    `${A}\\@${H}`,
    `${A}#@${H}`,
    `${A}?@${H}`,
    `${A};@${H}`,
    `https://${H}\\.app.example`,
  ],
  ...[`${A}.${H}`, "https://evilapp.example", "https://ａpp.example", "https://app。example", `${A}.`, `${A}:8443`],
  ...["http://app.example", "https://app.exаmple", "https://xn--pp-eka.example", "https://user:pw@app.example/cb"],
  ...["https://0x7f000001", "https://2130706433", "https://127.1", "https://[::1]", "https://169.254.169.254"],
  ...["javascript:alert(1)", "java\tscript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"],
  ...[`blob:${A}/x`, "file:///etc/passwd", "intent://x#Intent;end", `myapp://cb.${H}`, `/ok/../..//${H}`, `/.//${H}`],
  ...[
    `/%2f%2f${H}`,
    `/%5c${H}`,
    `?x=//${H}`,
    `#//${H}`,
    `${A}/cb/../admin`,
    `${A}/cbEVIL`,
    `${A}/cb%00`,
    `${A}/cb\u202e`,
  ],
  ...[`https://${H}/${A}/cb`, `${A}/cb?${"a".repeat(10_000)}`],
];

let login: LoginBed;
beforeEach(async () => {
  login = await loginBed({ settings: { CONTINUE_URLS: `${A}/cb` } });
});

describe("59 spellings of somewhere else", () => {
  it("are 59", () => expect(new Set(corpus).size).toBe(59));

  it("as continue_url lead nowhere", async () => {
    const ada = await login.somebody();
    for (const continue_url of corpus) {
      const json = { account_id: ada.id, required: ["email"], continue_url };
      const { status } = await call(login.bed, "POST", "/tracks", { json });
      expect([continue_url, status]).toEqual([continue_url, 422]);
    }
  });

  it("as redirect_uri get no request, and lead to the error page", async () => {
    const ada = await login.somebody();
    for (const redirect_uri of corpus) {
      const reply = await login.json("/authz-srv/authrequest/authz/generate", {
        client_id: login.clientId,
        redirect_uri,
      });
      expect([redirect_uri, reply.status < 500 && reply.status >= 400]).toEqual([redirect_uri, true]);
      const fields = { client_id: login.clientId, redirect_uri, processingType: "CODE", email: ada.email };
      const { url, path } = ledTo(await login.form(OLD_INITIATION, fields));
      expect([redirect_uri, url.origin, path]).toEqual([redirect_uri, PUBLIC, "/identity/error"]);
    }
  });

  it("as the place of the hosted pages lead nowhere else than a setting may say, spelled by the parser", () => {
    const names = ["HOSTED_PAGES_URL", "VERIFICATION_INIT_URL", "VERIFICATION_COMPLETE_URL", "VERIFICATION_ERROR_URL"];
    for (const text of corpus) {
      for (const name of names) {
        const env = { ...fixedEnv(), [name]: text };
        const settings = readSettings(env as never, false);
        if (!settings.ok) continue;
        // An operator may name any page over https; what is taken is a plain one, and goes where it says.
        const { pages } = settings.value.cidaas;
        for (const page of Object.values(pages)) {
          const url = new URL(page);
          expect([text, url.protocol, url.username, url.pathname.startsWith("//")]).toEqual([
            text,
            "https:",
            "",
            false,
          ]);
          expect([text, [PUBLIC, new URL(text).origin].includes(url.origin)]).toEqual([text, true]);
        }
      }
    }
  });
});

/** The environment of a deployment that is right. */
const fixedEnv = (): Record<string, unknown> => {
  const { bindings } = settingsWith();
  return {
    PUBLIC_URL: PUBLIC,
    KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
    ADMIN_TOKEN: "test-admin-token-of-forty-characters-0000",
    ...bindings,
  };
};

describe("case 28: a Location", () => {
  it("is on a configured host, whatever the request says", async () => {
    const headers = {
      host: H,
      origin: `https://${H}`,
      referer: `https://${H}/`,
      "x-forwarded-host": H,
      forwarded: `host=${H}`,
    };
    for (const fields of [
      { requestId: login.requestId, processingType: "CODE", email: `a@${H}`, redirect_uri: `https://${H}` },
      { requestId: `https://${H}`, processingType: "CODE", email: "a@x.example" },
      { requestId: login.requestId, processingType: "CODE", q: `//${H}` },
      { requestId: login.requestId, processingType: "CODE", trackId: `https://${H}/x` },
    ]) {
      const led = ledTo(await login.form(INITIATION, fields as unknown as Record<string, string>, headers));
      expect(led.url.origin).toBe(PUBLIC);
    }
  });

  it("escapes line breaks", async () => {
    const reply = await login.form(INITIATION, {
      requestId: "a\r\nSet-Cookie: x=1",
      processingType: "CODE",
      email: "a@x.example",
    });
    expect(reply.headers.get("set-cookie")).toBeNull();
    expect(reply.headers.get("location")).not.toMatch(/[\r\n]/);
    expect(ledTo(reply).query["error_code"]).toBe("VER_0004");
  });

  it("goes to pages of the app's own, all or one of them", async () => {
    const own = await loginBed({ settings: { HOSTED_PAGES_URL: "https://id.example.com/eu/" } });
    const { url } = await own.initiate({ requestId: own.requestId, processingType: "CODE", email: "a@x.example" });
    expect(url.origin + url.pathname).toBe("https://id.example.com/eu/identity/verification_complete");
    const one = await loginBed({ settings: { VERIFICATION_ERROR_URL: "https://id.example.com/oops?from=verify" } });
    const error = await one.initiate({ processingType: "CODE", email: "a@x.example" });
    expect(error.url.href).toMatch(/^https:\/\/id\.example\.com\/oops\?from=verify&error=/);
  });
});

it("sends nobody to a place that is registered no more", async () => {
  const ada = await login.somebody();
  const track = await login.track(ada.id, { continue_url: `${A}/cb` });
  const { accvid, code } = await login.coded({ requestId: track.requestId, trackId: track.id });
  await login.validate(accvid, code);
  const narrowed = await loginBed({ settings: { CONTINUE_URLS: BACK } });
  const led = ledTo(await narrowed.form(`/login-srv/precheck/continue/${track.id}`, {}));
  expect([led.url.origin, led.path, led.query["error_code"]]).toEqual([PUBLIC, "/identity/error", "VER_0006"]);
});
