import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { type LoginBed, ledTo, loginBed, OLD_VALIDATION, otherThan, read, type Somebody, VALIDATION } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

const coded = (more: Record<string, string> = {}) =>
  login.coded({ requestId: login.requestId, email: ada.email, ...more });

describe("validation of a code", () => {
  it("case 16: the right one verifies, and the status says so", async () => {
    const { accvid, code } = await coded();
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false, MOBILE: false });
    expect((await login.validate(accvid, code)).body).toEqual({ success: true, status: 200 });
    expect(await login.isVerified(ada)).toEqual({ EMAIL: true, MOBILE: false, USER_NAME: true });
    const { body } = await call(login.bed, "GET", `/accounts/${ada.id}`);
    expect(body["addresses"]).toContainEqual(
      expect.objectContaining({ value: ada.email, verified: true, verified_via: "cidaas" }),
    );
  });

  it.each(["sms", "ivr"])("verifies the number that was reached by %s", async (verificationMedium) => {
    const { query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      q: ada.id,
      verificationMedium,
    });
    expect((await login.validate(query["accvid"] ?? "", login.lastCode())).status).toBe(200);
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false, MOBILE: true });
  });

  it("takes a code as people paste it, and a form", async () => {
    const { accvid, code } = await coded();
    const led = ledTo(await login.form(VALIDATION, { accvid, code: ` ${code.slice(0, 3)} ${code.slice(3)}\n`.trim() }));
    expect([led.status, led.path]).toEqual([302, "/identity/verification_complete"]);
    expect(led.query).not.toHaveProperty("error_code");
    expect((await login.isVerified(ada))["EMAIL"]).toBe(true);
  });

  it("case 17: a wrong one is told in JSON", async () => {
    const { accvid, code } = await coded();
    const { status, body } = await login.validate(accvid, otherThan(code));
    expect([status, body["code"], body["error"]]).toEqual([417, "VER_0901", "invalid_code"]);
  });

  it("tells a form's browser at the page of the code", async () => {
    const { accvid, code } = await coded();
    const led = ledTo(await login.form(VALIDATION, { accvid, code: otherThan(code) }));
    expect(led.path).toBe("/identity/verification_complete");
    expect(led.query).toMatchObject({ accvid, error_code: "VER_0901", error: "Expectation Failed" });
    const unknown = ledTo(await login.form(VALIDATION, { accvid: crypto.randomUUID(), code }));
    expect([unknown.path, unknown.query["error_code"]]).toEqual(["/identity/error", "VER_0006"]);
  });

  it("case 18: what is missing is 417, what is malformed 400, and neither body is empty", async () => {
    const { accvid, code } = await coded();
    const refusal = async (body: unknown) => {
      const reply = await read(await login.json(VALIDATION, body));
      return [reply.status, reply.body["code"]];
    };
    expect(await refusal({ accvid })).toEqual([417, "VER_0005"]);
    expect(await refusal({ code })).toEqual([417, "VER_0005"]);
    expect(await refusal({ accvid, code: "" })).toEqual([417, "VER_0005"]);
    expect(await refusal("")).toEqual([417, "VER_0005"]);
    expect(await refusal("{")).toEqual([400, "VER_0004"]);
    expect(await refusal({ accvid, code: 123_456 })).toEqual([400, "VER_0004"]);
    expect(await refusal({ accvid: [accvid], code })).toEqual([400, "VER_0004"]);
    expect(await refusal({ accvid: "none", code })).toEqual([417, "VER_0006"]);
    expect(await refusal({ accvid: crypto.randomUUID(), code })).toEqual([417, "VER_0006"]);
    expect((await login.validate(accvid, code)).status).toBe(200);
  });

  it("case 19: the same right code twice is right once", async () => {
    const { accvid, code } = await coded();
    expect((await login.validate(accvid, code)).status).toBe(200);
    const { status, body } = await login.validate(accvid, code);
    expect([status, body["code"]]).toEqual([417, "VER_0903"]);
  });

  it("case 20: five wrong ones, then the right one", async () => {
    const { accvid, code } = await coded();
    for (let guess = 0; guess < 5; guess += 1) expect((await login.validate(accvid, otherThan(code))).status).toBe(417);
    const { status, body } = await login.validate(accvid, code);
    expect([status, body["code"]]).toEqual([417, "VER_0904"]);
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it.each([
    ["by the same name", (): Record<string, string> => ({ email: ada.email })],
    ["by another name of the person", (): Record<string, string> => ({ q: ada.id })],
  ])("case 21: a second initiation %s ends the first code", async (_, named) => {
    const first = await coded();
    const second = await login.coded({ requestId: login.requestId, ...named() });
    const refused = await login.validate(first.accvid, first.code);
    expect([refused.status, refused.body["code"]]).toEqual([417, "VER_0901"]);
    expect((await login.validate(second.accvid, second.code)).status).toBe(200);
  });

  it("leaves a code for the number alone when one is mailed", async () => {
    const { query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      q: ada.id,
      verificationMedium: "sms",
    });
    const code = login.lastCode();
    await coded();
    expect((await login.validate(query["accvid"] ?? "", code)).status).toBe(200);
  });

  it("case 22: after its time", async () => {
    const { accvid, code } = await coded();
    login.bed.wait(600_000 - 1);
    expect((await login.validate(accvid, otherThan(code))).body["code"]).toBe("VER_0901");
    login.bed.wait(1);
    const { status, body } = await login.validate(accvid, code);
    expect([status, body["code"]]).toEqual([417, "VER_0902"]);
  });

  it("verifies the address that the code was made for, and no other", async () => {
    const { accvid, code } = await coded();
    await call(login.bed, "PATCH", `/accounts/${ada.id}`, {
      json: { addresses: [{ channel: "email", value: "other@example.org" }] },
    });
    expect((await login.validate(accvid, code)).status).toBe(417);
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it("counts a right code once, of fifty at the same time", async () => {
    const { accvid, code } = await coded();
    const replies = await Promise.all(Array.from({ length: 50 }, () => login.validate(accvid, code)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("evaluates five of a hundred wrong guesses at the same time, and loses no right one sent among few", async () => {
    const { accvid, code } = await coded();
    await Promise.all(Array.from({ length: 100 }, () => login.validate(accvid, otherThan(code))));
    const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM attempts WHERE flow_id = ?")
      .bind(accvid)
      .first()) as {
      n: number;
    };
    expect(n).toBe(5);
    const again = await coded();
    const guesses = [otherThan(again.code), again.code, otherThan(again.code)];
    const replies = await Promise.all(guesses.map((guess) => login.validate(again.accvid, guess)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("is the same at its older address", async () => {
    const { accvid, code } = await coded();
    expect((await read(await login.json(OLD_VALIDATION, { accvid, code: otherThan(code) }))).status).toBe(417);
    expect((await read(await login.json(OLD_VALIDATION, { accvid, code }))).body).toEqual({
      success: true,
      status: 200,
    });
  });
});

describe("somebody who is nobody's", () => {
  const named = [
    ["email", { email: "nobody@example.org" }],
    ["number", { mobile: "+4915199999999", verificationMedium: "sms" }],
    ["id", { q: "ffffffffffffffffffffffff" }],
    ["id, by text", { q: "ffffffffffffffffffffffff", verificationMedium: "sms" }],
    ["email, by call", { email: "nobody@example.org", verificationMedium: "ivr" }],
  ] as const;
  const known: Record<string, () => Record<string, string>> = {
    email: () => ({ email: ada.email }),
    number: () => ({ mobile: ada.mobile, verificationMedium: "sms" }),
    id: () => ({ q: ada.id }),
    "id, by text": () => ({ q: ada.id, verificationMedium: "sms" }),
    "email, by call": () => ({ email: ada.email, verificationMedium: "ivr" }),
  };

  /** What an answer looks like, with everything that is drawn by lot out of it. */
  const shapeOf = (query: Readonly<Record<string, string>>) =>
    Object.entries(query).map(([name, value]) => [
      name,
      name === "accvid" || (name === "email" && !value.includes("*")) || (name === "mobile" && !value.includes("*"))
        ? "?"
        : value.replace(/[a-z](?=\*)|(?<=@)[a-z]|(?<=\*)\d\d$/g, "?"),
    ]);

  it.each(named)("case 15: named by %s, is answered like somebody who is, and never verified", async (how, fields) => {
    const before = login.bed.sent.length;
    const led = await login.initiate({ requestId: login.requestId, processingType: "CODE", ...fields });
    expect(login.bed.sent.length).toBe(before);
    const theirs = await login.initiate({ requestId: login.requestId, processingType: "CODE", ...known[how]?.() });
    expect(shapeOf(led.query)).toEqual(shapeOf(theirs.query));

    // A wrong code, six times: for both alike.
    const accvids = [led.query["accvid"] ?? "", theirs.query["accvid"] ?? ""];
    for (let guess = 0; guess < 6; guess += 1) {
      const replies = await Promise.all(accvids.map((accvid) => login.validate(accvid, otherThan(login.lastCode()))));
      const [one, other] = replies.map(({ status, body: { refnumber: _, ...body } }) => ({ status, body }));
      expect(one).toEqual(other);
    }
  });

  it("is shown the same invented address each time", async () => {
    const fields = { requestId: login.requestId, processingType: "CODE", q: "nobody" };
    const shown = async () => (await login.initiate(fields)).query["email"];
    expect(await shown()).toBe(await shown());
  });

  it("has a wrong code told like one that something newer has replaced", async () => {
    const first = await coded();
    await coded();
    const nobody = await login.initiate({ requestId: login.requestId, processingType: "CODE", q: "nobody" });
    for (let guess = 0; guess < 6; guess += 1) {
      const old = await login.validate(first.accvid, first.code);
      const none = await login.validate(nobody.query["accvid"] ?? "", first.code);
      expect([old.status, old.body["code"]]).toEqual([none.status, none.body["code"]]);
    }
  });

  it("is told unverified", async () => {
    expect(await login.isVerified({ id: "nobody" })).toEqual({ EMAIL: false, MOBILE: false, USER_NAME: false });
  });

  it("shows nothing of somebody who has no address for the medium", async () => {
    const bare = await login.somebody({ addresses: [] });
    const fields = { requestId: login.requestId, processingType: "CODE", verificationMedium: "sms" };
    const [one, other] = [
      await login.initiate({ ...fields, q: bare.id }),
      await login.initiate({ ...fields, q: "nobody" }),
    ];
    expect(shapeOf(one.query)).toEqual(shapeOf(other.query));
  });
});
