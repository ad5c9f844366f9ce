import { describe, expect, it } from "vitest";
import { withTestCode } from "../../src/dev/test-code.ts";

const drawn = { code: "135790", linkToken: "token" };
const make = withTestCode(() => drawn);

describe("the test code", () => {
  it.each(["ok@verify.test", "Ada.Lovelace+1@Verify.Test", "bounce@verify.test", "+12015550100", "+12015550109"])(
    "is what %s is sent",
    (recipient) => {
      expect(make(recipient)).toEqual({ code: "424242", linkToken: "token" });
    },
  );

  it.each([
    null,
    "ada@example.com",
    "ada@sub.verify.test",
    "ada@notverify.test",
    "ada@verify.test.example.com",
    "ada@verifyxtest",
    "@verify.test",
    "verify.test",
    "+12015550110",
    "+1201555010",
    "+120155501000",
    "12015550100",
    "+12125550100",
  ])("is not what %s is sent", (recipient) => {
    expect(make(recipient)).toBe(drawn);
  });

  it("is as long as codes are", () => {
    const long = withTestCode(() => ({ code: "1357902468", linkToken: "token" }));
    expect(long("ok@verify.test").code).toBe("4242424242");
  });

  it("asks for a token of the same form", () => {
    const asked: unknown[] = [];
    withTestCode((...parameters) => {
      asked.push(parameters);
      return drawn;
    })("ok@verify.test", "uuid");
    expect(asked).toEqual([["ok@verify.test", "uuid"]]);
  });
});
