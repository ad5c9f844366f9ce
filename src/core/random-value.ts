import { toBase64Url } from "./base64url.ts";
import type { Random } from "./ids.ts";

const BYTES = 32;

/** 256 random bits behind a prefix that people, and scanners for leaked secrets, recognise. */
export const randomValue = (random: Random, prefix: string): string => prefix + toBase64Url(random(BYTES));
