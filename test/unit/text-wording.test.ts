import { describe, expect, it } from "vitest";
import { fillIn, readCustomMessage, readSenderId } from "../../src/core/text-wording.ts";

const problem = (template: unknown): string | undefined => {
  const read = readCustomMessage(template, "custom_message");
  return read.ok ? undefined : `${read.failure.field} ${read.failure.problem}`;
};
const places = "{otp}{app}";

describe("a custom message", () => {
  it.each([
    "{app}: your code is {otp}",
    "{otp} {otp} is for {app} {app}",
    "{otp} {app} {name} {{x}} } {",
    "{app}\n\n{otp}",
    "{app}の認証コードは{otp}です。",
    "您好。{app}的验证码是{otp}。{app}",
    "Code {otp}. {app}",
    "{otp} – {app}❤️",
    `${places}${"x".repeat(130)}`,
    `${places}${"😀".repeat(130)}`,
  ])("may be %j", (template) => {
    expect(readCustomMessage(template, "custom_message")).toEqual({ ok: true, value: template });
  });

  it.each([`${places}${"x".repeat(131)}`, `${places}${"😀".repeat(131)}`])("has at most 140 characters", (template) => {
    expect(problem(template)).toBe("custom_message must have at most 140 characters");
  });

  it.each(["{otp}", "{app}", "Your code", "{OTP} {APP}", "{ otp } { app }", "{otp {app}", "{{otp} app}"])(
    "needs both places: %j",
    (template) => {
      expect(problem(template)).toBe("custom_message must contain both {otp} and {app}");
    },
  );

  it.each([`${places}\t`, `${places}\0`, `${places}\r`, `${places}\u202e`, `${places}\ud800`])(
    "is not %j",
    (template) => {
      expect(problem(template)).toBe("custom_message must be lines of visible characters");
    },
  );

  it.each([undefined, null, 1, [], {}])("is a text, not %j", (template) => {
    expect(problem(template)).toBe("custom_message must be a text");
  });

  it.each([
    `${places} https://evil.example`,
    "{otp} pay.{app}",
    "{otp} {app}.com",
    "{otp}.{app}",
    "{otp} {app}@evil",
    "{otp}123456 {app}",
    `${places} call 0800 123 456`,
  ])("holds no link once it is filled in: %j", (template) => {
    expect(problem(template)).toMatch(/must hold no link, address or number to call/);
  });

  it.each(["{app}\n@evil #{otp}", "@evil #{otp}\n{app}", "{app}\n  @evil #{otp}"])(
    "binds no code to a website: %j",
    (template) => {
      expect(problem(template)).toBe("custom_message must have no line that starts with @");
    },
  );
});

describe("filling in", () => {
  it.each([
    ["{app}: {otp}, {otp}", "Acme: 012345, 012345", "Acme"],
    ["{app} {otp}", "{otp} 012345", "{otp}"],
    ["{otp} {app}", "012345 {app}{otp}", "{app}{otp}"],
    ["{app} {otp}", "$& $1 $$ 012345", "$& $1 $$"],
    ["{{otp}} {app} {x}", "{012345} Acme {x}", "Acme"],
  ])("%s is %s", (template, want, app) => {
    expect(fillIn(template, { otp: "012345", app })).toBe(want);
  });
});

describe("a sender id", () => {
  it.each(["ACMECORP", "Acme-1", "A", "1a", "-a-", "ABCDEFGHIJK"])("may be %s", (id) => {
    expect(readSenderId(id, "sender_id")).toEqual({ ok: true, value: id });
  });

  it.each([
    "",
    "ABCDEFGHIJKL",
    "12345",
    "1-2",
    "A B",
    " A",
    "A\n",
    "Ä",
    "Ａ",
    "A_B",
    "A.B",
    "+46",
    "a".repeat(12),
    7,
    null,
  ])("is not %j", (id) => {
    expect(readSenderId(id, "sender_id")).toEqual({
      ok: false,
      failure: {
        field: "sender_id",
        problem: "must be 1 to 11 letters, digits or hyphens, at least one of them a letter",
      },
    });
  });
});
