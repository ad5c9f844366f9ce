const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A ceiling on how often something may happen for one subject: a short window, a long one, and a growing wait. */
export type Limit = {
  readonly burst: number;
  readonly burstMs: number;
  readonly sustained: number;
  readonly sustainedMs: number;
  /** Wait before the second event of the long window; doubles with each one up to `maxWaitMs`. 0: none. */
  readonly waitMs: number;
  readonly maxWaitMs: number;
};

export type SendLimits = {
  readonly flowsPerIp: Limit;
  /**
   * Per address on the network, or per account where the caller has shown whose it is; then also what is refused
   * because the address is somebody's.
   */
  readonly sendsPerCaller: Limit;
  readonly sendsPerAddress: { readonly email: Limit; readonly sms: Limit; readonly voice: Limit };
  /** Per number without its last four digits. */
  readonly sendsPerPrefix: Limit;
  /**
   * How long an address is sent nothing after its owner said "I did not ask for this": twice as long with each time
   * within `windowMs`, up to `maxWaitMs`. A wait and nothing else: no send of the day is taken away, so that an owner
   * who then does ask is late, and never shut out.
   */
  readonly afterDenial: { readonly waitMs: number; readonly maxWaitMs: number; readonly windowMs: number };
};

/** Wrong secrets that are looked at: of one client from one network, and of all clients from it. */
export type SecretLimits = { readonly perClient: Limit; readonly perNetwork: Limit };

export type Policy = {
  readonly name: "standard" | "relaxed";
  readonly codeDigits: number;
  readonly codeLifetimeMs: number;
  readonly linkLifetimeMs: number;
  readonly flowLifetimeMs: number;
  readonly attemptsPerCode: number;
  readonly attemptsPerFlow: number;
  /** Wrong guesses at one address, over all flows: from `free` on each one costs a growing wait, at `stop` no more. */
  readonly wrongGuesses: {
    readonly free: number;
    readonly stop: number;
    readonly windowMs: number;
    readonly waitMs: number;
    readonly maxWaitMs: number;
  } | null;
  /** null: no limit on sending (development). */
  readonly sends: SendLimits | null;
  /** null: no limit on wrong secrets (development). */
  readonly wrongSecrets: SecretLimits | null;
  /** Countries (ISO 3166-1 alpha-2) that texts and calls may go to; "*" for all. */
  readonly countries: readonly string[] | "*";
  /** How long a login of the app's login server may wait for a verification. */
  readonly loginLifetimeMs: number;
  /** How long an ended flow and its messages, with their addresses, are kept. */
  readonly retentionMs: number;
};

/**
 * With less than this left of a code's life, its message is not tried again: nobody could read it and type it in time.
 */
export const LEAST_LIFE_MS = 90 * SECOND;

const noWait = { waitMs: 0, maxWaitMs: 0 };
const growingWait = { waitMs: 60 * SECOND, maxWaitMs: 32 * MINUTE };

/** What every deployment starts with. NIST SP 800-63B-4 3.1.3.2 and OWASP ASVS 5.0 6.5 set codes, lifetimes and tries. */
export const standard: Policy = {
  name: "standard",
  codeDigits: 6,
  codeLifetimeMs: 10 * MINUTE,
  linkLifetimeMs: 60 * MINUTE,
  flowLifetimeMs: 60 * MINUTE,
  attemptsPerCode: 5,
  attemptsPerFlow: 10,
  wrongGuesses: { free: 20, stop: 100, windowMs: DAY, waitMs: MINUTE, maxWaitMs: HOUR },
  sends: {
    flowsPerIp: { burst: 30, burstMs: HOUR, sustained: 100, sustainedMs: DAY, ...noWait },
    sendsPerCaller: { burst: 30, burstMs: HOUR, sustained: 100, sustainedMs: DAY, ...noWait },
    sendsPerAddress: {
      email: { burst: 5, burstMs: 10 * MINUTE, sustained: 10, sustainedMs: DAY, ...growingWait },
      sms: { burst: 5, burstMs: HOUR, sustained: 10, sustainedMs: DAY, ...growingWait },
      voice: { burst: 3, burstMs: HOUR, sustained: 5, sustainedMs: DAY, ...growingWait },
    },
    sendsPerPrefix: { burst: 20, burstMs: HOUR, sustained: 200, sustainedMs: DAY, ...noWait },
    // At first the life of a code, ten times the wait after a first message; at most what a guesser waits for.
    afterDenial: { waitMs: 10 * MINUTE, maxWaitMs: HOUR, windowMs: DAY },
  },
  wrongSecrets: {
    perClient: { burst: 10, burstMs: 10 * MINUTE, sustained: 100, sustainedMs: DAY, ...noWait },
    perNetwork: { burst: 30, burstMs: 10 * MINUTE, sustained: 300, sustainedMs: DAY, ...noWait },
  },
  countries: [],
  loginLifetimeMs: 60 * MINUTE,
  retentionMs: 30 * DAY,
};

/** For development: everything that decides a verification as in `standard`, nothing that makes a developer wait. */
export const relaxed: Policy = {
  ...standard,
  name: "relaxed",
  wrongGuesses: null,
  sends: null,
  wrongSecrets: null,
  countries: "*",
};

export const policies = { standard, relaxed } as const;
