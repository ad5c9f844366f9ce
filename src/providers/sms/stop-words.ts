/** What networks and vendors take for an opt-out when it is all that a text says (CTIA Messaging Principles, 2023). */
const STOP_WORDS: ReadonlySet<string> = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]);

/** Whether a text that somebody sent asks for no more of ours. */
export const isStop = (text: string | null | undefined): boolean => STOP_WORDS.has((text ?? "").trim().toUpperCase());
