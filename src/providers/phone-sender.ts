import * as z from "zod/mini";

const NUMBER = /^\+?[0-9]{3,15}$/;
// At most eleven characters, one of which is a letter (3GPP TS 23.040, 9.1.2.5).
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 _&+-]{1,11}$/;

/** Whom a text comes from, as settings spell it: a number, a short code or a name. */
export const textSender = z.string().check(
  z.trim(),
  z.refine(
    (text) => NUMBER.test(text) || NAME.test(text),
    'write a number as "+15550100", or a name of 1 to 11 letters',
  ),
);

/** A number as vendors want it who want no plus sign; anything else as it is. */
export const withoutPlus = (sender: string): string => (NUMBER.test(sender) ? sender.replace("+", "") : sender);

/** A number to call from, in E.164. */
export const callerNumber = z.string().check(z.trim(), z.regex(/^\+[1-9][0-9]{6,14}$/, 'write it as "+15550100"'));
