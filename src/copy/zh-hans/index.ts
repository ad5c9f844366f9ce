import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const zhHans: Language = { lang: "zh-Hans", name: "简体中文", dir: "ltr", messages, pages, flow };
