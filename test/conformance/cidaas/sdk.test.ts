import { beforeEach, describe, expect, it } from "vitest";
import { type Fields, type LoginBed, ledTo, loginBed, otherThan, type Somebody } from "./bed.ts";
import { type Sdk, type SdkRequest, sdks } from "./sdk-requests.ts";

const SITE = "https://shop.example.com";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed({ settings: { ALLOWED_ORIGINS: SITE } });
  ada = await login.somebody();
});

/** Puts a request on the wire, with its values in their places. */
function replay({ method, path, headers, body }: SdkRequest, more: Fields = {}): Promise<Response> {
  const values: Fields = { requestId: login.requestId, sub: ada.sub, email: ada.email, ...more };
  const isForm = headers["content-type"]?.includes("form") ?? false;
  const put = (text: string, escaped = false): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : escaped ? encodeURIComponent(value) : value;
    });
  return login.bed.fetch(put(path, true), {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, put(value)])),
    ...(body === undefined ? {} : { body: put(body, isForm) }),
  });
}

/** What a script of another site may read. */
const isReadable = (response: Response): boolean => response.headers.get("access-control-allow-origin") === SITE;
const fromBrowser = ({ headers }: SdkRequest): boolean => "origin" in headers;

/** The id of the code, found in the way that this SDK finds it. */
async function accvidOf(sdk: Sdk, response: Response): Promise<string> {
  switch (sdk.wants) {
    case "accvid in JSON": {
      expect(response.status).toBe(200);
      if (fromBrowser(sdk.initiate)) expect(isReadable(response)).toBe(true);
      const body = (await response.json()) as { success: boolean; status: number; data: { accvid: string } };
      expect(body).toMatchObject({ success: true, status: 200 });
      return body.data.accvid;
    }
    case "accvid in Location":
    case "redirect": {
      const led = ledTo(response);
      expect([led.status, led.path]).toEqual([302, "/identity/verification_complete"]);
      expect(await response.text()).toBe("");
      return led.query["accvid"] ?? "";
    }
    case "pages to read": {
      expect([response.status, isReadable(response)]).toEqual([302, true]);
      const led = ledTo(response);
      const page = await login.bed.fetch(led.url.pathname + led.url.search, { headers: { origin: SITE } });
      expect([page.status, isReadable(page)]).toEqual([200, true]);
      return led.query["accvid"] ?? "";
    }
  }
}

describe.each(sdks)("$name", (sdk) => {
  it("initiates, is told of a wrong code and of the right one, and reads the status", async () => {
    const accvid = await accvidOf(sdk, await replay(sdk.initiate));
    expect(accvid).toMatch(/^[\da-f-]{36}$/);
    const code = login.lastCode();

    const wrong = await replay(sdk.validate, { accvid, code: otherThan(code) });
    // Some look at the status alone, some at the body alone.
    expect(wrong.status).toBe(417);
    expect(await wrong.json()).toMatchObject({ success: false, status: 417, code: "VER_0901", error: "invalid_code" });

    const right = await replay(sdk.validate, { accvid, code });
    expect([right.status, await right.json()]).toEqual([200, { success: true, status: 200 }]);
    if (fromBrowser(sdk.validate)) expect([isReadable(wrong), isReadable(right)]).toEqual([true, true]);

    const status = await replay(sdk.status);
    expect([status.status, await status.json()]).toEqual([
      200,
      { success: true, status: 200, data: { EMAIL: true, MOBILE: false, USER_NAME: true } },
    ]);
    if (fromBrowser(sdk.status)) expect(isReadable(status)).toBe(true);
  });

  it("is told what is wrong with its initiation in the way that it reads", async () => {
    const response = await replay(sdk.initiate, { requestId: crypto.randomUUID() });
    if (sdk.wants === "accvid in JSON") {
      expect(response.status).toBe(417);
      expect(await response.json()).toMatchObject({ success: false, status: 417, code: "VER_0006" });
    } else {
      const led = ledTo(response);
      expect([led.status, led.path, led.query["error_code"]]).toEqual([302, "/identity/error", "VER_0006"]);
      expect(led.query).not.toHaveProperty("accvid");
    }
  });
});

describe("pages of other sites", () => {
  const preflight = (path: string, origin: string) =>
    login.bed.fetch(path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,requestid,accept-language,deviceid",
      },
    });

  it.each([
    "/verification-actions-srv/account/initiation",
    "/verification-srv/account/verify",
    "/users-srv/user/communication/status/x",
    "/identity/verification_complete",
  ])("%s: only those of the list", async (path) => {
    const allowed = await preflight(path, SITE);
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, SITE]);
    expect(allowed.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("requestid");
    for (const origin of ["https://evil.example", "null", `${SITE}.evil.example`, "http://shop.example.com"]) {
      expect((await preflight(path, origin)).headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("are not led to where a script of theirs could read a result", async () => {
    const track = await login.track(ada.id);
    const reply = await login.form(`/login-srv/precheck/continue/${track.id}`, {}, { origin: "https://evil.example" });
    expect(isReadable(reply)).toBe(false);
  });
});
