/** Between two looks, in milliseconds: soon at first, then less and less often. */
const script = (url: string): string => `
const waits=[[24,5e3],[32,15e3]];let n=0,t;
const next=()=>{for(const[k,w]of waits)if(n<k)return w;return 6e4};
const look=async()=>{clearTimeout(t);if(document.hidden)return;n++;
try{const r=await fetch(${JSON.stringify(url).replaceAll("<", "\\u003c")});if(r.ok&&(await r.json()).state!=="sent")return location.reload()}catch{}
t=setTimeout(look,next())};
document.addEventListener("visibilitychange",()=>document.hidden||look());t=setTimeout(look,2e3)`;

/**
 * Has a page look how its verification stands while somebody sees it, and show anew once it is not waiting any more:
 * its link was opened elsewhere. Without script the page has a link for that. `statusUrl` is a path of ours, and answers
 * `{"state": …}`.
 */
export const Advance = ({ nonce, statusUrl }: { readonly nonce: string; readonly statusUrl: string }) => (
  <script nonce={nonce} dangerouslySetInnerHTML={{ __html: script(statusUrl) }} />
);
