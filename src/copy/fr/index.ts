import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const fr: Language = { lang: "fr", name: "Français", dir: "ltr", messages, pages, flow };
