import { stopCodeIn } from "./stop-links.ts";
import { type TestBed, testBed } from "./world.ts";

/** The code of the stop link that went out last. */
export const lastStopCode = (bed: TestBed): string => stopCodeIn(bed.sent.at(-1));

export const deny = ({ services }: TestBed, code: string) => services.denials.deny(code);
export const inspect = ({ services }: TestBed, code: string) => services.denials.inspect(code);

/** Without limits on sending. */
export const unlimited = () => testBed({ policy: { sends: null } });
