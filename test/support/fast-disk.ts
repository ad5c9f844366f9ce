import { accessSync, constants, statfsSync } from "node:fs";

/** A folder that is kept in memory, of which Linux has one. */
const IN_MEMORY = "/dev/shm";

/** The databases and browser profiles of a whole run need a tenth of this. */
const ENOUGH_BYTES = 2 ** 30;

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/**
 * Has everything that is started from now on keep its temporary files in memory, where there is room: the databases of
 * tests are dropped in a moment, and a disk would be waited for at the end of every transaction all the same.
 */
export function useMemoryForTemporaryFiles(): void {
  if (isRoomy(IN_MEMORY)) process.env["TMPDIR"] = IN_MEMORY;
}
