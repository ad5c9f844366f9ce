import { expect, it } from "vitest";
import { didYouMean } from "../../src/core/did-you-mean.ts";

it.each([
  ["ada@hotmial.com", "ada@hotmail.com"],
  ["ada@hotmai.com", "ada@hotmail.com"],
  ["Ada.L+x@GMIAL.com", "Ada.L+x@gmail.com"],
  ["ada@gmail.co", "ada@gmail.com"],
  ["ada@gmail.cm", "ada@gmail.com"],
  ["ada@gnail.com", "ada@gmail.com"],
  ["ada@outllok.com", "ada@outlook.com"],
  ["ada@yaho.co.uk", "ada@yahoo.co.uk"],
])("%s was meant as %s", (typed, meant) => {
  expect(didYouMean(typed)).toBe(meant);
});

it.each([
  "ada@gmail.com",
  "ada@hotmail.de",
  "ada@yahoo.com.mx",
  "ada@mail.com",
  "ada@email.com",
  "ada@example.com",
  "ada@gmail.example",
  "@gmial.com",
  "ada",
  "",
])("%s is taken as it is", (typed) => {
  expect(didYouMean(typed)).toBeUndefined();
});
