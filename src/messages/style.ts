/** How a deployment wants its messages written. */
export type MessageStyle = {
  /** Whether subjects hold the code: lock screens show them. */
  readonly codeInSubject: boolean;
  /** Whether text messages do without the accents that would halve what fits into one. */
  readonly plainAccents: boolean;
  /** Of an Android app that reads its codes from text messages: 11 characters. */
  readonly androidAppHash: string | undefined;
  /** Whether somebody reads what is replied to a mail. */
  readonly repliesRead: boolean;
};

export const usualStyle: MessageStyle = {
  codeInSubject: true,
  plainAccents: true,
  androidAppHash: undefined,
  repliesRead: false,
};
