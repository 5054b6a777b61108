/** Where the page begins. */
import { render } from "preact";
import { App } from "./app";
import { readConfig } from "../src/config";
import type { Config } from "./config";
import { speakPortal } from "./words";
import "../src/tokens.css";
import "../src/pane.css";
import "./portal.css";
import "./grid.css";
import "./calendar.css";

const root = document.getElementById("portal");
await speakPortal(navigator.language);
if (root) render(<App config={readConfig<Config>()} />, root);
