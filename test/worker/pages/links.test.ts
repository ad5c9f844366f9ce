import { describe, expect, it } from "vitest";
import { noLimits, notCode } from "../../conformance/kratos/client.ts";
import { formOf } from "../../support/form.ts";
import { testBed } from "../../support/world.ts";
import { bytes, linkOf, MINUTE, Reader, sent, sentOn } from "./bed.ts";

const DONE = "Email address confirmed";

it("P41 a link's page says for whom, what, when and from where it was asked", async () => {
  const bed = testBed();
  const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  const { reader, email } = await sentOn(bed, "?method=link", { "user-agent": agent });
  await reader.open(linkOf(bed));
  const text = reader.html.replaceAll(/<span class="vh">.*?<\/span>|<[^>]+>/g, "");
  expect(text).toContain(
    `Someone asked Acme to confirm j•••${email.charAt(email.indexOf("@") - 1)}@example.org at 19:14 UTC from Firefox on Windows. Was that you?`,
  );
  expect(formOf(reader.html, "Yes, confirm it").fields.has("token")).toBe(true);
  const { action, fields } = formOf(reader.html, "No, I did not ask for this");
  expect([action, fields.has("stop")]).toEqual(["/s", true]);
});

it("P41 a link's page says on which day it was asked for, once that is not clear", async () => {
  const settings = { FLOW_LIFETIME_SECONDS: "86400", LINK_LIFETIME_SECONDS: "86400" };
  const { bed, reader } = await sent({ settings }, "?method=link");
  await reader.open(linkOf(bed));
  expect(reader.html).not.toContain("21 November 2026");
  bed.wait(13 * 60 * MINUTE);
  await reader.open(reader.path);
  expect(reader.html).toContain("21 November 2026 at 19:14 UTC");
});

it("P35 tells where the code went in full where it was typed, in part where its link was opened, else not", async () => {
  const { bed, reader, email } = await sent(noLimits, "?method=link");
  expect(reader.html).toContain(`>${email}</bdi>`);
  const opener = await new Reader(bed).open(linkOf(bed));
  expect(opener.html).not.toContain(email);
  expect(opener.html).toContain("•••");
  const byCode = await sentOn(bed);
  const other = await new Reader(bed).open(linkOf(bed));
  expect(byCode.reader.html).toContain(`>${byCode.email}</bdi>`);
  expect(other.html).not.toMatch(/@example\.org|•••/);
});

it("R50 whoever merely opened a code's link is not told why a code is not taken", async () => {
  const { bed, reader, code } = await sent(noLimits);
  const other = await new Reader(bed).open(linkOf(bed));
  const pages: string[] = [];
  const guess = async (): Promise<void> => {
    await other.send({ code: notCode(code()) });
    expect(other.status).toBe(422);
    expect(other.html).toContain("That is not the newest code we sent. Check the newest email");
    pages.push(bytes(other).replaceAll(/<input[^>]*>|data-left="\d+"/g, ""));
  };
  for (let tries = 1; tries <= 6; tries += 1) await guess();
  await reader.send({ again: "1" });
  bed.wait(10 * MINUTE);
  await guess();
  expect(new Set(pages).size).toBe(1);
});

describe("P43 a link that does nothing", () => {
  const byLink = "?method=link";

  it("says what became of it in the browser that asked for it, and what to do", async () => {
    const { bed, reader } = await sent(noLimits, byLink);
    const first = linkOf(bed);
    await reader.send({ again: "1" });
    const second = linkOf(bed);
    await reader.open(first);
    expect([reader.status, reader.heading]).toEqual([410, "A newer link was sent"]);
    await reader.send({ again: "1" });
    expect([reader.heading, bed.sent.length]).toEqual(["Open the link we emailed you", 3]);

    await reader.open(second);
    expect(reader.heading).toBe("Confirm this email address?");
    await reader.send({});
    expect(reader.heading).toBe(DONE);
    await reader.open(second);
    expect([reader.status, reader.heading]).toEqual([200, "This email address is already confirmed"]);
    expect(reader.html).toContain("Continue to Acme");
  });

  it("says so too where it was opened before a newer one was sent, and does not ask again", async () => {
    const { bed, reader } = await sent(noLimits, byLink);
    const opener = await new Reader(bed).open(linkOf(bed));
    const asking = opener.html;
    await reader.send({ again: "1" });
    await opener.send({});
    expect([opener.status, opener.heading]).toEqual([410, "A newer link was sent"]);
    expect(opener.html).not.toContain("Yes, confirm it");
    await opener.open(opener.path);
    expect([opener.status, opener.heading]).toEqual([200, "Open the link we emailed you"]);
    // The press again, by Back: the same page, which still says what to do.
    opener.html = asking;
    await opener.send({});
    expect([opener.status, opener.heading]).toEqual([410, "A newer link was sent"]);
    await opener.open(linkOf(bed));
    await opener.send({});
    expect(opener.heading).toBe(DONE);
  });

  it("says that it is too old where it was opened while it worked", async () => {
    const { bed } = await sent({ settings: { LINK_LIFETIME_SECONDS: "600" } }, byLink);
    const opener = await new Reader(bed).open(linkOf(bed));
    bed.wait(11 * MINUTE);
    await opener.send({});
    expect([opener.status, opener.heading]).toEqual([410, "This link has stopped working"]);
  });

  it("says that it is too old, in the browser that asked for it", async () => {
    const { bed, reader } = await sent({ settings: { LINK_LIFETIME_SECONDS: "600" } }, byLink);
    bed.wait(11 * MINUTE);
    await reader.open(linkOf(bed));
    expect([reader.status, reader.heading]).toEqual([410, "This link has stopped working"]);
    await reader.send({ again: "1" });
    expect(reader.heading).toBe("Open the link we emailed you");
  });

  it("is the same page, byte for byte, for everybody else, whatever became of it", async () => {
    const bed = testBed(noLimits);
    const pages: string[] = [];
    async function stranger(link: string): Promise<void> {
      const reader = await new Reader(bed).open(link);
      expect([reader.status, reader.heading]).toEqual([404, "This link does not work"]);
      expect(reader.html).not.toMatch(/<input|@example/);
      pages.push(bytes(reader));
    }
    const used = await sentOn(bed, byLink);
    await used.reader.open(linkOf(bed));
    await used.reader.send({});
    expect(used.reader.heading).toBe(DONE);
    await stranger(linkOf(bed));

    const replaced = await sentOn(bed, byLink);
    const first = linkOf(bed);
    await replaced.reader.send({ again: "1" });
    await stranger(first);

    const cancelled = await sentOn(bed, byLink);
    await bed.services.verification.cancel({ appId: "default", flowId: cancelled.reader.flowId });
    await stranger(linkOf(bed));

    const over = await sentOn(bed, byLink);
    const link = linkOf(bed);
    await stranger(link.replace(over.reader.flowId, crypto.randomUUID()));
    await stranger(link.replace(/token=.*/, "token=made-up"));
    bed.wait(61 * MINUTE);
    await stranger(link);
    expect(pages).toHaveLength(6);
    expect(new Set(pages).size).toBe(1);
  });
});
