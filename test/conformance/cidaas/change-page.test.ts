import { beforeEach, describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { type LoginBed, loginBed, type Somebody } from "./bed.ts";
import { Reader } from "./reader.ts";

const CHANGE = "Use a different email address";
const NUMBER = "Use a different phone number";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed({ policy: { sends: standard.sends, countries: ["GB", "DE"] } });
  ada = await login.somebody();
});

async function changing(medium: "email" | "mobile", person: Somebody = ada) {
  const track = await login.track(person.id, { required: [medium] });
  const page = `/identity/verification_change?track_id=${track.id}&requestId=${track.requestId}&medium=${medium}`;
  return { track, reader: await new Reader(login).open(page) };
}
const lastTo = (): string | undefined => login.bed.sent.at(-1)?.to;

describe("putting an address right", () => {
  it.each([
    ["email", "", "Enter your email address"],
    ["email", "none", "Enter an email address like name@example.com"],
    ["phone", "", "Enter your mobile number"],
    ["phone", "+4915", "Enter a mobile number like +44 7700 900123"],
  ])("P16, P20, P22 says at the field %s what is wrong with %j, and keeps it", async (field, typed, text) => {
    const { reader } = await changing(field === "email" ? "email" : "mobile");
    await reader.send({ [field]: typed });
    expect([reader.status, reader.problem]).toEqual([422, { text, field }]);
    expect(reader.valueOf(field) ?? "").toBe(typed);
    expect(login.bed.sent).toHaveLength(0);
  });

  it("asks back about a domain that is nearly a common one", async () => {
    const { reader } = await changing("email");
    await reader.send({ email: "grace@gmial.com" });
    expect([reader.status, reader.heading, login.bed.sent.length]).toEqual([422, "Check your email address", 0]);
    await reader.send({ email: "grace@gmail.com" });
    expect([reader.heading, lastTo()]).toEqual(["Enter the code we emailed you", "grace@gmail.com"]);
  });

  it.each(["0044 7700 900123", "+44 (0)7700 900123"])("takes %s, as people write it", async (phone) => {
    const { reader } = await changing("mobile");
    await reader.send({ phone });
    expect([reader.heading, lastTo()]).toEqual(["Enter the code we texted you", "+447700900123"]);
  });

  it("asks for the country that a number does not tell", async () => {
    const { reader } = await changing("mobile");
    expect(reader.html).not.toContain("<select");
    await reader.send({ phone: "07700 900123" });
    expect([reader.status, reader.problem?.field, reader.valueOf("phone")]).toEqual([422, "phone", "07700 900123"]);
    expect(reader.html).toMatch(/<select id="country" name="country"[^>]*><option value="">Choose a country<\/option>/);
    expect(reader.html).toContain('<option value="GB">United Kingdom</option>');
    await reader.send({ phone: "07700 900123", country: "GB" });
    expect([reader.heading, lastTo()]).toEqual(["Enter the code we texted you", "+447700900123"]);
  });

  it("P35 shows it whole in the browser that typed it, has it in no address of a page, and shows it to no other", async () => {
    const { reader } = await changing("email");
    await reader.send({ email: "right@example.org" });
    expect([reader.html.includes("right@example.org"), reader.led.join().includes("right")]).toEqual([true, false]);
    const stranger = await new Reader(login).open(reader.path);
    expect([stranger.status, stranger.html.includes("right@example.org")]).toEqual([200, false]);
  });

  it("P29 says in seconds how long there is to wait, and by the clock only what takes long", async () => {
    const { reader, track } = await changing("email");
    const page = reader.path;
    await reader.send({ email: "right@example.org" });
    login.bed.wait(2_000);
    await reader.open(page);
    await reader.send({ email: "right@example.org" });
    expect([reader.status, reader.heading, reader.headers.get("retry-after"), reader.problem]).toEqual([
      429,
      CHANGE,
      "58",
      { text: "You can ask for a new code in 58 seconds. Emails can take a minute to arrive", field: "email" },
    ]);
    expect(reader.valueOf("email")).toBe("right@example.org");
    expect(track.id).toBeTruthy();
  });

  it("leads to the first page where the login does not wait for it any more", async () => {
    const { reader } = await changing("mobile");
    await reader.send({ phone: ada.mobile });
    await reader.send({ code: login.lastCode() });
    expect(reader.heading).toBe("Phone number confirmed");
    const { reader: late } = await changing("mobile");
    await late.send({ phone: "+447700900123" });
    expect(late.heading).toBe("All is confirmed");
  });

  it("is told of a login that nobody knows", async () => {
    const reader = await new Reader(login).open(`/identity/verification_change?track_id=${crypto.randomUUID()}`);
    expect(reader.heading).toBe("This page does not work");
  });
});

describe("an address where there was none", () => {
  it.each([
    ["mobile", "Add your phone number", "phone", "0044 7700 900123", "+447700900123"],
    ["email", "Add your email address", "email", "new@example.org", "new@example.org"],
  ] as const)("%s is added in words of its own", async (medium, heading, field, typed, to) => {
    const person = await login.somebody({ addresses: [] });
    const { reader } = await changing(medium, person);
    expect(reader.heading).toBe(heading);
    for (const text of [NUMBER, CHANGE, "stops working", "Keep this one"]) expect(reader.html).not.toContain(text);
    expect(reader.html).toContain("Go back");
    await reader.send({ [field]: "" });
    expect([reader.status, reader.heading]).toEqual([422, heading]);
    await reader.send({ [field]: typed });
    expect(lastTo()).toBe(to);
  });

  it("is changed in others where there is one", async () => {
    const { reader } = await changing("mobile");
    expect([reader.heading, reader.html.includes("The code we sent before stops working.")]).toEqual([NUMBER, true]);
    expect(reader.html).toContain("Keep this one");
  });
});
