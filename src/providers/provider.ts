import type * as z from "zod/mini";
import type { ReadCallback } from "../core/delivery.ts";
import type { Channel } from "../core/flow.ts";
import type { NamedSender, Sender } from "../core/message-store.ts";
import type { Conversation } from "../core/phone-call.ts";
import type { World } from "../core/ports.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { inWords } from "../schema.ts";
import { type Problem, problemOf } from "../settings/problems.ts";
import { textOf } from "../settings/text.ts";

/** What a provider needs of the world. */
export type Outside = Pick<World, "http" | "now" | "random"> & {
  /** A signal that fires after so many milliseconds; for tests, which do not wait. */
  readonly timeout?: (ms: number) => AbortSignal;
};

/** Why a provider cannot start: for each setting, what is wrong with it. Never a value. */
export type Misconfigured = { readonly problems: readonly Problem[] };

export type Provider = {
  readonly name: string;
  readonly channels: readonly Channel[];
  /** The settings it reads, by name. */
  readonly settings: readonly string[];
  /** Ready to send, if the settings in `env` are right; what is not among them is not looked at. */
  configure(env: Readonly<Record<string, unknown>>, outside: Outside): Result<NamedSender, Misconfigured>;
};

/**
 * A provider is a name, what it carries, the settings it needs and a function that sends. That function makes one
 * request, never throws, and keeps no word of the answer: bodies echo the address and the code. "Accepted" is not
 * "delivered".
 */
export function defineProvider<Shape extends z.core.$ZodShape>(definition: {
  readonly name: string;
  readonly channels: readonly Channel[];
  /** Whether the vendor drops a repeat with the same `idempotencyKey`. */
  readonly idempotent: boolean;
  /** Not made before the provider is chosen, as most never are. */
  readonly settings: z.ZodMiniLazy<z.ZodMiniObject<Shape>>;
  readonly sender: (settings: z.output<z.ZodMiniObject<Shape>>, outside: Outside) => Sender;
  /** Reads what the vendor tells about messages later; undefined where nothing makes it tell. */
  readonly callbacks?: (settings: z.output<z.ZodMiniObject<Shape>>, outside: Outside) => ReadCallback | undefined;
  /** Of who calls people up and comes back when a key was pressed: its calls begin with the `scene` of the envelope. */
  readonly conversation?: (settings: z.output<z.ZodMiniObject<Shape>>, outside: Outside) => Conversation;
}): Provider {
  const schema = (): z.ZodMiniObject<Shape> => definition.settings.def.getter();
  return {
    name: definition.name,
    channels: definition.channels,
    get settings() {
      return Object.keys(schema().shape);
    },
    configure(env, outside) {
      const settings = schema();
      const names = Object.keys(settings.shape);
      const given = Object.fromEntries(names.map((name) => [name, textOf(env[name])]));
      const parsed = settings.safeParse(given, inWords);
      if (parsed.success) {
        const { name, idempotent } = definition;
        const readCallback = definition.callbacks?.(parsed.data, outside);
        const conversation = definition.conversation?.(parsed.data, outside);
        const send = definition.sender(parsed.data, outside);
        return ok({
          name,
          idempotent,
          send,
          ...(readCallback ? { readCallback } : {}),
          ...(conversation ? { conversation } : {}),
        });
      }
      return fail({ problems: parsed.error.issues.map((issue) => problemIn(issue, given)) });
    },
  };
}

function problemIn({ path, message }: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): Problem {
  const setting = String(path[0]);
  return problemOf(setting, given[setting] === undefined ? "is not set" : message);
}
