import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const ja: Language = { lang: "ja", name: "日本語", dir: "ltr", messages, pages, flow };
