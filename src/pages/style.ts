/** One stylesheet for all pages: system fonts, logical properties, both colour schemes, visible focus. */
export const css = `
:root{--text:#1a1a1a;--back:#fff;--line:#6b6b6b;--accent:#0b5cad;--on-accent:#fff;--bad:#b3001b;--soft:#f2f4f7}
@media (prefers-color-scheme:dark){:root{--text:#ededed;--back:#141414;--line:#9a9a9a;--accent:#8ec1ff;--on-accent:#0a1a2b;--bad:#ff9aa5;--soft:#1f2226}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:1.0625rem/1.5 system-ui,sans-serif}
header,main{max-inline-size:34rem;margin-inline:auto;padding-inline:1.25rem}
header{padding-block-start:1.5rem}
main{padding-block:.5rem 3rem}
.app{margin:0;font-weight:600}
h1{font-size:1.75rem;line-height:1.2;margin-block:1rem}
h2{font-size:1.1875rem;margin-block:2rem .5rem}
label{display:block;font-weight:600;margin-block-start:1.5rem}
.hint{margin:0;color:inherit}
.error{margin:.25rem 0;color:var(--bad);font-weight:600}
input{display:block;inline-size:100%;max-inline-size:22rem;min-block-size:2.75rem;margin-block:.375rem;padding-inline:.75rem;font:inherit;font-size:1.125rem;color:inherit;background:var(--back);border:2px solid var(--line);border-radius:.375rem}
input[name=code]{max-inline-size:12rem;font-size:1.5rem;letter-spacing:.15em}
input[aria-invalid=true]{border-color:var(--bad)}
button,.button{display:inline-block;min-block-size:2.75rem;margin-block-start:1rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:2px solid var(--accent);border-radius:.375rem;text-decoration:none;cursor:pointer}
button.quiet{color:var(--accent);background:transparent}
a{color:var(--accent);text-underline-offset:.2em}
main p a,main li a{display:inline-block;min-block-size:1.5rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.problem{padding:1rem 1.25rem;margin-block:1rem;border:2px solid var(--bad);border-inline-start-width:.5rem}
.problem h2{margin:0}
.problem p{margin:.5rem 0 0}
.problem a{color:var(--bad)}
.status{padding:.75rem 1rem;background:var(--soft);border-inline-start:.375rem solid var(--accent)}
.address{font-weight:600;overflow-wrap:anywhere}
.vh{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{button,form{display:none}}
`;
