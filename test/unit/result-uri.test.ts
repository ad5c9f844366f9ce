import { describe, expect, it } from "vitest";
import { withResult } from "../../src/dialects/transmit/result-uri.ts";

describe("an address with the result", () => {
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
  ])("%s → %s", (uri, want) => expect(withResult(uri, true)).toBe(want));

  it("says false, too", () => expect(withResult("https://a.test/v", false)).toBe("https://a.test/v?result=false"));
});
