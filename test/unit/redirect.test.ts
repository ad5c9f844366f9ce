import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedirectPolicy, parseTargets } from "../../src/core/redirect.ts";

const EVIL = "evil.example";
const APP = "https://app.example";

/** Strings that somebody's redirect check once let through. `H` is the attacker's host. */
const corpus = [
  ...[
    "https://H",
    "//H",
    "///H",
    "////H",
    "/\\H",
    "\\\\H",
    "\\/H",
    "/\tH",
    "/\nH",
    " https://H",
    "https:H",
    "https:/H",
  ],
  ...["https:\\\\H", "https:///H", "https://app.example@H", "https://app.example:443@H", "https://app.example%40H"],
  ...["https://app.example%2eH", "https://app.example\\@H", "https://app.example#@H", "https://app.example?@H"],
  ...["https://app.example;@H", "https://H\\.app.example", "https://app.example.H", "https://evilapp.example"],
  ...["https://ａpp.example", "https://app。example", "https://app.example.", "https://app.example:8443"],
  ...["http://app.example", "https://app.exаmple", "https://xn--pp-eka.example", "https://user:pw@app.example/cb"],
  ...["https://0x7f000001", "https://2130706433", "https://127.1", "https://[::1]", "https://169.254.169.254"],
  ...["javascript:alert(1)", "java\tscript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"],
  ...["blob:https://app.example/x", "file:///etc/passwd", "intent://x#Intent;end", "myapp://cb.H", "/ok/../..//H"],
  ...["/.//H", "/%2f%2fH", "/%5cH", "?x=//H", "#//H", "https://app.example/cb/../admin", "https://app.example/cbEVIL"],
  ...["https://app.example/cb%00", "https://app.example/cb\u202e", "https://H/https://app.example/cb"],
  `https://app.example/cb/${"a".repeat(10_000)}`,
]
  .map((text) => text.replaceAll("H", EVIL))
  .map((raw) => ({ raw, shown: JSON.stringify(raw.slice(0, 50)) }));

