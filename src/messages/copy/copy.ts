/** An instant taken apart, for a language to put together in its own order. */
export type Utc = { readonly year: number; readonly month: number; readonly day: number; readonly time: string };

/** The times a message names, in words. Clock times are UTC: the server does not know where the reader is. */
export type Moments = {
  /** How long the code or link works: "10 minutes". */
  readonly length: string;
  /** Until when: "20:10 UTC", with the day if it could be another one. */
  readonly until: string;
  /** When it was asked for, with the day. */
  readonly asked: string;
};

/** Everything we write to people in one language. A language is one file of this shape. */
export type Copy = {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  minutes(count: number): string;
  hours(count: number): string;
  clock(at: Utc): string;
  dayAndClock(at: Utc): string;

  readonly codeMail: {
    subject(words: { app: string; code: string }): string;
    /** Stands right above the code. */
    heading(app: string): string;
    /** Shown beside the subject in a list of mails, nowhere else. */
    preview(times: Moments): string;
    use(times: Moments): string;
    link(): string;
    keep(app: string): string;
  };
  readonly linkMail: {
    subject(app: string): string;
    heading(): string;
    preview(times: Moments): string;
    use(app: string): string;
    button(): string;
    lifetime(times: Moments): string;
    keep(): string;
  };
  /** To somebody who has no account, because somebody typed their address. */
  readonly strangerMail: {
    subject(app: string): string;
    heading(app: string): string;
    preview(app: string): string;
    what(app: string): string;
    ifYou(): string;
  };
  notYou(): string;
  /** Stands before the address of the page that stops the request. */
  stop(): string;
  asked(times: Moments): string;

  /** `app` may be empty: then the text does without a name. */
  readonly text: {
    code(words: { app: string; code: string; length: string }): string;
    link(words: { app: string; link: string; length: string }): string;
    stranger(app: string): string;
  };
  readonly call: {
    /** The digits are said after `opening`, and once more after `again`. */
    code(app: string): { opening: string; again: string; closing: string };
    stranger(app: string): string;
  };
};
