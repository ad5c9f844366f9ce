import { describe, expect, it } from "vitest";
import { outboundProblem } from "../../src/core/outbound-url.ts";

const deployed = { own: "https://verify.example.com", development: false };
const local = { own: "http://localhost:8787", development: true };

describe("where an operator's events may go", () => {
  it.each([
    "https://hooks.example.org/in?token=1",
    "https://hooks.example.org:443/",
    "https://HOOKS.example.org.",
    "https://bücher.example/",
    "https://example.com/",
    "https://verify.example.com.evil.example/",
  ])("to %s", (url) => {
    expect(outboundProblem(url, deployed)).toBeUndefined();
  });

  it.each([
    ["", "url_malformed"],
    ["hooks.example.org", "url_malformed"],
    ["//hooks.example.org", "url_malformed"],
    [" https://hooks.example.org", "url_malformed"],
    [`https://hooks.example.org/${"x".repeat(2_048)}`, "url_malformed"],
    ["http://hooks.example.org/", "url_not_https"],
    ["ftp://hooks.example.org/", "url_not_https"],
    ["javascript:alert(1)", "url_not_https"],
    ["file:///etc/passwd", "url_not_https"],
    ["data:text/plain,x", "url_not_https"],
    ["https://hooks.example.org:8443/", "url_not_https"],
    ["https://hooks.example.org:80/", "url_not_https"],
    ["https://user@hooks.example.org/", "url_has_password"],
    ["https://user:password@hooks.example.org/", "url_has_password"],
    ["https://:password@hooks.example.org/", "url_has_password"],
    ["https://127.0.0.1/", "url_not_public"],
    ["https://127.1/", "url_not_public"],
    ["https://0x7f000001/", "url_not_public"],
    ["https://2130706433/", "url_not_public"],
    ["https://0177.0.0.1/", "url_not_public"],
    ["https://169.254.169.254/latest/meta-data", "url_not_public"],
    ["https://10.0.0.1/", "url_not_public"],
    ["https://93.184.216.34/", "url_not_public"],
    ["https://93.184.216.34./", "url_not_public"],
    ["https://[::1]/", "url_not_public"],
    ["https://[::ffff:127.0.0.1]/", "url_not_public"],
    ["https://[2606:2800:220:1:248:1893:25c8:1946]/", "url_not_public"],
    ["https://localhost/", "url_not_public"],
    ["https://localhost./", "url_not_public"],
    ["https://intranet/", "url_not_public"],
    ["https://metadata.google.internal/", "url_not_public"],
    ["https://printer.local/", "url_not_public"],
    ["https://x.localhost/", "url_not_public"],
    ["https://router.home.arpa/", "url_not_public"],
    ["https://db.corp/", "url_not_public"],
    ["https://１２７.0.0.1/", "url_not_public"],
    ["https://verify.example.com/hooks", "url_is_ours"],
    ["https://VERIFY.example.com./hooks", "url_is_ours"],
    ["https://verify。example.com/", "url_is_ours"],
  ])("but not to %j: %s", (url, problem) => {
    expect(outboundProblem(url, deployed)).toBe(problem);
  });

  it("in development also to other ports of this machine, and to no machine beside it", () => {
    expect(outboundProblem("http://localhost:9999/in", local)).toBeUndefined();
    expect(outboundProblem("http://127.0.0.1:9999/in", local)).toBeUndefined();
    expect(outboundProblem("http://[::1]:9999/in", local)).toBeUndefined();
    expect(outboundProblem("http://localhost:8787/in", local)).toBe("url_is_ours");
    expect(outboundProblem("http://192.168.0.1/in", local)).toBe("url_not_https");
    expect(outboundProblem("http://localhost:9999/in", deployed)).toBe("url_not_https");
  });
});
