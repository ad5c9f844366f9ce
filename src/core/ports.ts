import type { Secret } from "./code.ts";
import type { Channel } from "./flow.ts";
import type { Random } from "./ids.ts";
import type { MessageData } from "./message.ts";

/** Goes off once, unless it is cancelled first. */
export type Timer = { readonly gone: Promise<void>; cancel(): void };

/** The outside world as one value, so that a test can hand in another. */
export type World = {
  readonly http: (request: Request) => Promise<Response>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly timer: (ms: number) => Timer;
  /** Keeps `work` going after the response, and after the caller has gone. */
  readonly defer: (work: Promise<unknown>) => void;
  readonly log: (entry: LogEntry) => void;
};

/** One structured line. Values are ids, names, counts and durations: never an address, a code or a caller's text. */
export type LogEntry = { readonly event: string } & Readonly<Record<string, string | number | boolean | null>>;

/** A verifier as stored: a keyed MAC and the id of the key that made it. */
export type Verifier = { readonly kid: string; readonly mac: string };

/** What a token of ours is good for: access, unless it says otherwise; one for another use is none. */
export type TokenUse = "access" | "result";

/** Everything that needs a secret of the Worker. Each use has a key of its own; two key ids may be live at a time. */
export type Keyring = {
  /** MACs of a code of this flow, newest key first. */
  codeVerifiers(binding: { appId: string; flowId: string }, code: string): Promise<readonly Verifier[]>;
  /** MACs of a link token, newest key first. */
  linkVerifiers(token: string): Promise<readonly Verifier[]>;
  /** Ids of the flow that `text` names, UUIDs (version 8), under each key, newest first. */
  claimIds(text: string): Promise<readonly string[]>;
  /** A digest that stands for an address or client in counters, so that these hold nobody's data. */
  subject(text: string): Promise<string>;
  /** A MAC of what the id of an error stands for. */
  errorMac(text: string): Promise<string>;
  /**
   * What is stored of 256 random bits. Under no key: nobody searches 2^256 values, so that a key would keep nothing
   * from anybody, and would end every secret of a client on the day it is replaced.
   */
  digest(value: string): Promise<string>;
  /** `text` as a token that only we can make: whoever has it may read it, and cannot change it. The same each time. */
  signToken(text: string, use?: TokenUse): Promise<string>;
  /** The text of a token made for this use, or undefined if it is not spelled exactly as we made it. */
  readToken(token: string, use?: TokenUse): Promise<string | undefined>;
  /** What the keys of signed results are made of, newest first: 32 bytes each, the same after a restart. */
  resultSeeds(): Promise<readonly { readonly kid: string; readonly seed: Uint8Array<ArrayBuffer> }[]>;
  /** The 32 bytes that the tokens of a development server are signed with: the same after a restart. */
  tokenSeed(): Promise<Uint8Array<ArrayBuffer>>;
  /** Encrypts under `context`: what is opened under another context does not open. */
  seal(context: string, text: string): Promise<string>;
  /** The text, or undefined if this is not one of ours, or not of this context. */
  open(context: string, sealed: string): Promise<string | undefined>;
};

/** What a later try of a message needs and no database holds. */
export type Kept = Secret & Pick<MessageData, "transientPayload">;

/** Keeps the secret of an issue, sealed, while it may be sent again. It may forget: nothing is decided by it. */
export type CodeVault = {
  put(issueId: string, channel: Channel, kept: Kept, keepMs: number): Promise<void>;
  take(issueId: string, channel: Channel): Promise<Kept | undefined>;
};
