import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const hi: Language = { lang: "hi", name: "हिन्दी", dir: "ltr", messages, pages, flow };
