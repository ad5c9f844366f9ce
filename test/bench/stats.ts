/** The value that `share` of the others stay below; the upper one of two. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

/** Half of the values are at or below it. One outlier, as a busy machine makes them, does not move it. */
export function median(values: readonly number[]): number {
  return values.length % 2 === 1 ? quantile(values, 0.5) : (quantile(values, 0.5) + lowerMiddle(values)) / 2;
}

const lowerMiddle = (values: readonly number[]): number =>
  -quantile(
    values.map((value) => -value),
    0.5,
  );
