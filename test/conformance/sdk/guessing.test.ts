import { describe, expect, inject, it } from "vitest";
import { devClient } from "../../support/dev-server.ts";

const server = devClient(inject("origin"));
const INIT = "/self-service/verification/api";
const AT_ONCE = 500;

const post = (flow: string, body: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${server.origin}/self-service/verification?flow=${flow}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** A flow whose code is in the outbox. */
async function sentFlow(email: string): Promise<{ flow: string; code: string }> {
  await server.admin("/accounts", {
    method: "POST",
    body: JSON.stringify({ addresses: [{ channel: "email", value: email }] }),
  });
  const { id } = (await (await fetch(server.origin + INIT)).json()) as { id: string };
  await post(id, { method: "code", email });
  return { flow: id, code: (await server.mail(email)).code ?? "" };
}

describe("500 guesses at once, over HTTP", () => {
  it("are evaluated five times when they are wrong", async () => {
    const { flow, code } = await sentFlow("wrong-at-once@example.org");
    const guesses = Array.from({ length: AT_ONCE }, (_, i) =>
      String((Number(code) + i + 1) % 1_000_000).padStart(6, "0"),
    );
    const answers = await Promise.all(guesses.map((guess) => post(flow, { method: "code", code: guess })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 410)).toHaveLength(AT_ONCE - 5);
    const { attempts } = (await (await server.admin(`/flows/${flow}`)).json()) as { attempts: number };
    expect(attempts).toBe(5);
    expect((await post(flow, { method: "code", code })).status).toBe(410);
  });

  it("are accepted once when they are right", async () => {
    const { flow, code } = await sentFlow("right-at-once@example.org");
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => post(flow, { method: "code", code })));
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(texts.filter((text) => text.includes('"passed_challenge"'))).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(AT_ONCE - 1);
  });
});