describe("the corpus", () => {
  const strict = createRedirectPolicy([`${APP}/cb`, "myapp://cb"]);
  const whole = createRedirectPolicy([`${APP}/`, "myapp://cb"]);

  it("has all of its strings, each once", () => {
    expect(new Set(corpus.map(({ raw }) => raw)).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(59);
  });

  it.each(corpus)("$shown leads nowhere", ({ raw }) => {
    expect(strict.allows(raw)).toBeUndefined();
    expect(strict.allows(raw, "exact")).toBeUndefined();
    expect(strict.resolve(raw, `${APP}/cb`)).toBeUndefined();
  });

  it.each(corpus)("$shown does not leave a host that is registered whole", ({ raw }) => {
    for (const href of [whole.allows(raw), whole.resolve(raw, `${APP}/cb`)]) {
      if (href === undefined) continue;
      expect(new URL(href).origin).toBe(APP);
      expect(href).not.toMatch(/^https:\/\/[^/]*@|^https:\/\/[^/]+\/\//);
    }
  });
});

describe("what is allowed", () => {
  it.each([
    [[`${APP}/cb`], `${APP}/cb`, `${APP}/cb`],
    [[`${APP}/cb`], `${APP}/cb/`, `${APP}/cb/`],
    [[`${APP}/cb`], `${APP}/cb/done?x=1#top`, `${APP}/cb/done?x=1#top`],
    [[`${APP}/cb`], "HTTPS://APP.example:443/cb", `${APP}/cb`],
    [[`${APP}/cb`], `${APP}/x/../cb`, `${APP}/cb`],
    [[`${APP}/cb`], `${APP}/cb?to=https%3A%2F%2Fx`, `${APP}/cb?to=https%3A%2F%2Fx`],
    [[APP], `${APP}/anything`, `${APP}/anything`],
    [["https://app.example:8443/cb"], "https://app.example:8443/cb", "https://app.example:8443/cb"],
    [["http://localhost:8787"], "http://localhost:8787/welcome", "http://localhost:8787/welcome"],
    [["http://127.0.0.1:3000/"], "http://127.0.0.1:3000/x", "http://127.0.0.1:3000/x"],
    [["http://[::1]:3000/"], "http://[::1]:3000/x", "http://[::1]:3000/x"],
    [["https://192.0.2.7/"], "https://192.0.2.7/x", "https://192.0.2.7/x"],
    [["https://*.app.example/cb"], "https://a.app.example/cb", "https://a.app.example/cb"],
    [["https://*.app.example/cb"], "https://b.a.app.example/cb/x", "https://b.a.app.example/cb/x"],
    [["myapp://cb"], "myapp://cb", "myapp://cb"],
    [["myapp://cb"], "myapp://cb?x=1", "myapp://cb?x=1"],
    [["com.example.app:/oauth"], "com.example.app:/oauth", "com.example.app:/oauth"],
    [["https://other.example/", `${APP}/cb`], `${APP}/cb`, `${APP}/cb`],
  ])("%j allows %s", (targets, raw, href) => {
    expect(parseTargets(targets)).toMatchObject({ ok: true });
    expect(createRedirectPolicy(targets).allows(raw)).toBe(href);
  });
});

describe("what is not", () => {
  it.each([
    ["another scheme", [`${APP}/cb`], "http://app.example/cb"],
    ["another port", ["http://localhost:8787"], "http://localhost:8788/"],
    ["no port", ["http://localhost:8787"], "http://localhost/"],
    ["a path beside the target", [`${APP}/cb`], `${APP}/cbx`],
    ["a path above it", [`${APP}/cb/x`], `${APP}/cb`],
    ["another case of the path", [`${APP}/cb`], `${APP}/CB`],
    ["the directory of a target with slash", [`${APP}/cb/`], `${APP}/cb`],
    ["an escaped way out", [`${APP}/cb`], `${APP}/cb/%2e%2e/admin`],
    ["an escaped slash", [`${APP}/cb`], `${APP}/cb/..%2fadmin`],
    ["an escaped slash in capitals", [`${APP}/cb`], `${APP}/cb/..%2Fadmin`],
    ["a backslash, escaped", [`${APP}/cb`], `${APP}/cb/..%5cadmin`],
    ["a slash, escaped twice", [`${APP}/cb`], `${APP}/cb/..%252fadmin`],
    ["a dot, escaped", [`${APP}/cb`], `${APP}/cb/a%2eb`],
    ["a line break, escaped", [`${APP}/cb`], `${APP}/cb/%0d%0aSet-Cookie:x`],
    ["a way out with a parameter", [`${APP}/cb`], `${APP}/cb/..;/admin`],
    ["a path that is a host", [APP], `${APP}//evil.example`],
    ["a user name", [APP], "https://ada@app.example/"],
    ["a password", [APP], "https://:pw@app.example/"],
    ["an unregistered IP literal", [APP], "https://127.0.0.1/"],
    ["the apex of a wildcard", ["https://*.app.example"], "https://app.example/"],
    ["a label that only ends alike", ["https://*.app.example"], "https://evilapp.example/"],
    ["an empty label", ["https://*.app.example"], "https://.app.example/"],
    ["punctuation in a label", ["https://*.app.example"], "https://evil.example,.app.example/"],
    ["a trailing dot below a wildcard", ["https://*.app.example"], "https://a.app.example./"],
    ["another port below a wildcard", ["https://*.app.example"], "https://a.app.example:8443/"],
    ["a longer native path", ["myapp://cb/done"], "myapp://cb/done/x"],
    ["another native host", ["myapp://cb"], "myapp://cb.evil.example"],
    ["another native scheme", ["myapp://cb"], "myapp2://cb"],
    ["a target with a query, below", [`${APP}/cb?x=1`], `${APP}/cb/y?x=1`],
    ["a target with another query", [`${APP}/cb?x=1`], `${APP}/cb?x=2`],
    ["2,049 characters", [APP], `${APP}/${"a".repeat(2_049 - APP.length - 1)}`],
    ["a space", [APP], `${APP}/a b`],
    ["nothing", [APP], ""],
    ["no targets", [], `${APP}/`],
  ])("%s", (_, targets, raw) => {
    expect(createRedirectPolicy(targets).allows(raw)).toBeUndefined();
  });

  it("takes 2,048 characters", () => {
    expect(createRedirectPolicy([APP]).allows(`${APP}/${"a".repeat(2_048 - APP.length - 1)}`)).toBeDefined();
  });
});

describe("an exact match", () => {
  const policy = createRedirectPolicy([`${APP}/done`, `${APP}/cb?x=1#top`]);
  it.each([
    [`${APP}/done`, true],
    [`${APP}/done#top`, true],
    [`${APP}/cb?x=1`, true],
    [`${APP}/cb?x=1#top`, true],
    [`${APP}/done/evil`, false],
    [`${APP}/done/`, false],
    [`${APP}/done?x=1`, false],
    [`${APP}/cb`, false],
    [`${APP}/cb?x=2`, false],
  ])("%s: %s", (raw, allowed) => {
    expect(policy.allows(raw, "exact")).toBe(allowed ? raw : undefined);
  });
});

describe("a relative reference", () => {
  const policy = createRedirectPolicy([`${APP}/`]);
  it.each([
    ["/", `${APP}/`],
    ["/welcome", `${APP}/welcome`],
    ["/welcome?x=1#y", `${APP}/welcome?x=1#y`],
    [`${APP}/absolute`, `${APP}/absolute`],
    ["/a/../b", `${APP}/b`],
  ])("%s is %s", (raw, href) => {
    expect(policy.resolve(raw, `${APP}/start?x`)).toBe(href);
  });

  it.each([
    "welcome",
    "./welcome",
    "../x",
    "//evil.example",
    "//app.example/welcome",
    "/\\evil.example",
    "/a\\b",
    "/a b",
    "/\u00e4",
    "",
    "/.//evil.example",
  ])("%j is refused", (raw) => {
    expect(policy.resolve(raw, APP)).toBeUndefined();
  });

  it.each(["https://other.example/", "myapp://cb", "not a URL"])(
    "on %s it is refused: that is no target of ours",
    (base) => {
      expect(policy.resolve("/welcome", base)).toBeUndefined();
    },
  );
});

describe("targets", () => {
  it.each([
    ["/cb", "not an absolute URL"],
    ["app.example/cb", "not an absolute URL"],
    ["http://app.example/cb", "http is for localhost only"],
    ["http://localhost.evil.example/", "http is for localhost only"],
    ["https://app.example./", "the host must be plain"],
    ["https://a.*.example/", "the host must be plain"],
    ["https://*a.example/", "the host must be plain"],
    ["https://ada:pw@app.example/", "no user name"],
    ["https://app.example/cb%2fx", "the path must be plain"],
    ["https://app.example//x", "the path must be plain"],
    ["https://app.ex\u0430mple/", "only visible ASCII"],
    ["https:\\\\app.example", "only visible ASCII"],
    [" https://app.example", "only visible ASCII"],
    ["", "only visible ASCII"],
    ["https://*.com/", "under this wildcard"],
    ["https://*.localhost/", "under this wildcard"],
    ["https://*.co.uk/", "under this wildcard"],
    ["https://*.com.au/", "under this wildcard"],
    ["https://*.workers.dev/", "under this wildcard"],
    ["https://*.192.0.2.7/", "under this wildcard"],
    ["myapp://*.cb", "a wildcard is for https only"],
    ["javascript:alert(1)", "never a target"],
    ["JAVASCRIPT:alert(1)", "never a target"],
    ["data:text/html,x", "never a target"],
    ["vbscript:x", "never a target"],
    ["blob:https://app.example/x", "never a target"],
    ["file:///etc/passwd", "never a target"],
    ["about:blank", "never a target"],
    ["intent://x#Intent;end", "never a target"],
  ])("%j is none, and it is said why", (text, why) => {
    const parsed = parseTargets([`${APP}/`, text]);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.failure).toContain(why);
    expect(parsed.ok ? "" : parsed.failure).toContain(JSON.stringify(text));
    expect(createRedirectPolicy([text]).allows(text)).toBeUndefined();
  });

  it("keeps an asterisk in a query out of the host", () => {
    const text = `${APP}/cb?u=https://*.x.example`;
    expect(createRedirectPolicy([text]).allows(text, "exact")).toBe(text);
  });

  it("lets a bad target spoil no good one", () => {
    expect(createRedirectPolicy(["http://app.example", `${APP}/`]).allows(`${APP}/x`)).toBe(`${APP}/x`);
  });
});

describe("for any text", () => {
  const policy = createRedirectPolicy([`${APP}/cb`, "https://*.app.example/cb", "http://localhost:8787"]);
  const piece = fc.constantFrom(
    ...[
      "https:",
      "http:",
      "/",
      "//",
      "\\",
      "app.example",
      "a.app.example",
      EVIL,
      "@",
      ":",
      "443",
      "cb",
      "..",
      ".",
      "%2f",
    ],
    ...["%2e", "?", "#", ";", "localhost", "8787", "\t", " ", "\u202e", "。"],
  );
  const raw = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `${APP}/cb${pieces.join("")}`),
    fc.string({ unit: "binary" }),
    fc.webUrl(),
  );

  it("stays where it is registered, and stays allowed once spelled by us", () => {
    let allowed = 0;
    fc.assert(
      fc.property(raw, (text) => {
        for (const href of [policy.allows(text), policy.resolve(text, `${APP}/cb`)]) {
          if (href === undefined) continue;
          allowed += 1;
          expect(href).toMatch(
            /^(?:https:\/\/(?:[a-z0-9_.-]+\.)?app\.example\/cb(?:[/?#]|$)|http:\/\/localhost:8787\/)/,
          );
          expect(policy.allows(href)).toBe(href);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(allowed).toBeGreaterThan(0);
  });
});
