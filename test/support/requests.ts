import type { RequestOf } from "../../src/core/requests.ts";
import type { TestBed } from "./world.ts";

const DAY = 86_400_000;

/** Asks for a mail with a link. */
export const ask = ({ services }: TestBed, request: RequestOf) =>
  services.requests.send({
    ...request,
    channel: "email",
    template: "verification_valid",
    caller: null,
    context: "{}",
    lifetimeMs: DAY,
    data: {
      appName: "Acme",
      locale: "en",
      linkTemplate: "https://news.example.com/confirm?code={token}",
      token: "uuid",
      host: "verify.example.com",
      transientPayload: null,
    },
  });

/** The token in the mail that was asked for. */
export async function asked(on: TestBed, request: RequestOf): Promise<string> {
  const sent = await ask(on, request);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await on.settle();
  return new URL(on.sent.at(-1)?.link ?? "").searchParams.get("code") ?? "";
}
