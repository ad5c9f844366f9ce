/** The stylesheet of the outbox: both colour schemes, from narrow screens on. */
export const css = `
:root{color-scheme:light dark;--text:#1a1a1a;--back:#fff;--line:#767676;--soft:#f3f4f6;--accent:#1a56c4;--bad:#a3001a}
@media (prefers-color-scheme:dark){:root{--text:#ededed;--back:#141414;--line:#8a8f98;--soft:#22262c;--accent:#8ab4ff;--bad:#ff9aa5}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:56rem;margin-inline:auto;padding:1.5rem 1rem}
h1{margin:0 0 1rem}h2{margin:0 0 .75rem;font-size:1.125rem}
form{display:inline-flex;max-width:100%;flex-wrap:wrap;gap:.5rem;align-items:center;margin:0 1rem 1rem 0}
input,button{font:inherit;min-height:2.75rem;padding:.25rem .75rem;border:1px solid var(--line);border-radius:.375rem}
input{width:20rem;min-width:0;max-width:100%}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin-block:1rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1rem;margin:0 0 1rem}
dt{font-weight:600}dd{margin:0}
.code{margin-inline-end:.75rem;font:700 1.5rem/1.2 ui-monospace,monospace;letter-spacing:.1em;user-select:all}
.open{display:inline-block;min-height:1.5rem}
pre{background:var(--soft);padding:.75rem;border-radius:.375rem;white-space:pre-wrap;margin:.5rem 0}
[hidden]{display:none}
.failed{color:var(--bad);font-weight:600}
summary{min-height:1.5rem;cursor:pointer}
iframe{display:block;width:100%;height:32rem;border:1px solid var(--line);border-radius:.375rem;margin-block:.5rem;background:Canvas}
`;
