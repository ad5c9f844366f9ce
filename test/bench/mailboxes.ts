/** What a person finds in a message. */
export type Mail = { readonly to: string; readonly text: string };

const PATIENCE_MS = 20_000;

/** The far end of the mail provider: hands each message to whoever waits for it. */
export type Mailboxes = {
  readonly deliver: (mail: Mail) => void;
  /** The one message to `to`, now or as soon as it comes. */
  readonly take: (to: string) => Promise<string>;
};

export function createMailboxes(): Mailboxes {
  const arrived = new Map<string, string>();
  const readers = new Map<string, (text: string) => void>();

  return {
    deliver({ to, text }) {
      const reader = readers.get(to);
      if (reader) reader(text);
      else arrived.set(to, text);
    },

    async take(to) {
      const text = arrived.get(to);
      arrived.delete(to);
      if (text !== undefined) return text;
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const timer = setTimeout(() => reject(new Error(`no mail came for ${to}`)), PATIENCE_MS);
      readers.set(to, resolve);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        readers.delete(to);
      }
    },
  };
}

const found = (pattern: RegExp, text: string): string => {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error("the mail holds neither code nor link");
  return match;
};

export const codeIn = (text: string): string => found(/\b(\d{6})\b/, text);
export const tokenIn = (text: string): string => found(/[?&]token=([\w-]+)/, text);
/** What a short link carries. */
export const linkCodeIn = (text: string): string => found(/\/t\?([\w-]{51})/, text);
