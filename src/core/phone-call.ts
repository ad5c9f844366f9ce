import type { Callback, CallbackFailure } from "./delivery.ts";
import type { Line, Message } from "./message.ts";
import type { ClaimedMessage, Render } from "./message-store.ts";
import type { World } from "./ports.ts";
import { createRecall, type RecallPorts } from "./recall.ts";
import type { Result } from "./result.ts";
import { justSaid, nextScene, type Scene } from "./scene.ts";

/** Where a provider asks what is said next in the call with a message, whose code was heard so often before. */
export type KeyUrl = (provider: string, message: Pick<Message, "appId" | "id">, heard: number) => string;

/** A document in a vendor's own words. */
export type Script = { readonly type: string; readonly body: string };

/** How a provider that calls people up is told what is said once a key was pressed. */
export type Conversation = {
  /** Checks who asks, over the raw bytes, and only then reads which key it was; null: none. Never throws. */
  readonly read: (callback: Callback) => Promise<Result<{ readonly pressed: string | null }, CallbackFailure>>;
  readonly script: (scene: Scene, locale: string) => Script;
};

/** A call with a code. Without MACs its code is good for nothing any more. */
export type CodeCall = Message & Pick<ClaimedMessage, "macs" | "firstChannel">;

export type CallStore = {
  read(call: { readonly appId: string; readonly messageId: string }): Promise<CodeCall | undefined>;
};

/** A key that was pressed in a call, by the word of the provider that placed it. */
export type Pressed = {
  readonly appId: string;
  readonly provider: string;
  /** The message that the call is for, and how often its code was heard before; null where the address says none. */
  readonly messageId: string | null;
  readonly heard: number | null;
  readonly pressed: string | null;
};

export type PhoneCallPorts = RecallPorts & {
  readonly calls: CallStore;
  readonly render: Render;
  /** What is said in place of a code that is good for nothing. */
  readonly stopped: (locale: string) => Promise<readonly Line[]>;
  readonly keyUrl: KeyUrl;
  readonly world: Pick<World, "now" | "log">;
};

/** Calls that are under way. Nothing is written and nothing is used up: hearing a code is not typing it. */
export type PhoneCalls = {
  /** What is said next, and in which language. Always something: there is somebody on the phone. */
  next(pressed: Pressed): Promise<{ readonly scene: Scene; readonly locale: string }>;
};

/** Of a call that nothing is known of. */
const UNKNOWN_LOCALE = "en";

export function createPhoneCalls(ports: PhoneCallPorts): PhoneCalls {
  const { calls, render, stopped, keyUrl, world } = ports;
  const { recall } = createRecall(ports);

  const standing = ({ macs, data }: CodeCall): boolean => macs !== null && data.expiresAt > world.now();

  async function told({ provider, heard, pressed }: Pressed, call: CodeCall): Promise<Scene | undefined> {
    if (heard === null || !standing(call)) return undefined;
    const kept = await recall(call);
    const { speech } = kept ? await render(call, kept) : {};
    return speech && nextScene(speech, { heard, pressed }, (times) => keyUrl(provider, call, times));
  }

  return {
    async next(asked) {
      const { appId, provider, messageId, heard } = asked;
      let locale = UNKNOWN_LOCALE;
      let scene: Scene | undefined;
      try {
        const call = messageId === null ? undefined : await calls.read({ appId, messageId });
        locale = call?.data.locale ?? locale;
        scene = call && (await told(asked, call));
      } catch (error) {
        // Of no use to whoever listens, who can ask for another code.
        world.log({
          event: "call_failed",
          app: appId,
          provider,
          error: error instanceof Error ? error.name : "unknown",
        });
      }
      world.log({
        event: "call_went_on",
        app: appId,
        provider,
        message: messageId,
        heard,
        stopped: scene === undefined,
      });
      return { scene: scene ?? justSaid(await stopped(locale)), locale };
    },
  };
}
