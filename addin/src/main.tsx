/** Where the page begins. */
import { render } from "preact";
import { App } from "./app";
import { readConfig, type Config } from "./config";
import { Pane } from "./pane";
import "./tokens.css";
import "./pane.css";

const root = document.getElementById("pane");
// what was painted first makes room for the same, drawn by the pane
root?.replaceChildren();
if (root) render(<App pane={new Pane(readConfig<Config>())} />, root);
