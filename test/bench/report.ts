/** How a figure stands to its budget. `wrong` is a promise broken, not a matter of speed; `info` has no budget. */
export type Verdict = "ok" | "over" | "wrong" | "info";

/** One row of the table. */
export type Line = {
  readonly what: string;
  readonly budget: string;
  readonly figure: string;
  readonly verdict: Verdict;
};

/** A figure without a budget, printed because it explains another. */
export const note = (what: string, figure: string): Line => ({ what, budget: "", figure, verdict: "info" });

/** A figure that should be no more than its budget. */
export const atMost = (what: string, { budget, figure, unit = "", digits = 0 }: Bound): Line => ({
  what,
  budget: `≤ ${budget}${unit}`,
  figure: `${figure.toFixed(digits)}${unit}`,
  verdict: figure <= budget ? "ok" : "over",
});

/** A figure that should be no less than its budget. */
export const atLeast = (what: string, { budget, figure, unit = "", digits = 0 }: Bound): Line => ({
  what,
  budget: `≥ ${budget}${unit}`,
  figure: `${figure.toFixed(digits)}${unit}`,
  verdict: figure >= budget ? "ok" : "over",
});

/** A figure that has to be what it is: anything else is a fault. */
export const exactly = (what: string, { budget, figure }: { budget: string; figure: string }): Line => ({
  what,
  budget,
  figure,
  verdict: figure === budget ? "ok" : "wrong",
});

type Bound = {
  readonly budget: number;
  readonly figure: number;
  readonly unit?: string;
  readonly digits?: number;
};

/** A Markdown table, its columns aligned so that it reads well in a terminal too. */
export function toTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, budget, figure, verdict }) => [
    what,
    budget,
    figure,
    verdict === "info" ? "" : verdict,
  ]);
  const cells = [["What", "Budget", "Figure", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const draw = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  return [draw(head), draw(widths.map((width) => "-".repeat(width))), ...body.map(draw)].join("\n");
}

/** The last line: how many kept their budgets. */
export function summary(lines: readonly Line[]): string {
  const count = (verdict: Verdict): number => lines.filter((line) => line.verdict === verdict).length;
  return `${count("ok")} ok, ${count("over")} over, ${count("wrong")} wrong`;
}
