/** A message id without the angle brackets that mail headers set around it. */
export const withoutBrackets = (id: string): string => id.replace(/^<|>$/g, "");
