import { describe, expect, it } from "vitest";
import { withParameter } from "../../src/http/with-parameter.ts";

describe("an address with a parameter", () => {
  it.each([
    ["https://a.test/v", "https://a.test/v?result=true"],
    ["https://a.test/v?", "https://a.test/v?result=true"],
    ["https://a.test/v?x=1", "https://a.test/v?x=1&result=true"],
    ["https://a.test/v?x=1#top", "https://a.test/v?x=1&result=true#top"],
    ["https://a.test/v#top?x=1", "https://a.test/v?result=true#top?x=1"],
    ["https://a.test/v?result=false", "https://a.test/v?result=true"],
    ["https://a.test/v?result&x=%20+&result=1", "https://a.test/v?x=%20+&result=true"],
    ["https://a.test/v?results=1&myresult=2", "https://a.test/v?results=1&myresult=2&result=true"],
    ["acme://verified", "acme://verified?result=true"],
  ])("%s → %s", (uri, want) => expect(withParameter(uri, "result", "true")).toBe(want));

  it("escapes what it adds", () => {
    expect(withParameter("https://a.test/v", "code", "a b&c=d#e")).toBe("https://a.test/v?code=a%20b%26c%3Dd%23e");
  });
});
