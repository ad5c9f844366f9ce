/*
 * What a page does besides what its markup does: nothing that the page could not do without. It is a text because it
 * travels within the page, and short because every page carries it. Elements tell it what to do by `data-` attributes:
 *
 *   [data-forget]   the address of the page holds a secret that its form holds too: this path takes its place
 *   body[data-dates]  how times are written: a tag of BCP 47 with the extensions that make it as the server writes them
 *   time[data-clock]  the time of day where the reader is; with the value "day", with its day
 *   form[data-otp]  fill in the code of a text message that the person lets the page have, and send the form
 *   [data-wait]     a button that works in so many seconds; -text while it waits, -ready to be said once
 *   [data-poll]     an address that tells how the verification stands; -state is how its end is spelled, -left how many
 *                   seconds there is any use in asking, -moved what to say, -next where to go
 */
export const script = `
const d=document,q=s=>d.querySelector(s),live=q("#live"),say=t=>{if(live)live.textContent=t},now=()=>performance.now();
const g=q("[data-forget]");if(g)history.replaceState(null,"",g.dataset.forget);
for(const t of d.querySelectorAll("time[data-clock]"))t.textContent=new Intl.DateTimeFormat(d.body.dataset.dates,{timeStyle:"short",dateStyle:t.dataset.clock?"long":void 0}).format(new Date(t.dateTime));
const f=q("form[data-otp]"),c=q("#code");
if(f&&"OTPCredential"in window){const a=new AbortController,stop=()=>a.abort();
f.addEventListener("submit",stop);setTimeout(stop,3e5);
navigator.credentials.get({otp:{transport:["sms"]},signal:a.signal}).then(o=>{c.value=o.code;f.requestSubmit()}).catch(()=>{})}
const b=q("[data-wait]");
if(b){const end=now()+b.dataset.wait*1e3,text=b.textContent,k="aria-disabled";
b.addEventListener("click",e=>b.hasAttribute(k)&&e.preventDefault());
const tick=()=>{const s=Math.ceil((end-now())/1e3);
if(s>0){b.setAttribute(k,"true");b.textContent=b.dataset.text.replace("{seconds}",s);setTimeout(tick,1e3)}
else{b.removeAttribute(k);b.textContent=text;say(b.dataset.ready)}};tick()}
const p=q("[data-poll]");
if(p){const {poll,state,left,moved,next}=p.dataset,age=()=>now()-from,from=now();let timer,busy;
const later=()=>{const a=age();timer=setTimeout(look,a<1e3?2e3:a<12e4?5e3:a<6e5?15e3:6e4)};
const look=async()=>{clearTimeout(timer);if(busy||d.hidden||age()>left*1e3)return;busy=1;
try{const r=await fetch(poll,{headers:{accept:"application/json"}});
if(r.ok&&(await r.json()).state==state){say(moved);setTimeout(()=>location.replace(next),1e3);return}
if(r.status==404||r.status==410)return}catch{}
busy=0;later()};
d.addEventListener("visibilitychange",()=>{look();if(!d.hidden&&c&&!c.value&&d.activeElement==d.body)c.focus()});later()}
`;
