import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FILE, plansText } from "../../scripts/phone-plans.ts";

it("what the Worker knows of numbers is what the installed libphonenumber-js knows (npm run phone:generate)", () => {
  expect(readFileSync(FILE, "utf8") === plansText()).toBe(true);
});
