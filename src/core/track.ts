import type { AccountAddress } from "./account.ts";
import type { Person } from "./client.ts";
import type { Address, AddressKind } from "./flow.ts";
import type { LimitState, LimitUse } from "./flow-store.ts";

/** What the login server is handed when the login goes on: a code that it redeems here, or a token that it reads itself. */
export type TrackAnswer = "code" | "token";

/** What stands for a phone number in limits, and where it is; null for an e-mail address. */
export type Reach = { readonly digest: string; readonly country: string | null; readonly range: string | null };

/** An address that a person put in the place of a mistyped one, and what stands for it. */
export type Correction = Omit<Address, "kind"> & Reach;

export type Corrections = Readonly<Partial<Record<AddressKind, Correction>>>;

/** An interrupted login that waits until its person has verified what the login server requires. */
export type Track = {
  readonly id: string;
  readonly appId: string;
  readonly accountId: string;
  /** The account's id in the app's own identity system. */
  readonly sub: string | null;
  readonly requestId: string;
  readonly continueUrl: string;
  readonly required: readonly AddressKind[];
  readonly answer: TrackAnswer;
  /** Of the account, oldest first. */
  readonly addresses: readonly AccountAddress[];
  readonly corrections: Corrections;
  readonly changes: number;
  readonly continuedAt: number | null;
  readonly redeemedAt: number | null;
  readonly createdAt: number;
  readonly expiresAt: number;
};

/** Corrections that one track allows. */
export const MOST_CHANGES = 3;

export type NewTrack = Pick<
  Track,
  "id" | "requestId" | "continueUrl" | "required" | "answer" | "createdAt" | "expiresAt"
> & {
  readonly person: Person;
};

/** The address of a kind that a verification for the track is sent to: the corrected one, the primary, or the oldest. */
export function addressOf(
  track: Track,
  kind: AddressKind,
): { readonly value: string; readonly verified: boolean } | null {
  const own = track.addresses.filter((address) => address.kind === kind);
  const corrected = track.corrections[kind]?.value;
  const known = own.find(({ value }) => value === corrected);
  if (corrected !== undefined && !known?.verifiedAt) return { value: corrected, verified: false };
  const address = known ?? own.find(({ primary }) => primary) ?? own[0];
  return address ? { value: address.value, verified: address.verifiedAt !== null } : null;
}

const isVerified = (track: Track, kind: AddressKind): boolean =>
  track.addresses.some((address) => address.kind === kind && address.verifiedAt !== null);

/** What its login still waits for. */
export const missingOf = (track: Track): readonly AddressKind[] =>
  track.required.filter((kind) => !isVerified(track, kind));

/** A login request that a client asks for; `limits` count it. */
export type RequestRegistration = {
  readonly operation: string;
  readonly id: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly now: number;
  readonly expiresAt: number;
  readonly limits: readonly LimitUse[];
};

export type RegistrationReply = {
  readonly registered: boolean;
  readonly clientLive: boolean;
  readonly redirectListed: boolean;
  readonly limits: readonly LimitState[];
};

/** Logins that wait. Each method is one transaction in one round trip, and may be run again with the same work. */
export type TrackStore = {
  /** Makes a login request for a client that is live, with a redirect URI of its own. */
  register(work: RequestRegistration): Promise<RegistrationReply>;
  /** Makes a track, and its login request unless there is one. undefined: nobody is called that, or they may verify nothing. */
  open(track: NewTrack): Promise<Track | undefined>;
  find(id: string): Promise<Track | undefined>;
  /** The track as it is; marks it as gone on with if nothing is missing any more, and it is not over. */
  goOn(work: { readonly id: string; readonly now: number }): Promise<Track | undefined>;
  /** Uses up the result of a track that went on since `since`. `redeemed`: it was this operation that did. */
  redeem(work: {
    readonly id: string;
    readonly operation: string;
    readonly now: number;
    readonly since: number;
  }): Promise<{ readonly track: Track; readonly redeemed: boolean } | undefined>;
};
