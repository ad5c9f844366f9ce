import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { devClient } from "../support/dev-server.ts";
import { type Lighthouse, LOOKED_AT, type Report, startLighthouse } from "./lighthouse.ts";
import { pageState } from "./states/index.ts";

const server = devClient(inject("origin"));

let lighthouse: Lighthouse;
beforeAll(async () => {
  lighthouse = await startLighthouse();
});
afterAll(() => lighthouse?.close());

/** Lighthouse waits until a page is quiet, which takes long on a machine that has much else to do. */
const PATIENCE_MS = 240_000;

/** Fewer have something to look at only where Lighthouse was handed no page. */
const FEWEST_AUDITS = { accessibility: 12, "best-practices": 10 } as const;

/** What weighs on how fast a page is, told by what it is made of. The others are times, of this machine. */
const PERFORMANCE_WITHOUT_A_CLOCK = [
  "cls-culprits-insight",
  "cumulative-layout-shift",
  "dom-size-insight",
  "duplicated-javascript-insight",
  "font-display-insight",
  "image-delivery-insight",
  "legacy-javascript-insight",
  "non-composited-animations",
  "redirects",
  "render-blocking-insight",
  "third-parties-insight",
  "total-byte-weight",
  "unminified-css",
  "unminified-javascript",
  "unsized-images",
  "unused-css-rules",
  "unused-javascript",
  "viewport-insight",
] as const;

/** Of the document with its headers, as it travels. */
const MOST_BYTES = 6_000;

function requestsOf(report: Report) {
  return report
    .audit("network-requests")
    .items.map(({ url, resourceType, transferSize }) => ({
      url: new URL(String(url)),
      type: String(resourceType),
      bytes: Number(transferSize),
    }))
    .filter(({ url }) => url.protocol !== "data:");
}

/** Pages whose status says that something is wrong, as Chromium then does too, in the console. */
const statuses: Partial<Record<(typeof LOOKED_AT)[number], number>> = { "wrong code": 422, "page of an error": 400 };

describe.each(LOOKED_AT)("%s, on a telephone", (name) => {
  const state = pageState(name);
  const status = statuses[name];
  let report: Report;
  beforeAll(async () => {
    report = await lighthouse.look(server, state);
  }, PATIENCE_MS);

  it("P07 Lighthouse was shown this page", () => {
    expect(report.heading).toBe(state.heading);
    expect(report.isProblem).toBe(state.isProblem ?? false);
    expect(report.looked("accessibility")).toBeGreaterThanOrEqual(FEWEST_AUDITS.accessibility);
    expect(report.looked("best-practices")).toBeGreaterThanOrEqual(FEWEST_AUDITS["best-practices"]);
  });

  it("P07 accessibility: 100, and not a fault in what does not count", () => {
    expect(report.failed("accessibility")).toEqual([]);
    expect(report.scores.accessibility).toBe(100);
  });

  it("P07 best practices: 100, but for the browser's own word on the status of a page", () => {
    const line = new RegExp(`^Failed to load resource: .* a status of ${status} `);
    const told = status === undefined ? [] : [expect.stringMatching(line)];
    expect(report.failed("best-practices")).toEqual(told.map(() => "errors-in-console"));
    expect(report.audit("errors-in-console").items.map(({ description }) => description)).toEqual(told);
    if (status === undefined) expect(report.scores["best-practices"]).toBe(100);
  });

  it("P07 performance: nothing in what the page is made of slows it down", () => {
    const failed = PERFORMANCE_WITHOUT_A_CLOCK.filter((audit) => (report.audit(audit).score ?? 1) !== 1);
    expect(failed).toEqual([]);
  });

  it("P07 P52 performance: one light document, and besides it only the page's own question how things stand", () => {
    const requests = requestsOf(report);
    const [document, ...more] = requests.filter(({ type }) => type === "Document");
    expect(more).toEqual([]);
    expect(document?.bytes).toBeGreaterThan(1_000);
    expect(document?.bytes).toBeLessThanOrEqual(MOST_BYTES);
    const others = requests.filter((request) => request !== document);
    expect(others.filter(({ type, url }) => type !== "Fetch" || url.origin !== server.origin)).toEqual([]);
  });

  it("P53 nothing moves once it is seen", () => {
    expect(report.audit("cumulative-layout-shift").figure).toBe(0);
    expect(report.audit("layout-shifts").items).toEqual([]);
  });
});
