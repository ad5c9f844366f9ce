import type { Accent, Scheme } from "../core/accent.ts";

type Accents = Readonly<Record<Scheme, Accent>>;

const own: Accents = {
  light: { colour: "#0b5cad", on: "#fff" },
  dark: { colour: "#8ec1ff", on: "#0a1a2b" },
};

const variables = ({ colour, on }: Accent): string => `--accent:${colour};--on-accent:${on}`;

/**
 * One stylesheet for all pages: system fonts, logical properties, both colour schemes, visible focus. Borders carry
 * what must be seen, since forced colours leave nothing else. Nothing moves.
 */
export const cssOf = (accent: Accents | null): string => `
:root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--line:#6b6b6b;--bad:#b3001b;--soft:#f2f4f7;${variables((accent ?? own).light)}}
@media (prefers-color-scheme:dark){:root{--text:#ededed;--back:#141414;--line:#9a9a9a;--bad:#ff9aa5;--soft:#1f2226;${variables((accent ?? own).dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:1.0625rem/1.5 system-ui,sans-serif}
header,main,footer{max-inline-size:34rem;margin-inline:auto;padding-inline:1.25rem;overflow-wrap:break-word}
header{padding-block-start:1.5rem}
main{padding-block:.5rem 2rem}
footer{padding-block:0 2rem;font-size:.9375rem}
.app{display:flex;align-items:center;gap:.625rem;margin:0;font-weight:600}
.app img{block-size:2rem;inline-size:auto;max-inline-size:12rem}
h1{font-size:1.75rem;line-height:1.2;margin-block:1rem}
h2{font-size:1.1875rem;margin-block:2rem .5rem}
ul{padding-inline-start:1.25rem}
label{display:block;font-weight:600;margin-block-start:1.5rem}
.hint{margin:0}
.error{margin:.25rem 0;color:var(--bad);font-weight:600}
input,select{display:block;inline-size:100%;max-inline-size:24rem;min-block-size:2.75rem;margin-block:.375rem;padding-inline:.75rem;font:inherit;font-size:1.125rem;color:inherit;background:var(--back);border:2px solid var(--line);border-radius:.375rem}
input[name=code]{max-inline-size:12rem;font-size:1.5rem;letter-spacing:.15em}
[dir=ltr]{text-align:start}
[aria-invalid=true]{border-color:var(--bad)}
button,.button{display:inline-block;min-block-size:2.75rem;margin-block-start:1rem;margin-inline-end:.5rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:2px solid var(--accent);border-radius:.375rem;text-align:center;text-decoration:none;cursor:pointer}
p:has(>button,>.button)+:is(p,form)>button{margin-block-start:0}
.quiet{color:var(--accent);background:transparent}
[aria-disabled=true]{color:inherit;border-color:var(--line);cursor:default}
a{color:var(--accent);text-underline-offset:.2em}
p a,li a{display:inline-block;min-block-size:1.5rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.problem{padding:1rem 1.25rem;margin-block:1rem 1.5rem;border:2px solid var(--bad);border-inline-start-width:.5rem}
.problem h2{margin:0}
.problem ul{margin:.5rem 0 0;padding:0;list-style:none}
.problem a{color:var(--bad)}
.status:not(:empty){padding:.75rem 1rem;background:var(--soft);border-inline-start:.375rem solid var(--accent)}
.address{font-weight:600;overflow-wrap:anywhere;unicode-bidi:isolate}
.languages{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0;padding:1rem 0 0;list-style:none;border-block-start:1px solid var(--line)}
.vh{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media print{:root{--text:#000;--back:#fff;--soft:#fff;--accent:#000;--line:#6b6b6b;--bad:#b3001b}button,form,footer,.screen{display:none}.button{border:0;padding:0;color:#000;background:none}}
`;
